"""Who may do what in the emulator: owners, strangers, nobody, policies, and what signatures cover."""

import json

import pytest

from conformance.emulator import MAIN, OTHER, OTHER_ACCOUNT, TEMP
from conformance.emulator.auth.principal import Principal
from conformance.tests.emulated import Headers, Shop, sign

POLICY_HEADER = {"s3": "s3:x-amz-server-side-encryption", "obs": "x-obs-server-side-encryption"}


@pytest.fixture(params=["s3", "obs"])
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(request.param)


def policy(shop: Shop, **changes: object) -> bytes:
    arn = "arn:aws:s3:::" if shop.dialect == "s3" else ""
    statement = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": [f"{arn}bucket", f"{arn}bucket/*"]}
    return json.dumps({"Statement": [{**statement, **changes}]}).encode()


def set_policy(shop: Shop, **changes: object) -> None:
    assert shop.send("PUT", "/bucket?policy", body=policy(shop, **changes)).status == 204


@pytest.mark.parametrize("by", [OTHER, None], ids=["another account", "nobody"])
def test_what_is_not_allowed_is_refused(shop: Shop, by: Principal | None) -> None:
    shop.put("o", b"content")
    for method, target in (("GET", "/bucket/o"), ("PUT", "/bucket/o"), ("DELETE", "/bucket/o"), ("GET", "/bucket")):
        refused = shop.send(method, target, by=by)
        assert (refused.status, refused.code) == (403, "AccessDenied")
    for method in ("PUT", "GET", "DELETE"):
        assert shop.send(method, "/bucket?encryption", by=by).status == 403
    assert shop.get("o").body == b"content"


def test_temporary_credentials_are_the_owners(shop: Shop) -> None:
    shop.put("o", b"content")
    assert shop.send("GET", "/bucket/o", by=TEMP).body == b"content"


def test_nobody_creates_or_lists_buckets(shop: Shop) -> None:
    assert shop.send("PUT", "/mine", by=None).status == 403
    assert shop.send("GET", "/", by=None).status == 403
    assert "<Name>bucket</Name>" in shop.send("GET", "/").body.decode()
    assert "<Name>bucket</Name>" not in shop.send("GET", "/", by=OTHER).body.decode()


def test_what_is_public_is_read_by_anybody(shop: Shop) -> None:
    shop.put("o", b"content", {f"{shop.prefix}acl": "public-read"})
    assert shop.send("GET", "/bucket/o", by=None).body == b"content"
    assert shop.send("DELETE", "/bucket/o", by=None).status == 403


def test_a_policy_lets_another_account_in(shop: Shop) -> None:
    shop.put("o", b"content")
    arn = "arn:aws:s3:::" if shop.dialect == "s3" else ""
    who = (
        {"AWS": f"arn:aws:iam::{OTHER_ACCOUNT.number}:root"}
        if shop.dialect == "s3"
        else {"ID": f"domain/{OTHER_ACCOUNT.domain}"}
    )
    set_policy(shop, Effect="Allow", Principal=who, Action=["s3:GetObject"], Resource=f"{arn}bucket/*")
    assert shop.send("GET", "/bucket/o", by=OTHER).body == b"content"
    assert shop.send("PUT", "/bucket/o", by=OTHER).status == 403
    assert shop.send("GET", "/bucket/o", by=None).status == 403


def test_a_policy_denies_uploads_without_encryption(shop: Shop) -> None:
    condition = {"StringNotEquals": {POLICY_HEADER[shop.dialect]: "AES256"}}
    set_policy(shop, Action="PutObject", Condition=condition)
    refused = shop.put("o", b"content")
    assert (refused.status, refused.code, refused.body_was_asked) == (403, "AccessDenied", False)
    assert shop.put("o", b"content", shop.sse("AES256")).status == 200
    assert shop.send("DELETE", "/bucket?policy").status == 204
    assert shop.put("o", b"content").status == 200


@pytest.mark.parametrize(("wanted", "plain", "encrypted"), [("true", 403, 200), ("false", 200, 403)])
def test_a_policy_about_a_header_that_is_absent(shop: Shop, wanted: str, plain: int, encrypted: int) -> None:
    set_policy(shop, Action="PutObject", Condition={"Null": {POLICY_HEADER[shop.dialect]: wanted}})
    assert (shop.put("o").status, shop.put("o", b"", shop.sse("AES256")).status) == (plain, encrypted)


def test_the_owner_mends_a_policy_that_denies_everything(shop: Shop) -> None:
    set_policy(shop)
    assert shop.put("o").status == 403
    assert shop.send("GET", "/bucket?policy").body == policy(shop)
    assert shop.send("DELETE", "/bucket?policy").status == 204
    assert shop.send("GET", "/bucket?policy").code == "NoSuchBucketPolicy"


@pytest.mark.parametrize("body", [b"", b"[]", b'{"Statement": [{}]}', b'{"Statement": 1}'])
def test_a_policy_that_cannot_be_read(shop: Shop, body: bytes) -> None:
    assert shop.send("PUT", "/bucket?policy", body=body).code == "MalformedPolicy"


def send_as_signed_for(shop: Shop, signed: Headers, sent: Headers) -> tuple[int, str]:
    host = {"Host": "127.0.0.1"}
    signature = sign(shop.dialect, "PUT", "/bucket/o", {**host, **signed}, MAIN)
    reply = shop.send("PUT", "/bucket/o", {**signature, **sent}, b"content", by=None)
    return reply.status, reply.code


def test_an_encryption_header_that_is_not_signed(shop: Shop) -> None:
    code = {"s3": "AccessDenied", "obs": "SignatureDoesNotMatch"}[shop.dialect]
    assert send_as_signed_for(shop, {}, shop.sse("AES256")) == (403, code)
    assert send_as_signed_for(shop, shop.sse("AES256"), {}) == (403, "SignatureDoesNotMatch")
    assert send_as_signed_for(shop, shop.sse("AES256"), shop.sse("AES256")) == (200, "")


@pytest.mark.parametrize(
    "target", ["/bucket?lifecycle", "/bucket/o?versioning", "/bucket/o?something", "/bucket?acl&cors"]
)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_an_unknown_subresource_touches_nothing(shop: Shop, method: str, target: str) -> None:
    shop.put("o", b"content")
    refused = shop.send(method, target)
    assert (refused.status, refused.code) == (501, "NotImplemented")
    assert shop.get("o").body == b"content"


def test_the_log_says_what_was_spoken(shop: Shop) -> None:
    shop.put("o")
    shop.send("GET", "/bucket/o", by=None)
    signed, anonymous = shop.log.entries()[-2:]
    assert (signed.dialect, signed.scheme) == (shop.dialect, {"s3": "aws-v4", "obs": "obs"}[shop.dialect])
    assert (anonymous.scheme, anonymous.status) == (None, 403)
    assert MAIN.secret_key not in repr(signed)
    assert MAIN.access_key not in repr(signed)

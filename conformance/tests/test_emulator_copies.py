"""Copies in the emulator: between all methods, onto themselves, and with the wrong keys."""

import hashlib
from collections.abc import Mapping

import pytest

from conformance.emulator import KEY_IDS, KeyState
from conformance.tests.emulated import KEY, OTHER_KEY, Changes, Shop, b64

METHODS = ("none", "managed", "kms", "customer")
WRONG_MD5 = b64(hashlib.md5(OTHER_KEY).digest())


@pytest.fixture(params=["s3", "obs"])
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(request.param)


def method(shop: Shop, name: str, key: bytes = KEY) -> Mapping[str, str]:
    kms = {"s3": "aws:kms", "obs": "kms"}[shop.dialect]
    return {"none": {}, "managed": shop.sse("AES256"), "kms": shop.sse(kms), "customer": shop.customer(key)}[name]


def named(shop: Shop, source: str = "source") -> dict[str, str]:
    return {f"{shop.prefix}copy-source": f"/bucket/{source}"}


@pytest.mark.parametrize("source", METHODS)
@pytest.mark.parametrize("target", METHODS)
def test_every_method_to_every_method(shop: Shop, source: str, target: str) -> None:
    shop.put("source", b"content", method(shop, source))
    key = shop.source() if source == "customer" else {}
    copied = shop.put("copy", b"", {**named(shop), **key, **method(shop, target, OTHER_KEY)})
    assert (copied.status, bool(copied.text("ETag"))) == (200, True)
    read = shop.get("copy", shop.customer(OTHER_KEY) if target == "customer" else {})
    assert read.body == b"content"
    header = f"{shop.prefix}server-side-encryption"
    plain = {"s3": "AES256", "obs": None}[shop.dialect]
    expected = {"none": plain, "managed": "AES256", "kms": method(shop, "kms").get(header), "customer": None}[target]
    assert copied.headers.get(header) == read.headers.get(header) == expected


@pytest.mark.parametrize(
    ("changes", "s3_answer"),
    [
        (None, (400, "InvalidRequest")),
        ({"key": b64(OTHER_KEY), "key-MD5": WRONG_MD5}, (403, "AccessDenied")),
        ({"key-MD5": WRONG_MD5}, (400, "InvalidArgument")),
        ({"key-MD5": None}, (400, "InvalidArgument")),
        ({"algorithm": "AES128"}, (400, "InvalidEncryptionAlgorithmError")),
    ],
    ids=["no key", "other key", "other MD5", "no MD5", "other algorithm"],
)
def test_a_source_needs_its_key(shop: Shop, changes: Changes | None, s3_answer: tuple[int, str]) -> None:
    shop.put("source", b"content", shop.customer())
    shop.put("copy", b"earlier")
    key = {} if changes is None else shop.source(changes=changes)
    refused = shop.put("copy", b"", {**named(shop), **key})
    assert refused.status == s3_answer[0] if shop.dialect == "s3" else 400
    assert shop.dialect == "obs" or refused.code == s3_answer[1]
    assert shop.get("copy").body == b"earlier"


def test_a_source_key_for_another_source(shop: Shop) -> None:
    shop.put("source", b"content")
    assert shop.put("copy", b"", {**named(shop), **shop.source()}).code == "InvalidRequest"


def test_a_copy_in_s3_onto_itself_changes_something() -> None:
    shop = Shop("s3")
    shop.put("source", b"content")
    refused = shop.put("source", b"", named(shop))
    assert (refused.status, refused.code) == (400, "InvalidRequest")
    assert refused.text("Message").startswith("This copy request is illegal")
    for more in (shop.sse("AES256"), {"x-amz-metadata-directive": "REPLACE"}, {"x-amz-storage-class": "STANDARD_IA"}):
        assert shop.put("source", b"", {**named(shop), **more}).status == 200


def test_a_copy_in_obs_onto_itself_stays_encrypted() -> None:
    shop = Shop("obs")
    shop.put("source", b"content", shop.sse("kms"))
    replacing = {**named(shop), "x-obs-metadata-directive": "REPLACE"}
    assert shop.put("source", b"", replacing).status == 400
    assert shop.put("source", b"", {**replacing, **shop.sse("AES256")}).status == 200


@pytest.mark.parametrize(("answers", "status"), [(0, 200), (1, 400)])
def test_whether_obs_copies_to_plain_is_a_silent_point(answers: int, status: int) -> None:
    shop = Shop("obs", answers=answers)
    shop.put("source", b"content", shop.sse("kms"))
    assert shop.put("copy", b"", named(shop)).status == status


@pytest.mark.parametrize(("answers", "code"), [(0, "MaxMessageLengthExceeded"), (1, "UnexpectedContent"), (2, "")])
def test_a_copy_in_obs_with_a_body(answers: int, code: str) -> None:
    shop = Shop("obs", answers=answers)
    shop.put("source", b"content")
    copied = shop.put("copy", b"a body", named(shop))
    assert (copied.code, copied.body_was_asked) == (code, False)
    assert shop.get("copy").body == (b"" if code else b"content") or shop.get("copy").status == 404


def test_metadata_is_copied_or_replaced(shop: Shop) -> None:
    meta = f"{shop.prefix}meta-colour"
    shop.put("source", b"content", {meta: "red", "Content-Type": "text/plain"})
    shop.put("copy", b"", named(shop))
    assert (shop.head("copy").headers[meta], shop.head("copy").headers["content-type"]) == ("red", "text/plain")
    shop.put("copy", b"", {**named(shop), f"{shop.prefix}metadata-directive": "REPLACE", meta: "blue"})
    assert shop.head("copy").headers[meta] == "blue"


def test_an_older_version_is_copied(shop: Shop) -> None:
    body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    assert shop.send("PUT", "/bucket?versioning", body=body).status == 200
    first = shop.put("source", b"one", shop.customer()).headers[f"{shop.prefix}version-id"]
    shop.put("source", b"two", shop.customer(OTHER_KEY))
    old = named(shop, f"source?versionId={first}")
    copied = shop.put("copy", b"", {**old, **shop.source()})
    assert copied.headers[f"{shop.prefix}copy-source-version-id"] == first
    assert shop.get("copy").body == b"one"
    assert shop.put("copy", b"", {**old, **shop.source(OTHER_KEY)}).status in {400, 403}


def test_a_disabled_key_of_the_source(shop: Shop) -> None:
    kms = {
        "s3": shop.sse("aws:kms", aws_kms_key_id=KEY_IDS["main"]),
        "obs": shop.sse("kms", kms_key_id=KEY_IDS["main"]),
    }
    shop.put("source", b"content", kms[shop.dialect])
    shop.world.kms.set_state("main", KeyState.DISABLED)
    assert shop.put("copy", b"", named(shop)).code == "KMS.DisabledException"


def test_conditions_on_the_source(shop: Shop) -> None:
    etag = shop.put("source", b"content").headers["etag"]
    for condition, value, status in (("if-match", etag, 200), ("if-match", '"x"', 412), ("if-none-match", etag, 412)):
        assert shop.put("copy", b"", {**named(shop), f"{shop.prefix}copy-source-{condition}": value}).status == status

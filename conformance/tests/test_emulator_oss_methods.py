"""OSS in the emulator: the values of its encryption headers, where they may stand, and its KMS keys."""

import json

import pytest

from conformance.emulator import KEY_IDS, MAIN_ACCOUNT, OTHER, OTHER_ACCOUNT
from conformance.emulator.kms import KeyState
from conformance.tests.emulated import Headers, Reply, Shop

SSE = "x-oss-server-side-encryption"
CIPHER = "x-oss-server-side-data-encryption"
KEY_ID = f"{SSE}-key-id"
CONTEXT = f"{SSE}-context"
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def shown(reply: Reply) -> tuple[str | None, str | None, bool]:
    return reply.headers.get(SSE), reply.headers.get(CIPHER), KEY_ID in reply.headers


@pytest.fixture
def shop() -> Shop:
    return Shop("oss")


@pytest.mark.parametrize(
    ("method", "cipher", "expected"),
    [
        (None, None, (None, None, False)),
        ("KMS", None, ("KMS", None, True)),
        ("AES256", None, ("AES256", None, False)),
        ("SM4", None, ("SM4", None, False)),
        ("KMS", "SM4", ("KMS", "SM4", True)),
        ("AES256", "SM4", ("AES256", None, False)),
        ("SM4", "SM4", ("SM4", None, False)),
        (None, "SM4", (None, None, False)),
    ],
)
def test_the_table_of_methods_and_ciphers(
    shop: Shop, method: str | None, cipher: str | None, expected: tuple[str | None, str | None, bool]
) -> None:
    headers = {name: value for name, value in ((SSE, method), (CIPHER, cipher)) if value}
    for reply in (shop.put("o", b"content", headers), shop.get("o"), shop.head("o")):
        assert (reply.status, shown(reply)) == (200, expected)
    assert shop.get("o").body == b"content"
    assert (b"content" in shop.stored("o")) == (method is None)


def test_a_key_is_named_by_id_or_alias_and_shown_by_id(shop: Shop) -> None:
    for name in (KEY_IDS["main"], "alias/main"):
        assert shop.put("o", b"", shop.sse("KMS", key_id=name)).headers[KEY_ID] == KEY_IDS["main"]
        assert shop.head("o").headers[KEY_ID] == KEY_IDS["main"]


@pytest.mark.parametrize("word", ["AES512", "kms", "aes256", "aws:kms", ""])
def test_a_method_that_is_none(shop: Shop, word: str) -> None:
    refused = shop.put("o", b"content", {SSE: word})
    assert (refused.status, refused.code) == (400, "InvalidEncryptionAlgorithmError")
    assert not refused.body_was_asked


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("123", 400, "InvalidParameter"),
        ("test_wrong", 400, "InvalidParameter"),
        (UNKNOWN, 404, "KeyNotFound"),
        ("alias/nobody", 404, "AliasNotFound"),
        (KEY_IDS["disabled"], 409, "KeyDisabled"),
        (KEY_IDS["pending"], 409, "KeyPendingDeletion"),
        ("", 400, "InvalidArgument"),
    ],
)
def test_a_key_that_cannot_be_used(shop: Shop, name: str, status: int, code: str) -> None:
    shop.put("o", b"before")
    refused = shop.put("o", b"content", {SSE: "KMS", KEY_ID: name})
    assert (refused.status, refused.code, refused.body_was_asked) == (status, code, False)
    assert shop.get("o").body == b"before"


@pytest.mark.parametrize(
    ("state", "code"), [(KeyState.DISABLED, "KeyDisabled"), (KeyState.PENDING_DELETION, "KeyPendingDeletion")]
)
def test_a_key_that_cannot_be_used_any_more(shop: Shop, state: KeyState, code: str) -> None:
    shop.put("o", b"content", shop.sse("KMS", key_id=KEY_IDS["main"]))
    shop.world.kms.set_state("main", state)
    refused = shop.get("o")
    assert (refused.status, refused.code, refused.headers["x-oss-ec"][:10]) == (409, code, "0005-00000")
    assert shop.head("o").status == 200


PLACES = [
    ("GET", "/bucket/o"),
    ("HEAD", "/bucket/o"),
    ("HEAD", "/bucket/o?objectMeta="),
    ("DELETE", "/bucket/o"),
    ("PUT", "/bucket/o?uploadId={upload}&partNumber=1"),
    ("POST", "/bucket/o?uploadId={upload}"),
    ("GET", "/bucket/o?uploadId={upload}"),
    ("DELETE", "/bucket/o?uploadId={upload}"),
    ("GET", "/bucket?encryption="),
    ("PUT", "/bucket?encryption="),
    ("GET", "/bucket"),
    ("POST", "/bucket?delete="),
]


@pytest.mark.parametrize(("method", "target"), PLACES)
def test_the_header_belongs_to_five_operations_only(shop: Shop, method: str, target: str) -> None:
    shop.put("o", b"content", shop.sse("AES256"))
    upload = shop.send("POST", "/bucket/o?uploads=", shop.sse("AES256")).text("UploadId")
    refused = shop.send(method, target.format(upload=upload), {SSE: "AES256"}, b"content" if method == "PUT" else b"")
    assert (refused.status, refused.headers["x-oss-ec"]) == (400, "0005-00000002")
    assert method == "HEAD" or (refused.code, refused.text("EC")) == ("InvalidArgument", "0005-00000002")
    assert shop.get("o").body == b"content"
    assert shop.send("GET", f"/bucket/o?uploadId={upload}").status == 200


@pytest.mark.parametrize("headers", [{CIPHER: "SM4"}, {KEY_ID: KEY_IDS["main"]}])
def test_other_headers_of_the_family_elsewhere(headers: Headers) -> None:
    for answers, status in ((0, 200), (1, 400)):
        shop = Shop("oss", answers=answers)
        shop.put("o")
        assert shop.send("GET", "/bucket/o", headers).status == status


def test_a_part_copied_with_the_header_is_refused(shop: Shop) -> None:
    shop.put("o", b"content")
    upload = shop.send("POST", "/bucket/big?uploads=", shop.sse("KMS")).text("UploadId")
    target = f"/bucket/big?uploadId={upload}&partNumber=1"
    source = {"x-oss-copy-source": "/bucket/o"}
    assert shop.send("PUT", target, {**source, SSE: "KMS"}).code == "InvalidArgument"
    copied = shop.send("PUT", target, source)
    assert (copied.status, copied.headers[SSE]) == (200, "KMS")


def test_customer_keys_are_unknown() -> None:
    shop = Shop("oss")
    customer = {
        f"{SSE}-customer-algorithm": "AES256",
        f"{SSE}-customer-key": "a2V5",
        f"{SSE}-customer-key-MD5": "bWQ1",
    }
    for written in (shop.put("o", b"content", customer), shop.get("o", customer), shop.get("o")):
        assert (written.status, [name for name in written.headers if "encryption" in name]) == (200, [])
    strict = Shop("oss", answers=1)
    assert (strict.put("o", b"content", customer).code, strict.get("o", customer).code) == ("InvalidArgument",) * 2


@pytest.mark.parametrize("method", ["AES256", None])
def test_a_key_id_without_kms_is_ignored_or_refused(method: str | None) -> None:
    headers = {KEY_ID: KEY_IDS["main"], **({SSE: method} if method else {})}
    written = Shop("oss").put("o", b"content", headers)
    assert (written.status, shown(written)) == (200, (method, None, False))
    assert Shop("oss", answers=1).put("o", b"content", headers).code == "InvalidArgument"


def test_a_cipher_that_is_none(shop: Shop) -> None:
    headers = {SSE: "KMS", CIPHER: "DES"}
    assert shop.put("o", b"", headers).code == "InvalidDataEncryptionAlgorithmError"
    assert shown(Shop("oss", answers=1).put("o", b"", headers)) == ("KMS", None, True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({SSE: "KMS", KEY_ID: KEY_IDS["main"], CONTEXT: json.dumps({"team": "blue"})}, 200),
        ({SSE: "KMS", KEY_ID: KEY_IDS["main"], CONTEXT: "{"}, 400),
        ({SSE: "KMS", KEY_ID: KEY_IDS["main"], CONTEXT: "[1]"}, 400),
        ({SSE: "KMS", CONTEXT: "{}"}, 400),
        ({SSE: "AES256", CONTEXT: "{}"}, 400),
    ],
)
def test_a_context_is_json_and_comes_with_a_key(shop: Shop, headers: Headers, status: int) -> None:
    assert shop.put("o", b"content", headers).status == status
    assert status != 200 or shop.get("o").body == b"content"


def test_who_has_not_turned_the_kms_on(shop: Shop) -> None:
    shop.put("o", b"content", shop.sse("KMS"))
    shop.world.kms.deactivate(MAIN_ACCOUNT.number)
    for headers in (shop.sse("KMS"), shop.sse("KMS", key_id=KEY_IDS["main"])):
        refused = shop.put("o", b"new", headers)
        assert (refused.status, refused.code, refused.text("EC")) == (403, "KmsServiceNotEnabled", "0005-00000218")
    assert shop.put("other", b"", shop.sse("AES256")).status == 200
    assert shop.get("o").body == b"content"
    shop.world.kms.activate(MAIN_ACCOUNT.number)
    assert shop.put("o", b"new", shop.sse("KMS")).status == 200


def test_a_policy_lets_nobody_use_a_key(shop: Shop) -> None:
    who = {"Effect": "Allow", "Principal": [OTHER_ACCOUNT.number]}
    who |= {"Action": "oss:*", "Resource": ["acs:oss:*:*:bucket/*"]}
    policy = json.dumps({"Version": "1", "Statement": [who]}).encode()
    assert shop.send("PUT", "/bucket?policy=", body=policy).status == 204
    shop.put("o", b"content", shop.sse("KMS"))
    for method, headers in (("GET", {}), ("PUT", shop.sse("KMS", key_id=KEY_IDS["main"]))):
        refused = shop.send(method, "/bucket/o", headers, b"new" if method == "PUT" else b"", by=OTHER)
        assert (refused.code, refused.text("Message")) == ("AccessDenied", "This request is forbidden by kms.")
    assert shop.send("PUT", "/bucket/plain", {}, b"new", by=OTHER).status == 200


def test_an_object_may_be_public_and_its_key_is_not(shop: Shop) -> None:
    shop.put("plain", b"content", {"x-oss-object-acl": "public-read"})
    shop.put("o", b"content", {"x-oss-object-acl": "public-read", SSE: "KMS"})
    assert shop.send("GET", "/bucket/plain", by=None).body == b"content"
    assert shop.send("GET", "/bucket/o", by=None).code == "AccessDenied"


def test_nobody_else_uses_a_key_and_the_anonymous_least_of_all() -> None:
    shop = Shop("oss", bucket=False)
    assert shop.send("PUT", "/bucket", {"x-oss-acl": "public-read"}).status == 200
    shop.put("plain", b"content")
    shop.put("o", b"content", shop.sse("KMS"))
    assert shop.send("GET", "/bucket/plain", by=None).status == 200
    refused = shop.send("GET", "/bucket/o", by=None)
    assert (refused.status, refused.code) == (403, "AccessDenied")
    assert refused.text("Message") == "This request is forbidden by kms."
    for more in ("", "?objectMeta="):
        assert shop.send("HEAD", f"/bucket/plain{more}", by=None).status == 200
        assert shop.send("HEAD", f"/bucket/o{more}", by=None).status == 403
    assert shop.send("GET", "/bucket/o", by=OTHER).code == "AccessDenied"

"""OSS in the emulator: the default encryption of buckets, and who may set it."""

import json

import pytest

from conformance.emulator import KEY_IDS, OTHER, OTHER_ACCOUNT
from conformance.tests.emulated import Headers, Reply, Shop

SSE = "x-oss-server-side-encryption"
CIPHER = "x-oss-server-side-data-encryption"
KEY_ID = f"{SSE}-key-id"


def rule(*elements: tuple[str, str]) -> bytes:
    inner = "".join(f"<{name}>{text}</{name}>" if text else f"<{name} />" for name, text in elements)
    wrapped = f"<ApplyServerSideEncryptionByDefault>{inner}</ApplyServerSideEncryptionByDefault>"
    return f"<ServerSideEncryptionRule>{wrapped}</ServerSideEncryptionRule>".encode()


def configured(shop: Shop, *elements: tuple[str, str]) -> Reply:
    return shop.send("PUT", "/bucket?encryption=", body=rule(*elements))


def read(shop: Shop) -> tuple[str, str, str]:
    shown = shop.send("GET", "/bucket?encryption=")
    assert shown.status == 200
    return shown.text("SSEAlgorithm"), shown.text("KMSMasterKeyID"), shown.text("KMSDataEncryption")


ALGORITHM, KEY, DATA = "SSEAlgorithm", "KMSMasterKeyID", "KMSDataEncryption"


@pytest.fixture
def shop() -> Shop:
    return Shop("oss")


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        ([(ALGORITHM, "AES256")], ("AES256", "", "")),
        ([(ALGORITHM, "SM4")], ("SM4", "", "")),
        ([(ALGORITHM, "KMS")], ("KMS", "", "")),
        ([(KEY, ""), (DATA, ""), (ALGORITHM, "KMS")], ("KMS", "", "")),
        ([(KEY, ""), (ALGORITHM, "AES256")], ("AES256", "", "")),
        ([(KEY, "123"), (ALGORITHM, "KMS")], ("KMS", "123", "")),
        ([(ALGORITHM, "KMS"), (KEY, "0022012****"), (DATA, "SM4")], ("KMS", "0022012****", "SM4")),
        ([(DATA, "SM4"), (KEY, "test_wrong"), (ALGORITHM, "KMS")], ("KMS", "test_wrong", "SM4")),
        ([(ALGORITHM, "AES256"), (DATA, "SM4")], ("AES256", "", "")),
        ([(ALGORITHM, "SM4"), (DATA, "SM4")], ("SM4", "", "")),
    ],
)
def test_what_is_configured_in_any_order_is_shown(
    shop: Shop, elements: list[tuple[str, str]], expected: tuple[str, str, str]
) -> None:
    assert (configured(shop, *elements).status, read(shop)) == (200, expected)
    info = shop.send("GET", "/bucket?bucketInfo=")
    assert (info.text(ALGORITHM), info.text(KEY), info.text(DATA)) == expected
    assert b"ApplyServerSideEncryptionByDefault" not in info.body


@pytest.mark.parametrize(
    ("elements", "code", "detail"),
    [
        ([(ALGORITHM, "AES512")], "InvalidEncryptionAlgorithmError", "0005-00000003"),
        ([(ALGORITHM, "kms")], "InvalidEncryptionAlgorithmError", "0005-00000003"),
        ([(ALGORITHM, "AES256"), (KEY, "123")], "InvalidArgument", "0005-00000204"),
        ([(KEY, "123"), (ALGORITHM, "SM4")], "InvalidArgument", "0005-00000204"),
        ([(ALGORITHM, "KMS"), (DATA, "DES")], "InvalidDataEncryptionAlgorithmError", "0005-00000203"),
        ([], "MalformedXML", ""),
    ],
)
def test_what_is_refused_changes_nothing(shop: Shop, elements: list[tuple[str, str]], code: str, detail: str) -> None:
    refused = configured(shop, *elements)
    assert (refused.status, refused.code, refused.text("EC")) == (400, code, detail)
    absent = shop.send("GET", "/bucket?encryption=")
    assert (absent.status, absent.code) == (404, "NoSuchServerSideEncryptionRule")
    assert shop.send("GET", "/bucket?bucketInfo=").text(ALGORITHM) == "None"


def test_uploads_inherit_and_their_own_method_wins(shop: Shop) -> None:
    shop.put("before")
    configured(shop, (ALGORITHM, "KMS"), (DATA, "SM4"), (KEY, KEY_IDS["main"]))
    written = shop.put("o", b"content")
    assert (written.headers[SSE], written.headers[CIPHER], written.headers[KEY_ID]) == ("KMS", "SM4", KEY_IDS["main"])
    begun = shop.send("POST", "/bucket/o?uploads=")
    assert (begun.headers[SSE], begun.headers[KEY_ID]) == ("KMS", KEY_IDS["main"])
    for word in ("AES256", "SM4"):
        assert shop.put("o", b"", shop.sse(word)).headers[SSE] == word
    assert shop.put("o", b"", shop.sse("KMS")).headers[KEY_ID] != KEY_IDS["main"]
    assert SSE not in shop.head("before").headers
    assert [shop.send("DELETE", "/bucket?encryption=").status for _ in range(2)] == [204, 204]
    assert SSE not in shop.put("o").headers


def test_a_default_of_a_key_that_is_none_fails_when_it_is_used(shop: Shop) -> None:
    configured(shop, (ALGORITHM, "KMS"), (KEY, "123"))
    assert (shop.put("o").status, shop.put("o").code) == (400, "InvalidParameter")
    assert shop.put("o", b"", shop.sse("AES256")).status == 200


@pytest.mark.parametrize(("answers", "inherits"), [(0, True), (1, False)])
def test_whether_copies_inherit_is_told_in_two_ways(answers: int, inherits: bool) -> None:  # noqa: FBT001 - a table
    shop = Shop("oss", answers=answers)
    shop.put("o", b"content")
    configured(shop, (ALGORITHM, "KMS"))
    copied = shop.put("o", b"", {"x-oss-copy-source": "/bucket/o"})
    assert (copied.status, SSE in copied.headers) == (200, inherits)
    assert shop.put("copy", b"", {"x-oss-copy-source": "/bucket/o", SSE: "AES256"}).headers[SSE] == "AES256"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({SSE: "AES256"}, ("AES256", "", "")),
        ({SSE: "SM4"}, ("SM4", "", "")),
        ({SSE: "KMS", CIPHER: "SM4", KEY_ID: KEY_IDS["main"]}, ("KMS", KEY_IDS["main"], "SM4")),
    ],
)
def test_a_bucket_is_created_with_a_default(headers: Headers, expected: tuple[str, str, str]) -> None:
    shop = Shop("oss", bucket=False)
    assert shop.send("PUT", "/bucket", headers).status == 200
    assert read(shop) == expected
    assert shop.put("o").headers[SSE] == expected[0]


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_a_second_account_needs_the_permission_of_that_name(shop: Shop, method: str) -> None:
    configured(shop, (ALGORITHM, "AES256"))
    body = rule((ALGORITHM, "SM4")) if method == "PUT" else b""

    def tried() -> Reply:
        return shop.send(method, "/bucket?encryption=", body=body, by=OTHER)

    def allow(action: str) -> None:
        statement = {
            "Effect": "Allow",
            "Action": [f"oss:{action}"],
            "Principal": [OTHER_ACCOUNT.number],
            "Resource": ["acs:oss:*:111122223333:bucket"],
        }
        policy = json.dumps({"Version": "1", "Statement": [statement]}).encode()
        assert shop.send("PUT", "/bucket?policy=", body=policy).status == 204

    assert (tried().status, tried().code) == (403, "AccessDenied")
    verb = method.capitalize()
    for other in {"Put", "Get", "Delete"} - {verb}:
        allow(f"{other}BucketEncryption")
        assert tried().status == 403
    assert read(shop) == ("AES256", "", "")
    allow(f"{verb}BucketEncryption")
    assert tried().status == (204 if method == "DELETE" else 200)


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_without_a_bucket(shop: Shop, method: str) -> None:
    refused = shop.send(method, "/nowhere?encryption=", body=rule((ALGORITHM, "KMS")) if method == "PUT" else b"")
    assert (refused.status, refused.code) == (404, "NoSuchBucket")

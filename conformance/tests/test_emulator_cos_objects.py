"""Objects in COS's emulator: what each method answers, with which ETag and CRC-64, and what is refused how."""

import hashlib

import pytest

from conformance.emulator import KEY_IDS
from conformance.emulator.crc64 import extended, joined
from conformance.tests.cos_shop import BUCKET, OTHER_SECRET, SECRET, SSE, CosShop
from conformance.tests.emulated import Changes, b64

EXAMPLE = b"[Object Content]"
EXAMPLE_MD5 = '"ee8de918d05640145b18f70f4c3aa602"'
EXAMPLE_CRC = "16749565679157681890"
"""ETag and CRC-64 of the content in the documents' examples (COS facts 2.3)."""
KEY_MD5 = b64(hashlib.md5(SECRET).digest())
CONTEXT = b64(b'{"a": "b"}')

REFUSED_KEYS: dict[str, Changes] = {
    "no algorithm": {"algorithm": None},
    "no key": {"key": None},
    "no MD5": {"key-MD5": None},
    "other MD5": {"key-MD5": b64(hashlib.md5(OTHER_SECRET).digest())},
    "no Base64": {"key": "!" * 44},
    "no padding": {"key": b64(SECRET).rstrip("=")},
    "short": {"key": b64(b"short"), "key-MD5": b64(hashlib.md5(b"short").digest())},
}


@pytest.fixture
def shop() -> CosShop:
    return CosShop()


@pytest.mark.parametrize("sse", [{}, {SSE: "AES256"}, {SSE: "SM4"}], ids=["none", "AES256", "SM4"])
def test_an_object_without_a_key_of_ones_own_has_its_md5_as_etag(shop: CosShop, sse: dict[str, str]) -> None:
    for reply in (shop.put("o", EXAMPLE, sse), shop.get("o"), shop.head("o")):
        assert reply.status == 200
        assert (reply.headers["etag"], reply.headers["x-cos-hash-crc64ecma"]) == (EXAMPLE_MD5, EXAMPLE_CRC)
        assert reply.headers.get(SSE) == sse.get(SSE)
    assert shop.get("o").body == EXAMPLE
    assert (shop.stored("o") == EXAMPLE) is not bool(sse)


def test_the_etag_under_a_kms_key_is_another_for_every_upload(shop: CosShop) -> None:
    sse = shop.sse("cos/kms", cos_kms_key_id=KEY_IDS["main"], context=CONTEXT)
    first, second = shop.put("o", EXAMPLE, sse), shop.put("o", EXAMPLE, sse)
    assert len({first.headers["etag"], second.headers["etag"], EXAMPLE_MD5}) == 3
    for reply in (second, shop.get("o"), shop.head("o")):
        assert reply.headers["x-cos-hash-crc64ecma"] == EXAMPLE_CRC
        assert (reply.headers[SSE], reply.headers[f"{SSE}-cos-kms-key-id"]) == ("cos/kms", KEY_IDS["main"])
        assert f"{SSE}-context" not in reply.headers


def test_the_etag_under_a_customers_key_is_that_of_key_and_content(shop: CosShop) -> None:
    mine, again = shop.put("o", EXAMPLE, shop.customer()), shop.put("p", EXAMPLE, shop.customer())
    other, others = shop.put("q", b"other", shop.customer()), shop.put("r", EXAMPLE, shop.customer(OTHER_SECRET))
    assert mine.headers["etag"] == again.headers["etag"]
    assert len({reply.headers["etag"] for reply in (mine, other, others)} | {EXAMPLE_MD5}) == 4
    for reply in (mine, shop.get("o", shop.customer()), shop.head("o", shop.customer())):
        assert reply.headers["x-cos-hash-crc64ecma"] == EXAMPLE_CRC
        assert reply.headers[f"{SSE}-customer-algorithm"] == "AES256"
        assert reply.headers[f"{SSE}-customer-key-md5"] == KEY_MD5
        assert f"{SSE}-customer-key" not in reply.headers


def test_a_customers_object_opens_with_its_key_only(shop: CosShop) -> None:
    shop.put("o", b"", shop.customer())
    for headers in ({}, shop.customer(OTHER_SECRET)):
        read, found = shop.get("o", headers), shop.head("o", headers)
        assert (read.status, read.code) == (400, "SsecDecryptHeaderInvalid")
        assert (found.status, found.body, found.headers["x-cos-error-code"]) == (400, b"", "SsecDecryptHeaderInvalid")


@pytest.mark.parametrize("changes", REFUSED_KEYS.values(), ids=REFUSED_KEYS)
@pytest.mark.parametrize("answers", [0, 1])
def test_a_malformed_key_is_refused_before_the_body_is_asked_for(changes: Changes, answers: int) -> None:
    shop = CosShop(answers=answers)
    shop.put("o", b"earlier", shop.customer())
    refused = shop.put("o", b"new", shop.customer(changes=dict(changes)))
    assert (refused.status, refused.body_was_asked) == (400, False)
    assert refused.code in {"InvalidArgument", "InvalidRequest", "InvalidDigest"}
    assert shop.get("o", shop.customer()).body == b"earlier"


def test_the_algorithm_of_a_customers_key(shop: CosShop) -> None:
    refused = shop.put("o", b"new", shop.customer(changes={"algorithm": "SM4"}))
    assert (refused.status, refused.code) == (400, "SSEContentNotSupported")


@pytest.mark.parametrize(("answers", "status"), [(0, 200), (1, 400)])
def test_whether_a_key_may_have_any_bytes_is_open(answers: int, status: int) -> None:
    shop = CosShop(answers=answers)
    assert shop.put("o", b"", shop.customer(bytes(range(32)))).status == status
    assert shop.put("o", b"", shop.customer()).status == 200


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({SSE: "AES789"}, "SSEContentNotSupported"),
        ({SSE: "KMS"}, "SSEContentNotSupported"),
        ({SSE: "cos/kms", f"{SSE}-cos-kms-key-id": "unknown"}, "KmsKeyNotExist"),
        ({SSE: "cos/kms", f"{SSE}-cos-kms-key-id": KEY_IDS["disabled"]}, "KmsKeyDisabled"),
        ({SSE: "cos/kms", f"{SSE}-cos-kms-key-id": KEY_IDS["pending"]}, "KmsKeyDisabled"),
        ({SSE: "cos/kms", f"{SSE}-context": "{}"}, "InvalidArgument"),
        ({SSE: "cos/kms", f"{SSE}-context": b64(b"[]")}, "InvalidArgument"),
        ({SSE: "AES256", f"{SSE}-context": CONTEXT}, "InvalidArgument"),
        ({SSE: "AES256", f"{SSE}-cos-kms-key-id": KEY_IDS["main"]}, "InvalidArgument"),
        ({f"{SSE}-cos-kms-key-id": KEY_IDS["main"]}, "InvalidArgument"),
    ],
)
def test_methods_that_are_not_in_order(shop: CosShop, headers: dict[str, str], code: str) -> None:
    refused = shop.put("o", b"new", headers)
    assert (refused.status, refused.code, refused.body_was_asked) == (400, code, False)
    assert shop.get("o").code == "NoSuchKey"


def test_reads_take_no_encryption_header(shop: CosShop) -> None:
    shop.put("o", EXAMPLE, {SSE: "AES256"})
    assert shop.get("o", {SSE: "AES256"}).code == "SSEHeaderNotAllowed"
    assert shop.head("o", {SSE: "AES256"}).headers["x-cos-error-code"] == "SSEHeaderNotAllowed"
    assert shop.get("o", shop.customer()).code == "SSEHeaderNotAllowed"


def test_errors_have_every_element_that_the_sdk_asks_for(shop: CosShop) -> None:
    error = shop.get("none")
    assert (error.status, error.code, error.text("Resource")) == (404, "NoSuchKey", f"/{BUCKET}/none")
    assert error.text("RequestId") == error.headers["x-cos-request-id"]
    assert error.text("TraceId") == error.headers["x-cos-trace-id"]
    assert error.text("Message")
    assert b"xmlns" not in error.body
    assert "x-cos-trace-id" not in shop.put("o").headers


@pytest.mark.parametrize(
    ("sse", "answers", "status"),
    [("customer", 0, 400), ("customer", 1, 400), ("cos/kms", 0, 200), ("cos/kms", 1, 400), ("AES256", 0, 200)],
)
def test_plain_http(sse: str, answers: int, status: int) -> None:
    shop = CosShop(answers=answers)
    headers = shop.customer() if sse == "customer" else {SSE: sse}
    assert shop.send("PUT", "/o", headers, EXAMPLE, secure=False).status == status
    assert shop.send("PUT", "/o", headers, EXAMPLE).status == 200
    assert shop.send("GET", "/o", headers if sse == "customer" else {}, secure=False).status == status


def test_a_crc_is_joined_without_the_data() -> None:
    pieces = [b"", b"[Object", b" Content]", b""]
    crcs = [(extended(0, piece), len(piece)) for piece in pieces]
    assert joined(crcs) == extended(0, EXAMPLE) == int(EXAMPLE_CRC)

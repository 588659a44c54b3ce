"""SSE-C in the emulator: what it takes, what it shows, and what it refuses with which answer."""

import hashlib

import pytest

from conformance.tests.emulated import KEY, OTHER_KEY, Changes, Shop, b64

WRONG_MD5 = b64(hashlib.md5(OTHER_KEY).digest())
S3_WRITES: dict[str, tuple[Changes, int, str]] = {
    "no algorithm": ({"algorithm": None}, 400, "InvalidArgument"),
    "no key": ({"key": None}, 400, "InvalidArgument"),
    "no MD5": ({"key-MD5": None}, 400, "InvalidArgument"),
    "other MD5": ({"key-MD5": WRONG_MD5}, 400, "InvalidArgument"),
    "MD5 in hex": ({"key-MD5": hashlib.md5(KEY).hexdigest()}, 400, "InvalidArgument"),
    "other algorithm": ({"algorithm": "AES128"}, 400, "InvalidEncryptionAlgorithmError"),
    "lower-case algorithm": ({"algorithm": "aes256"}, 400, "InvalidEncryptionAlgorithmError"),
    "no Base64": ({"key": "!" * 44}, 400, "InvalidArgument"),
    "empty": ({"key": "", "key-MD5": b64(hashlib.md5(b"").digest())}, 400, "InvalidArgument"),
}


@pytest.fixture(params=["s3", "obs"])
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(request.param)


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 4096, 1 << 20])
def test_what_a_key_wrote_it_reads(shop: Shop, size: int) -> None:
    content = bytes(size)
    written = shop.put("o", content, shop.customer())
    assert written.status == 200
    read = shop.get("o", shop.customer())
    assert (read.status, read.body) == (200, content)
    for reply in (written, read, shop.head("o", shop.customer())):
        assert reply.headers[f"{shop.prefix}server-side-encryption-customer-algorithm"] == "AES256"
        assert reply.headers[f"{shop.prefix}server-side-encryption-customer-key-md5"] == b64(hashlib.md5(KEY).digest())
        assert f"{shop.prefix}server-side-encryption" not in reply.headers
        assert f"{shop.prefix}server-side-encryption-customer-key" not in reply.headers
    assert size < 16 or content not in shop.stored("o")


@pytest.mark.parametrize(("changes", "status", "code"), S3_WRITES.values(), ids=S3_WRITES)
@pytest.mark.parametrize("dialect", ["s3", "obs"])
def test_a_malformed_key_is_refused_before_the_body_is_asked_for(
    dialect: str, changes: Changes, status: int, code: str
) -> None:
    shop = Shop(dialect)
    shop.put("o", b"earlier", shop.customer())
    refused = shop.put("o", b"new", shop.customer(changes=changes))
    assert refused.status == status
    assert dialect == "obs" or refused.code == code
    assert not refused.body_was_asked
    assert shop.get("o", shop.customer()).body == b"earlier"


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_key_has_256_bits(shop: Shop, length: int) -> None:
    assert shop.put("o", b"new", shop.customer(bytes(length))).status == 400


def test_s3_reads_without_a_key_with_another_and_with_a_short_one() -> None:
    shop = Shop("s3")
    shop.put("o", b"", shop.customer())
    missing, other, short = (
        shop.get("o"),
        shop.get("o", shop.customer(OTHER_KEY)),
        shop.get("o", shop.customer(b"short")),
    )
    assert (missing.status, missing.code) == (400, "InvalidRequest")
    assert missing.text("Message").startswith("The object was stored using a form of Server Side Encryption.")
    assert (other.status, other.code) == (403, "AccessDenied")
    assert other.text("Message").endswith("must provide the correct secret key.")
    assert (short.status, short.code) == (403, "AccessDenied")
    assert [shop.head("o").status, shop.head("o", shop.customer(OTHER_KEY)).status] == [400, 403]


@pytest.mark.parametrize(
    ("answers", "missing", "other"),
    [
        (0, (400, "InvalidRequest"), (400, "InvalidEncryptionAlgorithmError")),
        (1, (400, "MissingSecurityHeader"), (403, "AccessDenied")),
        (2, (400, "InvalidEncryptionAlgorithmError"), (403, "AccessDenied")),
    ],
)
def test_where_obs_documents_are_silent_the_answer_is_chosen(
    answers: int, missing: tuple[int, str], other: tuple[int, str]
) -> None:
    shop = Shop("obs", answers=answers)
    shop.put("o", b"content", shop.customer())
    refused = shop.get("o")
    assert (refused.status, refused.code) == missing
    refused = shop.get("o", shop.customer(OTHER_KEY))
    assert (refused.status, refused.code) == other


def test_obs_says_the_code_of_a_refused_head_in_a_header() -> None:
    shop = Shop("obs")
    shop.put("o", b"content", shop.customer())
    refused = shop.head("o")
    assert (refused.status, refused.body, refused.headers["x-obs-error-code"]) == (400, b"", "InvalidRequest")


@pytest.mark.parametrize(("answers", "status"), [(0, 400), (1, 200)])
def test_a_key_for_an_object_that_has_none(answers: int, status: int) -> None:
    shop = Shop("obs", answers=answers)
    shop.put("o", b"content")
    assert shop.get("o", shop.customer()).status == status


def test_a_key_does_not_travel_over_plain_http(shop: Shop) -> None:
    assert shop.send("PUT", "/bucket/o", shop.customer(), b"new", secure=False).status == 400
    assert shop.get("o", shop.customer()).status == 404
    shop.put("o", b"content", shop.customer())
    assert shop.send("GET", "/bucket/o", shop.customer(), secure=False).status == 400


def test_one_method_per_object(shop: Shop) -> None:
    both = shop.put("o", b"new", {**shop.customer(), **shop.sse("AES256")})
    assert (both.status, both.code) == (400, "InvalidArgument")


def test_deleting_needs_no_key(shop: Shop) -> None:
    shop.put("o", b"content", shop.customer())
    assert shop.send("DELETE", "/bucket/o").status == 204
    assert shop.get("o", shop.customer()).status == 404


def test_a_key_is_checked_before_conditions(shop: Shop) -> None:
    etag = shop.put("o", b"content", shop.customer()).headers["etag"]
    assert shop.get("o", {**shop.customer(), "If-None-Match": etag}).status == 304
    assert shop.get("o", {**shop.customer(OTHER_KEY), "If-None-Match": etag}).status in {400, 403}


def test_s3_blocks_customer_keys_on_new_buckets_before_it_looks_at_them() -> None:
    shop = Shop("s3")
    shop.send("PUT", "/fresh")
    refused = shop.send("PUT", "/fresh/o", shop.customer(changes={"key-MD5": WRONG_MD5}), b"new")
    assert (refused.status, refused.code) == (403, "AccessDenied")
    older = Shop("s3", faults=["new-buckets-block-customer-keys"])
    older.send("PUT", "/fresh")
    assert older.send("PUT", "/fresh/o", older.customer(), b"new").status == 200


def test_etags_of_s3() -> None:
    shop = Shop("s3")
    md5 = f'"{hashlib.md5(b"content").hexdigest()}"'
    assert shop.put("o").headers["etag"] == md5
    assert len({shop.put("o", b"content", shop.customer()).headers["etag"] for _ in range(3)} | {md5}) == 4
    assert len({shop.put("o", b"content", shop.sse("aws:kms")).headers["etag"] for _ in range(3)} | {md5}) == 4


def test_etags_of_obs_are_the_md5_of_what_is_stored() -> None:
    shop = Shop("obs")
    for headers in ({}, shop.customer(), shop.sse("kms"), shop.sse("AES256")):
        etag = shop.put("o", b"content", headers).headers["etag"]
        assert etag == f'"{hashlib.md5(shop.stored("o")).hexdigest()}"'
    assert shop.stored("o") != b"content"

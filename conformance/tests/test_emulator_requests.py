"""Bodies, ranges, conditions, checksums and versions in the emulator."""

import base64
import hashlib
import zlib
from collections.abc import Iterator

import pytest

from conformance.tests.emulated import Headers, Shop, b64

CONTENT = b"0123456789"


@pytest.fixture(params=["s3", "obs"])
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(request.param)


@pytest.mark.parametrize(
    ("text", "status", "body"),
    [
        ("bytes=0-0", 206, b"0"),
        ("bytes=2-4", 206, b"234"),
        ("bytes=8-", 206, b"89"),
        ("bytes=8-100", 206, b"89"),
        ("bytes=4-2", 200, CONTENT),
        ("bytes=0-1,3-4", 200, CONTENT),
        ("items=0-1", 200, CONTENT),
    ],
)
@pytest.mark.parametrize("encrypted", [True, False])
def test_ranges(shop: Shop, text: str, status: int, body: bytes, *, encrypted: bool) -> None:
    key: Headers = shop.customer() if encrypted else {}
    etag = shop.put("o", CONTENT, key).headers["etag"]
    read = shop.get("o", {**key, "Range": text})
    assert (read.status, read.body, read.headers["etag"]) == (status, body, etag)
    assert status == 200 or read.headers["content-range"].endswith("/10")


def test_a_range_from_the_end_is_a_matter_of_dialect() -> None:
    for dialect, body in (("s3", b"89"), ("obs", CONTENT)):
        shop = Shop(dialect)
        shop.put("o", CONTENT)
        assert shop.get("o", {"Range": "bytes=-2"}).body == body


def test_a_range_outside_the_object(shop: Shop) -> None:
    shop.put("o", CONTENT)
    shop.put("empty", b"")
    assert shop.get("o", {"Range": "bytes=10-12"}).code == "InvalidRange"
    assert shop.get("empty", {"Range": "bytes=0-0"}).status == 416
    second = Shop("obs", answers=1)
    second.put("o", CONTENT)
    assert second.get("o", {"Range": "bytes=10-12"}).body == CONTENT


@pytest.mark.parametrize(
    ("md5", "code"),
    [
        (b64(hashlib.md5(CONTENT).digest()), ""),
        (b64(hashlib.md5(b"other").digest()), "BadDigest"),
        ("no MD5", "InvalidDigest"),
        (hashlib.md5(CONTENT).hexdigest(), "InvalidDigest"),
    ],
)
def test_content_md5_is_of_the_plaintext_in_every_mode(shop: Shop, md5: str, code: str) -> None:
    for headers in ({}, shop.customer(), shop.sse("AES256")):
        shop.put("o", b"earlier")
        answer = shop.put("o", CONTENT, {**headers, "Content-MD5": md5})
        assert answer.code == code
        assert not code or shop.get("o").body == b"earlier"


def test_checksums_of_s3_are_of_the_plaintext() -> None:
    shop = Shop("s3")
    crc = base64.b64encode(zlib.crc32(CONTENT).to_bytes(4, "big")).decode()
    written = shop.put("o", CONTENT, {**shop.customer(), "x-amz-checksum-crc32": crc})
    assert written.headers["x-amz-checksum-crc32"] == crc
    read = shop.get("o", {**shop.customer(), "x-amz-checksum-mode": "ENABLED"})
    assert read.headers["x-amz-checksum-crc32"] == crc
    assert "x-amz-checksum-crc32" not in shop.get("o", shop.customer()).headers
    for name, value in (("crc32", "AAAAAA=="), ("sha256", b64(bytes(32))), ("crc64nvme", b64(bytes(8)))):
        assert shop.put("o", CONTENT, {f"x-amz-checksum-{name}": value}).code == "BadDigest"


def test_a_body_that_breaks_off_changes_nothing(shop: Shop) -> None:
    shop.put("o", b"earlier")

    def broken() -> Iterator[bytes]:
        yield b"new"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        shop.send("PUT", "/bucket/o", body=broken())
    assert shop.get("o").body == b"earlier"
    assert shop.log.entries()[-2].status == 500


def test_conditions_of_reads(shop: Shop) -> None:
    etag = shop.put("o", CONTENT).headers["etag"]
    past, future = "Wed, 01 Jan 2020 00:00:00 GMT", "Wed, 01 Jan 2120 00:00:00 GMT"
    for name, value, status in (
        ("If-Match", etag, 200),
        ("If-Match", '"x"', 412),
        ("If-None-Match", etag, 304),
        ("If-None-Match", '"x"', 200),
        ("If-Modified-Since", past, 200),
        ("If-Modified-Since", future, 304),
        ("If-Unmodified-Since", past, 412),
        ("If-Unmodified-Since", future, 200),
        ("If-Modified-Since", "no date", 200),
    ):
        assert shop.get("o", {name: value}).status == status, (name, value)


def test_conditions_of_writes() -> None:
    shop = Shop("s3")
    etag = shop.put("o", CONTENT, {"If-None-Match": "*"}).headers["etag"]
    refused = shop.put("o", b"new", {"If-None-Match": "*"})
    assert (refused.status, refused.body_was_asked) == (412, False)
    assert shop.put("o", b"new", {"If-Match": '"x"'}).status == 412
    assert shop.put("o", b"new", {"If-Match": etag}).status == 200


def test_versions_have_keys_of_their_own(shop: Shop) -> None:
    body = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    shop.put("o", b"zero")
    assert shop.send("PUT", "/bucket?versioning", body=body).status == 200
    assert shop.send("GET", "/bucket?versioning").text("Status") == "Enabled"
    name = f"{shop.prefix}version-id"
    first = shop.put("o", b"one", shop.customer()).headers[name]
    second = shop.put("o", b"two", shop.customer(b"k" * 32)).headers[name]
    assert shop.get(f"o?versionId={first}", shop.customer()).body == b"one"
    assert shop.get(f"o?versionId={first}", shop.customer(b"k" * 32)).status in {400, 403}
    assert shop.get("o", shop.customer(b"k" * 32)).body == b"two"
    assert shop.get("o?versionId=null").body == b"zero"
    gone = shop.send("DELETE", "/bucket/o")
    assert (gone.status, gone.headers[f"{shop.prefix}delete-marker"]) == (204, "true")
    assert shop.get("o").code == "NoSuchKey"
    assert shop.get(f"o?versionId={gone.headers[name]}").status == 405
    assert shop.get("o?versionId=none").code == "NoSuchVersion"
    assert shop.send("DELETE", f"/bucket/o?versionId={gone.headers[name]}").status == 204
    assert shop.send("DELETE", f"/bucket/o?versionId={second}").headers[name] == second
    assert shop.get("o", shop.customer()).body == b"one"


def test_a_suspended_bucket_overwrites_the_null_version(shop: Shop) -> None:
    for status in ("Enabled", "Suspended"):
        body = f"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>".encode()
        shop.send("PUT", "/bucket?versioning", body=body)
        shop.put("o", status.encode())
    shop.put("o", b"again")
    assert shop.send("GET", "/bucket?versions").body.count(b"<Version>") == 2


def test_tags_and_restoring_need_no_key(shop: Shop) -> None:
    archived = {f"{shop.prefix}storage-class": {"s3": "GLACIER", "obs": "COLD"}[shop.dialect]}
    shop.put("o", CONTENT, {**shop.customer(), **archived})
    body = b"<Tagging><TagSet><Tag><Key>colour</Key><Value>red</Value></Tag></TagSet></Tagging>"
    assert shop.send("PUT", "/bucket/o?tagging", body=body).status == 200
    assert shop.send("GET", "/bucket/o?tagging").text("Value") == "red"
    assert shop.get("o", shop.customer()).code == "InvalidObjectState"
    assert shop.head("o", shop.customer()).status == 200
    assert [shop.send("POST", "/bucket/o?restore").status for _ in range(2)] == [202, 200]
    assert shop.get("o", shop.customer()).body == CONTENT


def test_a_bucket_with_objects_is_not_deleted(shop: Shop) -> None:
    shop.put("o")
    assert shop.send("DELETE", "/bucket").code == "BucketNotEmpty"
    body = b"<Delete><Object><Key>o</Key></Object><Object><Key>none</Key></Object></Delete>"
    assert shop.send("POST", "/bucket?delete", body=body).body.count(b"<Deleted>") == 2
    assert shop.send("DELETE", "/bucket").status == 204
    assert shop.send("HEAD", "/bucket").status == 404


def test_every_answer_has_its_ids(shop: Shop) -> None:
    ids = {
        shop.send(method, "/bucket/none").headers[f"{shop.prefix}request-id"] for method in ("GET", "HEAD", "DELETE")
    }
    assert len(ids) == 3

"""Multipart uploads in the emulator: one encryption from begin to end."""

import hashlib

import pytest

from conformance.tests.emulated import OTHER_KEY, Headers, Reply, Shop

FIRST = bytes(5 << 20)
LAST = b"the last part"


@pytest.fixture(params=["s3", "obs"])
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(request.param)


def begin(shop: Shop, headers: Headers | None = None) -> str:
    begun = shop.send("POST", "/bucket/o?uploads", headers)
    assert begun.status == 200
    return begun.text("UploadId")


def part(shop: Shop, upload: str, number: int, body: bytes = LAST, headers: Headers | None = None) -> Reply:
    return shop.send("PUT", f"/bucket/o?partNumber={number}&uploadId={upload}", headers, body)


def complete(shop: Shop, upload: str, parts: list[tuple[int, str]], headers: Headers | None = None) -> Reply:
    listed = "".join(f"<Part><PartNumber>{n}</PartNumber><ETag>{etag}</ETag></Part>" for n, etag in parts)
    body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
    return shop.send("POST", f"/bucket/o?uploadId={upload}", headers, body)


def test_parts_arrive_in_any_order_and_read_as_one(shop: Shop) -> None:
    upload = begin(shop, shop.customer())
    last = part(shop, upload, 2, LAST, shop.customer()).headers["etag"]
    first = part(shop, upload, 1, FIRST, shop.customer()).headers["etag"]
    done = complete(shop, upload, [(1, first), (2, last)])
    joined = hashlib.md5(bytes.fromhex(first.strip('"') + last.strip('"'))).hexdigest()
    assert (done.status, done.text("ETag")) == (200, f'"{joined}-2"')
    assert shop.get("o", shop.customer()).body == FIRST + LAST
    ranged = shop.get("o", {**shop.customer(), "Range": f"bytes={len(FIRST) - 5}-{len(FIRST) + 4}"})
    assert (ranged.status, ranged.body) == (206, bytes(5) + LAST[:5])
    second = shop.send("GET", "/bucket/o?partNumber=2", shop.customer())
    assert (second.status, second.body) == (206, LAST)
    assert shop.get("o").status == 400


def test_what_the_completion_shows_of_a_customer_key() -> None:
    for dialect, algorithm in (("s3", None), ("obs", "AES256")):
        shop = Shop(dialect)
        upload = begin(shop, shop.customer())
        etag = part(shop, upload, 1, headers=shop.customer()).headers["etag"]
        done = complete(shop, upload, [(1, etag)])
        name = f"{shop.prefix}server-side-encryption-customer"
        assert done.headers.get(f"{name}-algorithm") == algorithm
        assert f"{name}-key-md5" not in done.headers


def test_every_part_keeps_to_the_uploads_key(shop: Shop) -> None:
    upload = begin(shop, shop.customer())
    missing, other = part(shop, upload, 1), part(shop, upload, 1, headers=shop.customer(OTHER_KEY))
    assert (missing.status, missing.code, missing.body_was_asked) == (400, "InvalidRequest", False)
    assert (other.status, other.code, other.body_was_asked) == (400, "InvalidRequest", False)
    etag = part(shop, upload, 1, headers=shop.customer()).headers["etag"]
    assert complete(shop, upload, [(1, etag)]).status == 200


def test_a_plain_upload_takes_no_customer_key(shop: Shop) -> None:
    assert part(shop, begin(shop), 1, headers=shop.customer()).code == "InvalidRequest"


def test_a_part_names_no_method(shop: Shop) -> None:
    refused = part(shop, begin(shop), 1, headers=shop.sse("AES256"))
    assert (refused.status, refused.code) == (400, "InvalidArgument")


def test_parts_show_the_uploads_encryption(shop: Shop) -> None:
    word = {"s3": "aws:kms", "obs": "kms"}[shop.dialect]
    upload = begin(shop, shop.sse(word))
    sent = part(shop, upload, 1)
    done = complete(shop, upload, [(1, sent.headers["etag"])])
    assert sent.headers[f"{shop.prefix}server-side-encryption"] == word
    assert done.headers[f"{shop.prefix}server-side-encryption"] == word


def test_copied_parts(shop: Shop) -> None:
    shop.put("source", b"0123456789", shop.customer(OTHER_KEY))
    upload = begin(shop, shop.customer())
    copy = {f"{shop.prefix}copy-source": "/bucket/source", f"{shop.prefix}copy-source-range": "bytes=2-5"}
    assert part(shop, upload, 1, b"", {**copy, **shop.customer()}).status == 400
    assert part(shop, upload, 1, b"", {**copy, **shop.source(), **shop.customer()}).status in {400, 403}
    assert part(shop, upload, 1, b"", {**copy, **shop.source(OTHER_KEY)}).status == 400
    copied = part(shop, upload, 1, b"", {**copy, **shop.source(OTHER_KEY), **shop.customer()})
    assert complete(shop, upload, [(1, copied.text("ETag"))]).status == 200
    assert shop.get("o", shop.customer()).body == b"2345"
    beyond = {**copy, f"{shop.prefix}copy-source-range": "bytes=2-10"}
    assert part(shop, begin(shop), 1, b"", {**beyond, **shop.source(OTHER_KEY)}).status == 416


def test_a_completion_lists_what_was_uploaded(shop: Shop) -> None:
    upload = begin(shop)
    small, last = (part(shop, upload, number).headers["etag"] for number in (1, 2))
    assert complete(shop, upload, [(1, '"00"')]).code == "InvalidPart"
    assert complete(shop, upload, [(3, last)]).code == "InvalidPart"
    assert complete(shop, upload, [(2, last), (1, small)]).code == "InvalidPartOrder"
    assert complete(shop, upload, [(1, small), (2, last)]).code == "EntityTooSmall"
    assert complete(shop, upload, []).code == "MalformedXML"
    assert complete(shop, upload, [(2, last)]).status == 200
    assert complete(shop, upload, [(2, last)]).code == "NoSuchUpload"


def test_an_abandoned_upload_leaves_what_was_there(shop: Shop) -> None:
    shop.put("o", b"earlier")
    upload = begin(shop)
    part(shop, upload, 1)
    assert upload in shop.send("GET", "/bucket?uploads").body.decode()
    listed = shop.send("GET", f"/bucket/o?uploadId={upload}")
    assert (listed.text("PartNumber"), listed.text("Size")) == ("1", str(len(LAST)))
    assert shop.send("DELETE", f"/bucket/o?uploadId={upload}").status == 204
    assert part(shop, upload, 2).code == "NoSuchUpload"
    assert shop.get("o").body == b"earlier"


def test_a_checksum_needs_the_key_at_completion() -> None:
    shop = Shop("s3")
    upload = begin(shop, {**shop.customer(), "x-amz-checksum-algorithm": "CRC32"})
    etag = part(shop, upload, 1, headers=shop.customer()).headers["etag"]
    assert complete(shop, upload, [(1, etag)]).code == "InvalidRequest"
    assert complete(shop, upload, [(1, etag)], shop.customer()).status == 200


def test_appends_of_obs() -> None:
    shop = Shop("obs")

    def append(position: int, headers: Headers | None = None) -> Reply:
        return shop.send("POST", f"/bucket/log?append&position={position}", headers, LAST)

    first = append(0, shop.customer())
    assert (first.status, first.headers["x-obs-next-append-position"]) == (200, str(len(LAST)))
    assert append(0, shop.customer()).code == "PositionNotEqualToLength"
    assert append(len(LAST)).status == 400
    assert append(len(LAST), shop.customer(OTHER_KEY)).status == 400
    second = append(len(LAST), shop.customer())
    assert second.headers["etag"] == f'"{hashlib.md5(shop.stored("log")[len(LAST) :]).hexdigest()}"'
    assert shop.get("log", shop.customer()).body == LAST * 2
    shop.put("o", b"simple")
    assert shop.send("POST", "/bucket/o?append&position=6", body=LAST).code == "ObjectNotAppendable"
    assert Shop("s3").send("POST", "/bucket/o?append&position=0", body=LAST).status == 501

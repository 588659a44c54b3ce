"""OSS in the emulator: appends, copies, parts, ranges, forms, hosts, and how errors are told."""

import base64
import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from conformance.emulator import KEY_IDS, MAIN
from conformance.tests.emulated import Headers, Reply, Shop, b64

SSE = "x-oss-server-side-encryption"
CIPHER = "x-oss-server-side-data-encryption"
KEY_ID = f"{SSE}-key-id"
CRC = "x-oss-hash-crc64ecma"
PUBLIC = "oss.region-1.emulator.test"


@pytest.fixture
def shop() -> Shop:
    return Shop("oss")


def append(shop: Shop, position: int, headers: Headers | None = None) -> Reply:
    return shop.send("POST", f"/bucket/log?append=&position={position}", headers, b"content")


def copied(shop: Shop, source: str, target: str, headers: Headers | None = None) -> Reply:
    return shop.put(target, b"", {"x-oss-copy-source": f"/bucket/{source}", **(headers or {})})


def test_the_first_append_decides(shop: Shop) -> None:
    first = append(shop, 0, {SSE: "KMS", CIPHER: "SM4"})
    assert (first.status, first.headers[SSE], first.headers["x-oss-next-append-position"]) == (200, "KMS", "7")
    for position, headers in ((7, {}), (14, {SSE: "AES256"}), (21, {SSE: "AES512"})):
        later = append(shop, position, headers)
        shown = (later.headers[SSE], later.headers[CIPHER], later.headers[KEY_ID])
        assert (later.status, shown) == (200, ("KMS", "SM4", first.headers[KEY_ID]))
    read = shop.get("log")
    assert (read.body, read.headers["x-oss-object-type"]) == (b"content" * 4, "Appendable")
    assert read.headers[CRC] == shop.put("o", b"content" * 4).headers[CRC]
    assert append(shop, 3).code == "PositionNotEqualToLength"


def test_what_is_appended_to_has_no_key_of_its_own(shop: Shop) -> None:
    refused = append(shop, 0, shop.sse("KMS", key_id=KEY_IDS["main"]))
    assert (refused.status, refused.code, refused.body_was_asked) == (400, "InvalidArgument", False)
    assert shop.get("log").code == "NoSuchKey"


def test_a_copy_onto_itself_leaves_the_method_of_an_appendable_object(shop: Shop) -> None:
    append(shop, 0, {SSE: "AES256"})
    assert copied(shop, "log", "log", {SSE: "KMS"}).code == "InvalidArgument"
    assert copied(shop, "log", "other", {SSE: "KMS"}).headers[SSE] == "KMS"


def test_a_copy_has_the_encryption_it_asks_for(shop: Shop) -> None:
    shop.put("o", b"content", {SSE: "KMS", CIPHER: "SM4"})
    assert SSE not in copied(shop, "o", "plain").headers
    assert shop.stored("plain") == b"content"
    asked = copied(shop, "o", "other", {SSE: "KMS", KEY_ID: KEY_IDS["main"]})
    assert (asked.headers[SSE], asked.headers[KEY_ID]) == ("KMS", KEY_IDS["main"])
    assert copied(shop, "plain", "plain", {SSE: "AES256"}).headers[SSE] == "AES256"
    assert shop.stored("plain") != b"content"
    assert copied(shop, "plain", "plain", {"x-oss-metadata-directive": "MOVE"}).code == "InvalidArgument"


def test_parts_show_the_method_of_their_upload(shop: Shop) -> None:
    begun = shop.send("POST", "/bucket/big?uploads=", {SSE: "KMS", CIPHER: "SM4"})
    upload = begun.text("UploadId")
    content = bytes(100 << 10)
    parts = [shop.send("PUT", f"/bucket/big?uploadId={upload}&partNumber={n}", body=content) for n in (1, 2)]
    listed = "".join(
        f"<Part><ETag>{part.headers['etag']}</ETag><PartNumber>{n}</PartNumber></Part>"
        for n, part in enumerate(parts, 1)
    )
    body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
    done = shop.send("POST", f"/bucket/big?uploadId={upload}", body=body)
    for reply in (begun, *parts, done, shop.head("big")):
        assert (reply.status, reply.headers[SSE], reply.headers[CIPHER]) == (200, "KMS", "SM4")
    assert parts[0].headers["etag"] == f'"{hashlib.md5(content).hexdigest().upper()}"'
    assert done.headers[CRC] == shop.put("o", content * 2).headers[CRC]


@pytest.mark.parametrize("method", [None, "AES256", "KMS", "SM4"])
def test_etags_are_upper_case_and_md5s_of_what_is_put_only(shop: Shop, method: str | None) -> None:
    sse = {SSE: method} if method else {}
    md5 = f'"{hashlib.md5(b"content").hexdigest().upper()}"'
    etags = [shop.put("o", b"content", sse).headers["etag"], append(shop, 0, sse).headers["etag"]]
    etags.append(f'"{copied(shop, "o", "copy", sse).text("ETag").strip(chr(34))}"')
    assert [etag == md5 for etag in etags] == [True, False, False]
    assert all(re.fullmatch(r'"[0-9A-F]{32}"', etag) for etag in etags)


@pytest.mark.parametrize(
    ("wanted", "usual", "standard"),
    [
        ("bytes=2-4", (206, b"nte"), (206, b"nte")),
        ("bytes=2-", (206, b"ntent"), (206, b"ntent")),
        ("bytes=-3", (206, b"ent"), (206, b"ent")),
        ("bytes=2-99", (200, b"content"), (206, b"ntent")),
        ("bytes=7-9", (200, b"content"), (416, None)),
        ("bytes=99-", (200, b"content"), (416, None)),
        ("bytes=4-2", (200, b"content"), (200, b"content")),
        ("bytes=0-1,3-4", (200, b"content"), (200, b"content")),
    ],
)
def test_ranges_behave_in_two_ways(
    shop: Shop, wanted: str, usual: tuple[int, bytes], standard: tuple[int, bytes | None]
) -> None:
    shop.put("o", b"content", {SSE: "SM4"})
    reply = shop.get("o", {"Range": wanted})
    assert (reply.status, reply.body, "content-range" in reply.headers) == (*usual, usual[0] == 206)
    asked = shop.get("o", {"Range": wanted, "x-oss-range-behavior": "standard"})
    assert asked.status == standard[0]
    assert asked.code == "InvalidRange" if standard[1] is None else asked.body == standard[1]


def test_object_meta_says_nothing_of_encryption(shop: Shop) -> None:
    shop.put("o", b"content", {SSE: "KMS"})
    meta = shop.send("HEAD", "/bucket/o?objectMeta=")
    assert (meta.status, [name for name in meta.headers if "encryption" in name]) == (200, [])
    assert {"etag", "last-modified"} <= meta.headers.keys()
    assert shop.send("HEAD", "/bucket/none?objectMeta=").status == 404


def test_an_error_without_a_body_is_told_in_a_header(shop: Shop) -> None:
    refused = shop.head("none")
    assert (refused.status, refused.body) == (404, b"")
    document = base64.b64decode(refused.headers["x-oss-err"]).decode()
    assert "<Code>NoSuchKey</Code>" in document
    assert f"<RequestId>{refused.headers['x-oss-request-id']}</RequestId>" in document
    assert re.fullmatch("[0-9A-F]{24}", refused.headers["x-oss-request-id"])
    assert "x-oss-err" not in shop.get("none").headers


def test_an_archived_object_is_read_once_it_is_restored(shop: Shop) -> None:
    shop.put("o", b"content", {"x-oss-storage-class": "Archive", SSE: "KMS"})
    refused = shop.get("o")
    assert (refused.status, refused.code) == (403, "InvalidObjectState")
    assert [shop.send("POST", "/bucket/o?restore=").status for _ in range(2)] == [202, 200]
    read = shop.get("o")
    assert (read.body, read.headers[SSE], read.headers["x-oss-storage-class"]) == (b"content", "KMS", "Archive")


def test_a_wrong_content_md5(shop: Shop) -> None:
    for value in (b64(bytes(16)), "broken"):
        assert shop.put("o", b"content", {"Content-MD5": value}).code == "InvalidDigest"


def test_the_public_host_wants_the_bucket_before_it(shop: Shop) -> None:
    for host in (PUBLIC, "oss-region-1.aliyuncs.com"):
        refused = shop.put("o", b"content", {"Host": host})
        assert (refused.status, refused.code) == (403, "SecondLevelDomainForbidden")
    for host in ("127.0.0.1:9000", "localhost:9000"):
        assert shop.put("o", b"content", {"Host": host}).status == 200


def form(shop: Shop, fields: dict[str, str]) -> Reply:
    conditions = [["eq", f"${name}", value] for name, value in fields.items() if name.startswith("x-oss-")]
    expiration = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    policy = b64(json.dumps({"expiration": expiration, "conditions": [{"bucket": "bucket"}, *conditions]}).encode())
    signature = b64(hmac.digest(MAIN.secret_key.encode(), policy.encode(), "sha1"))
    signed = {"key": "o", **fields, "OSSAccessKeyId": MAIN.access_key, "policy": policy, "Signature": signature}
    pieces = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}' for name, text in signed.items()]
    pieces.append('--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\ncontent\r\n--b--\r\n')
    content_type = {"Content-Type": "multipart/form-data; boundary=b"}
    return shop.send("POST", "/bucket", content_type, "\r\n".join(pieces).encode(), by=None)


def test_forms_choose_a_method(shop: Shop) -> None:
    made = form(shop, {SSE: "KMS", KEY_ID: KEY_IDS["main"]})
    assert (made.status, made.headers[SSE], made.headers[KEY_ID]) == (204, "KMS", KEY_IDS["main"])
    assert (shop.get("o").body, shop.log.entries()[-2].scheme) == (b"content", "oss-v1")
    assert form(shop, {SSE: "AES512"}).code == "InvalidEncryptionAlgorithmError"
    assert form(shop, {SSE: "KMS", KEY_ID: KEY_IDS["disabled"]}).code == "KeyDisabled"
    assert shop.head("o").headers[KEY_ID] == KEY_IDS["main"]


def test_a_request_is_what_was_signed(shop: Shop) -> None:
    unsigned = shop.send("PUT", "/bucket/o", {"Authorization": "OSS nobody:c2ln"}, by=None)
    assert (unsigned.status, unsigned.code) == (403, "InvalidAccessKeyId")
    assert shop.send("PUT", "/bucket/o", {"Authorization": "OSS x"}, by=None).code == "InvalidArgument"
    assert shop.send("PUT", "/bucket/o", by=None).code == "AccessDenied"

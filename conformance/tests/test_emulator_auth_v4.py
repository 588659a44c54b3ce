"""Signature Version 4 against the examples of the S3 API reference, as printed and tampered with."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.request import SignedRequest
from conformance.tests.verifying import AK, Body, read, refusal, verify, with_header

DOCUMENTED = datetime(2013, 5, 24, tzinfo=UTC)
EMPTY = hashlib.sha256(b"").hexdigest()


def documented(method: str, target: str, signed: str, signature: str, headers: Mapping[str, str]) -> SignedRequest:
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={AK}/20130524/us-east-1/s3/aws4_request,"
        f"SignedHeaders={signed},Signature={signature}"
    )
    pairs = {"x-amz-date": "20130524T000000Z", **headers, "Authorization": authorization}
    return SignedRequest(method=method, target=target, headers=tuple(pairs.items()))


GET_EXAMPLE = documented(
    "GET",
    "/test.txt",
    "host;range;x-amz-content-sha256;x-amz-date",
    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    {"Host": "examplebucket.s3.amazonaws.com", "Range": "bytes=0-9", "x-amz-content-sha256": EMPTY},
)
PUT_EXAMPLE = documented(
    "PUT",
    "/test%24file.text",
    "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    {
        "Host": "examplebucket.s3.amazonaws.com",
        "Date": "Fri, 24 May 2013 00:00:00 GMT",
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
        "x-amz-content-sha256": hashlib.sha256(b"Welcome to Amazon S3.").hexdigest(),
    },
)
LIST_EXAMPLE = documented(
    "GET",
    "/?max-keys=2&prefix=J",
    "host;x-amz-content-sha256;x-amz-date",
    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    {"Host": "examplebucket.s3.amazonaws.com", "x-amz-content-sha256": EMPTY},
)
STREAM = {
    "Host": "s3.amazonaws.com",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "Content-Encoding": "aws-chunked",
    "x-amz-decoded-content-length": "66560",
}
CHUNKED_EXAMPLE = documented(
    "PUT",
    "/examplebucket/chunkObject.txt",
    "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class",
    "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
    {**STREAM, "Content-Length": "66824", "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"},
)
CHUNKS = (
    b"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
    + b"a" * 65536
    + b"\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
    + b"a" * 1024
    + b"\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
)
TRAILER_EXAMPLE = documented(
    "PUT",
    "/examplebucket/chunkObject.txt",
    "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer",
    "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
    {
        **STREAM,
        "x-amz-trailer": "x-amz-checksum-crc32c",
        "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    },
)
CHUNKS_AND_TRAILER = (
    b"10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
    + b"a" * 65536
    + b"\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
    + b"a" * 1024
    + b"\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
    b"x-amz-checksum-crc32c:sOO8/Q==\r\n"
    b"x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"
)


@pytest.mark.parametrize("example", [GET_EXAMPLE, PUT_EXAMPLE, LIST_EXAMPLE], ids=["get", "put", "list"])
def test_documented_examples(example: SignedRequest) -> None:
    assert verify(example, lambda: DOCUMENTED).unsigned_headers == ()
    assert refusal(lambda: verify(example, lambda: DOCUMENTED + timedelta(minutes=16))) is Reason.SKEWED
    other = with_header(example, "x-amz-content-sha256", "0" * 64)
    assert refusal(lambda: verify(other, lambda: DOCUMENTED)) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("piece", [1, 7, 4096, 1 << 20])
def test_documented_chunked_upload(piece: int) -> None:
    result = verify(CHUNKED_EXAMPLE, lambda: DOCUMENTED)
    assert read(result.open(Body(CHUNKS, piece))) == b"a" * 66560
    body = verify(TRAILER_EXAMPLE, lambda: DOCUMENTED).open(Body(CHUNKS_AND_TRAILER, piece))
    assert read(body) == b"a" * 66560
    assert body.trailers == {"x-amz-checksum-crc32c": "sOO8/Q=="}


@pytest.mark.parametrize(
    ("example", "data", "reason"),
    [
        (CHUNKED_EXAMPLE, CHUNKS.replace(b"\r\naaaa", b"\r\naaab", 1), Reason.BAD_SIGNATURE),
        (CHUNKED_EXAMPLE, CHUNKS.replace(b"=0055", b"=0056"), Reason.BAD_SIGNATURE),
        (CHUNKED_EXAMPLE, CHUNKS.replace(b";chunk-signature=", b";signature="), Reason.MALFORMED_BODY),
        (CHUNKED_EXAMPLE, CHUNKS.replace(b"\r\n400;", b"\r\n399;"), Reason.BAD_SIGNATURE),
        (CHUNKED_EXAMPLE, b"0;chunk-signature=" + b"0" * 64 + b"\r\n\r\n", Reason.BAD_SIGNATURE),
        (CHUNKED_EXAMPLE, CHUNKS[:66_000], Reason.INCOMPLETE_BODY),
        (CHUNKED_EXAMPLE, CHUNKS[:1000], Reason.INCOMPLETE_BODY),
        (CHUNKED_EXAMPLE, b"a" * 66560, Reason.MALFORMED_BODY),
        (TRAILER_EXAMPLE, CHUNKS_AND_TRAILER.replace(b"sOO8", b"sOO9"), Reason.BAD_SIGNATURE),
        (TRAILER_EXAMPLE, CHUNKS_AND_TRAILER.replace(b"crc32c:", b"crc32:"), Reason.MALFORMED_BODY),
        (TRAILER_EXAMPLE, CHUNKS_AND_TRAILER.replace(b":d81f", b":d82f"), Reason.BAD_SIGNATURE),
    ],
)
def test_tampered_chunks(example: SignedRequest, data: bytes, reason: Reason) -> None:
    result = verify(example, lambda: DOCUMENTED)
    assert refusal(lambda: read(result.open(Body(data)))) is reason

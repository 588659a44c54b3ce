"""Signature Version 4 with botocore and boto3 as the witness: what they sign is accepted, and refused when changed."""

import base64
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from botocore import UNSIGNED
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotoCredentials
from botocore.utils import percent_encode

from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.principal import Principal
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import AWS_V4, authenticate, authenticate_form
from conformance.emulator.certificates import Authority
from conformance.emulator.http import BodyTooLargeError, Request, Response
from conformance.emulator.server import Server
from conformance.tests.verifying import AK, CREDENTIALS, GUEST, OWNER, SK, Body, now, read, refusal, verify, with_header

KEYS = ["plain", "a b/ü/测试+&=~!*'();:@$,[]", "//twice//", "%41%2F", "..", "a+b"]


def request_of(signed: Any) -> SignedRequest:  # noqa: ANN401 - botocore has no types
    url = urlsplit(signed.url)
    headers = {"host": url.netloc, **{name.lower(): value for name, value in signed.headers.items()}}
    target = url.path + (f"?{url.query}" if url.query else "")
    return SignedRequest(method=signed.method, target=target, headers=tuple(headers.items()))


def sent_by_botocore(key: str, query: Mapping[str, str], who: Principal = OWNER) -> SignedRequest:
    url = f"https://bucket.s3.example.com/{percent_encode(key, safe='/~')}"
    request = AWSRequest(method="PUT", url=url, params=query, data=b"hello", headers={"Content-Type": "text/plain"})
    request.headers["x-amz-server-side-encryption-customer-algorithm"] = "AES256"
    request.headers["x-amz-meta-a"] = "  two   blanks "
    S3SigV4Auth(BotoCredentials(who.access_key, who.secret_key, who.token), "s3", "region-1").add_auth(request)
    return request_of(request.prepare())


@pytest.mark.parametrize("key", KEYS)
def test_botocore_header(key: str) -> None:
    request = sent_by_botocore(key, {"partNumber": "1", "uploadId": "a+b/ü=", "acl": ""})
    result = verify(request)
    assert "x-amz-server-side-encryption-customer-algorithm" in result.signed
    assert read(result.open(Body(b"hello"))) == b"hello"
    assert refusal(lambda: read(result.open(Body(b"hellp")))) is Reason.PAYLOAD_MISMATCH
    assert refusal(lambda: read(result.open(Body(b"hell")))) is Reason.PAYLOAD_MISMATCH
    with pytest.raises(BodyTooLargeError):
        read(result.open(Body(b"hello")), limit=4)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda r: replace(r, method="GET"), Reason.BAD_SIGNATURE),
        (lambda r: replace(r, target=r.target.replace("/plain", "/plaim")), Reason.BAD_SIGNATURE),
        (lambda r: replace(r, target=r.target.replace("partNumber=1", "partNumber=2")), Reason.BAD_SIGNATURE),
        (lambda r: replace(r, target=f"{r.target}&acl"), Reason.BAD_SIGNATURE),
        (lambda r: with_header(r, "host", "other.s3.example.com"), Reason.BAD_SIGNATURE),
        (lambda r: with_header(r, "x-amz-meta-a", "three blanks"), Reason.BAD_SIGNATURE),
        (lambda r: with_header(r, "x-amz-meta-a", None), Reason.BAD_SIGNATURE),
        (lambda r: with_header(r, "x-amz-content-sha256", None), Reason.MISSING_PAYLOAD_HASH),
        (lambda r: with_header(r, "x-amz-content-sha256", "UNSIGNED-PAYLOAD"), Reason.BAD_SIGNATURE),
        (lambda r: with_header(r, "x-amz-date", None), Reason.MISSING_DATE),
        (lambda r: with_header(r, "x-amz-date", "today"), Reason.BAD_DATE),
        (lambda r: with_header(r, "x-amz-date", "20130524T000000Z"), Reason.SKEWED),
        (lambda r: with_header(r, "x-amz-security-token", "t"), Reason.BAD_TOKEN),
        (lambda r: replace(r, target="/plain?X-Amz-Algorithm=AWS4-HMAC-SHA256"), Reason.SEVERAL_MECHANISMS),
    ],
)
def test_tampered_headers(change: Callable[[SignedRequest], SignedRequest], reason: Reason) -> None:
    request = sent_by_botocore("plain", {"partNumber": "1"})
    assert refusal(lambda: verify(change(request))) is reason


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (AK, "UNKNOWN", Reason.UNKNOWN_ACCESS_KEY),
        ("/s3/", "/sqs/", Reason.MALFORMED),
        ("region-1", "region-2", Reason.BAD_SIGNATURE),
        ("SignedHeaders=", "Signed=", Reason.MALFORMED),
        ("x-amz-meta-a;", "", Reason.BAD_SIGNATURE),
        ("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256", Reason.UNSUPPORTED_SCHEME),
    ],
)
def test_tampered_authorization(old: str, new: str, reason: Reason) -> None:
    request = sent_by_botocore("plain", {})
    other = (request.header("authorization") or "").replace(old, new)
    assert refusal(lambda: verify(with_header(request, "authorization", other))) is reason


def test_unsigned_vendor_headers_are_reported() -> None:
    request = with_header(sent_by_botocore("plain", {}), "x-amz-acl", "private")
    assert verify(request).unsigned_headers == ("x-amz-acl",)


def test_temporary_credentials() -> None:
    assert verify(sent_by_botocore("plain", {}, GUEST)).principal is GUEST
    request = with_header(sent_by_botocore("plain", {}, GUEST), "x-amz-security-token", None)
    assert refusal(lambda: verify(request)) is Reason.BAD_TOKEN


def presigned_by_botocore(who: Principal = OWNER, *, expires: int = 60) -> SignedRequest:
    request = AWSRequest(
        method="GET", url="https://bucket.s3.example.com/a%20b?versionId=1+2", headers={"x-amz-a": "b"}
    )
    S3SigV4QueryAuth(
        BotoCredentials(who.access_key, who.secret_key, who.token), "s3", "region-1", expires=expires
    ).add_auth(request)
    return request_of(request.prepare())


def test_presigned() -> None:
    request = presigned_by_botocore()
    result = verify(request)
    assert (result.how, result.signed, result.unsigned_headers) == ("url", ("host", "x-amz-a"), ())
    assert verify(with_header(request, "x-amz-other", "1")).unsigned_headers == ("x-amz-other",)
    assert refusal(lambda: verify(with_header(request, "x-amz-a", None))) is Reason.BAD_SIGNATURE
    assert refusal(lambda: verify(with_header(request, "x-amz-a", "c"))) is Reason.BAD_SIGNATURE
    assert refusal(lambda: verify(request, lambda: now() + timedelta(seconds=62))) is Reason.EXPIRED
    assert refusal(lambda: verify(request, lambda: now() - timedelta(minutes=16))) is Reason.SKEWED
    assert verify(presigned_by_botocore(GUEST)).principal is GUEST


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("versionId=1", "versionId=2", Reason.BAD_SIGNATURE),
        ("X-Amz-Expires=60", "X-Amz-Expires=61", Reason.BAD_SIGNATURE),
        ("X-Amz-Expires=60", "X-Amz-Expires=604801", Reason.MALFORMED),
        ("X-Amz-Expires=60", "X-Amz-Expires=0", Reason.MALFORMED),
        ("X-Amz-Expires=60&", "", Reason.MALFORMED),
        ("AWS4-HMAC", "AWS5-HMAC", Reason.UNSUPPORTED_SCHEME),
        ("a%20b", "a%20c", Reason.BAD_SIGNATURE),
    ],
)
def test_tampered_url(old: str, new: str, reason: Reason) -> None:
    request = presigned_by_botocore()
    assert old in request.target
    assert refusal(lambda: verify(replace(request, target=request.target.replace(old, new)))) is reason


def client(endpoint: str, ca: Path | None = None, *, signed: bool = True) -> Any:  # noqa: ANN401 - boto3 has no types
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="region-1",
        aws_access_key_id=AK,
        aws_secret_access_key=SK,
        config=Config(signature_version="s3v4" if signed else UNSIGNED, s3={"addressing_style": "path"}),
        verify=str(ca) if ca else None,
    )


def test_boto3_presigned_sse_c() -> None:
    url = urlsplit(
        client("https://s3.example.com").generate_presigned_url(
            "put_object",
            Params={"Bucket": "bucket", "Key": "a b", "SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32},
        )
    )
    names = ("algorithm", "key", "key-md5")
    values = (
        "AES256",
        base64.b64encode(b"k" * 32).decode(),
        base64.b64encode(hashlib.md5(b"k" * 32).digest()).decode(),
    )
    sse = [(f"x-amz-server-side-encryption-customer-{name}", value) for name, value in zip(names, values, strict=True)]
    request = SignedRequest(method="PUT", target=f"{url.path}?{url.query}", headers=(("Host", url.netloc), *sse))
    assert set(verify(request).signed) == {"host", *(name for name, _ in sse)}
    for name, value in sse:
        assert refusal(partial(verify, with_header(request, name, None))) is Reason.BAD_SIGNATURE
        assert refusal(partial(verify, with_header(request, name, f"{value}x"))) is Reason.BAD_SIGNATURE


def test_boto3_post_policy() -> None:
    post = client("https://s3.example.com").generate_presigned_post(
        "bucket",
        "user/a",
        Fields={"x-amz-server-side-encryption": "aws:kms"},
        Conditions=[{"x-amz-server-side-encryption": "aws:kms"}, ["content-length-range", 1, 5]],
    )
    fields = list(post["fields"].items())
    result = authenticate_form(fields, "bucket", CREDENTIALS, now, [AWS_V4])
    assert isinstance(result, Verified)
    assert (result.how, result.length_range) == ("form", (1, 5))
    for at, (name, value) in enumerate(fields):
        other = [*fields[:at], (name, f"{value}0"), *fields[at + 1 :]]
        assert refusal(partial(authenticate_form, other, "bucket", CREDENTIALS, now, [AWS_V4])), name
        fewer = [*fields[:at], *fields[at + 1 :]]
        assert refusal(partial(authenticate_form, fewer, "bucket", CREDENTIALS, now, [AWS_V4])), name
    assert refusal(lambda: authenticate_form(fields, "other", CREDENTIALS, now, [AWS_V4])) is Reason.POLICY_VIOLATED


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize("secure", [True, False])
def test_boto3_uploads(tmp_path: Path, *, secure: bool, signed: bool) -> None:
    seen: list[tuple[Verified | Anonymous, bytes, dict[str, str]]] = []

    async def app(request: Request) -> Response:
        about = SignedRequest.of(request, bucket="bucket", addressing="path")
        result = authenticate(about, CREDENTIALS, now, [AWS_V4])
        body = result.open(request.body)
        seen.append((result, await body.read(100), body.trailers))
        return Response(status=200)

    with Server(app, https_port=0, authority=Authority()) as server:
        port, scheme = (server.https_port, "https") if secure else (server.http_port, "http")
        ca = server.authority.write_ca(tmp_path / "ca.pem")
        s3 = client(f"{scheme}://127.0.0.1:{port}", ca, signed=signed)
        s3.put_object(Bucket="bucket", Key="a b", Body=b"hello")
        s3.put_object(Bucket="bucket", Key="a b", Body=io.BytesIO(b""))
        s3.close()
    assert server.errors == ()
    assert [payload for _, payload, _ in seen] == [b"hello", b""]
    assert all(isinstance(result, Verified if signed else Anonymous) for result, _, _ in seen)
    assert all(bool(trailers) == secure for _, _, trailers in seen)

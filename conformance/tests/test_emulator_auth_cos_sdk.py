"""COS's own SDK as the witness: what it sends is accepted, its signed URLs too, and refused when changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest

from conformance.emulator.auth.cos import without_empty_authorization
from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.principal import Principal
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import COS, authenticate
from conformance.emulator.http import Request, Response
from conformance.emulator.server import Server
from conformance.tests.verifying import CREDENTIALS, GUEST, OWNER, now, refusal, with_header

cos_sdk: Any = pytest.importorskip("qcloud_cos")

BUCKET, REGION = "examplebucket-1250000000", "ap-guangzhou"
KEYS = ["plain", "a b/ü/测试+&=~!*'();:@$,[]", "twice//x", "%41%2F", "a+b?c#d"]
SSE_C = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "0" * 31 + "1"}


def check(request: SignedRequest) -> Verified:
    result = authenticate(request, CREDENTIALS, now, [COS])
    assert isinstance(result, Verified)
    return result


class Store:
    """A server that keeps what arrives."""

    def __init__(self) -> None:
        self.requests: list[SignedRequest] = []

    async def __call__(self, request: Request) -> Response:
        self.requests.append(SignedRequest.of(request, bucket=BUCKET, addressing="virtual"))
        await request.body.read(1000)
        return Response(status=200, headers=(("ETag", '"x"'),))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def port(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Server(store) as server:
        yield server.http_port
    assert server.errors == ()


def client(port: int | None = None, who: Principal = OWNER, **options: Any) -> Any:  # noqa: ANN401 - the SDK has no types
    address = {"IP": "127.0.0.1", "Port": port} if port else {}
    config = cos_sdk.CosConfig(
        Region=REGION,
        SecretId=who.access_key,
        SecretKey=who.secret_key,
        Token=who.token,
        Scheme="http",
        KeepAlive=False,
        **address,
        **options,
    )
    return cos_sdk.CosS3Client(config, retry=0)


@pytest.mark.parametrize("key", KEYS)
def test_uploads(store: Store, port: int, key: str) -> None:
    client(port).put_object(
        Bucket=BUCKET, Key=key, Body=b"hello", ContentType="text/plain", Metadata={"x-cos-meta-a": "v 1/2"}, **SSE_C
    )
    (request,) = store.requests
    result = check(request)
    assert result.unsigned_headers == ()
    assert {"host", "x-cos-meta-a", "x-cos-server-side-encryption-customer-key"} <= set(result.signed)
    for name in result.signed:
        assert refusal(partial(check, with_header(request, name, None))) is Reason.BAD_SIGNATURE
        assert refusal(partial(check, with_header(request, name, "other"))) is Reason.BAD_SIGNATURE
    assert refusal(lambda: check(replace(request, target=f"{request.target}x"))) is Reason.BAD_SIGNATURE


def test_parameters(store: Store, port: int) -> None:
    client(port).get_object(Bucket=BUCKET, Key="k", VersionId="a b/ü+&=", ResponseContentType="text/plain")
    (request,) = store.requests
    check(request)
    other = request.target.replace("plain", "html")
    assert other != request.target
    assert refusal(lambda: check(replace(request, target=other))) is Reason.BAD_SIGNATURE


def test_temporary_credentials(store: Store, port: int) -> None:
    client(port, GUEST).put_object(Bucket=BUCKET, Key="k", Body=b"")
    assert check(store.requests[0]).principal is GUEST
    tokenless = with_header(store.requests[0], "x-cos-security-token", None)
    assert refusal(lambda: check(tokenless)) is Reason.BAD_TOKEN


def test_a_client_without_keys(store: Store, port: int) -> None:
    client(port, Anonymous=True).put_object(Bucket=BUCKET, Key="k", Body=b"")
    (request,) = store.requests
    assert request.header("authorization") == ""
    assert isinstance(authenticate(without_empty_authorization(request), {}, now, [COS]), Anonymous)


def presigned(
    key: str,
    who: Principal = OWNER,
    *,
    headers: tuple[tuple[str, str], ...] = (),
    parameters: dict[str, Any] | None = None,
) -> SignedRequest:
    made = client(who=who).get_presigned_url(
        Bucket=BUCKET, Key=key, Method="GET", Expired=60, Headers=dict(headers), Params=parameters or {}
    )
    url = urlsplit(made)
    return SignedRequest(
        method="GET",
        target=f"{url.path}?{url.query}",
        headers=(("Host", url.netloc), *headers),
        addressing="virtual",
    )


@pytest.mark.parametrize("key", KEYS)
def test_signed_urls(key: str) -> None:
    sse = ("x-cos-server-side-encryption-customer-algorithm", "AES256")
    request = presigned(key, headers=(sse,), parameters={"versionId": "a b/+="})
    result = check(request)
    assert (result.how, result.signed, result.unsigned_headers) == ("url", ("host", sse[0]), ())
    for name in result.signed:
        assert refusal(partial(check, with_header(request, name, "other"))) is Reason.BAD_SIGNATURE
    other = replace(request, target=request.target.replace("versionId=a", "versionId=b"))
    assert refusal(lambda: check(other)) is Reason.BAD_SIGNATURE
    late = now() + timedelta(seconds=62)
    assert refusal(lambda: authenticate(request, CREDENTIALS, lambda: late, [COS])) is Reason.EXPIRED


def test_a_signed_url_of_temporary_credentials() -> None:
    assert refusal(lambda: check(presigned("k", GUEST))) is Reason.BAD_TOKEN
    assert check(presigned("k", GUEST, parameters={"x-cos-security-token": GUEST.token})).principal is GUEST

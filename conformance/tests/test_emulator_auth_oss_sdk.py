"""OSS's own two SDKs as witnesses: what they send is accepted, their signed URLs too, and refused when changed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest

from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.oss_subresources import SUBRESOURCES
from conformance.emulator.auth.principal import Principal
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Verified
from conformance.emulator.auth.schemes import OSS_V1, OSS_V4, authenticate
from conformance.emulator.http import Request, Response
from conformance.emulator.server import Server
from conformance.tests.verifying import CREDENTIALS, GUEST, OWNER, now, refusal, with_header

oss2: Any = pytest.importorskip("oss2")
oss_v2: Any = pytest.importorskip("alibabacloud_oss_v2")

BUCKET, REGION = "examplebucket", "cn-hangzhou"
KEYS = ["plain", "a b/ü/测试+&=~!*'();:@$,[]", "twice//x", "%41%2F", "a+b?c#d"]
SSE = {"x-oss-server-side-encryption": "KMS", "x-oss-server-side-encryption-key-id": "9468da86-3509"}
VERSIONS = ["v1", "v4"]


def check(request: SignedRequest) -> Verified:
    result = authenticate(request, CREDENTIALS, now, [OSS_V1, OSS_V4])
    assert isinstance(result, Verified)
    return result


class Store:
    """A server that keeps what arrives."""

    def __init__(self) -> None:
        self.requests: list[SignedRequest] = []

    async def __call__(self, request: Request) -> Response:
        self.requests.append(SignedRequest.of(request, bucket=BUCKET, addressing="path"))
        await request.body.read(1000)
        return Response(status=200, headers=(("ETag", '"x"'), ("x-oss-request-id", "5C1B138A109F4E405B2D8AEF")))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def endpoint(store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Server(store) as server:
        yield f"http://127.0.0.1:{server.http_port}"
    assert server.errors == ()


def older(endpoint: str, version: str, who: Principal = OWNER) -> Any:  # noqa: ANN401 - the SDK has no types
    keys = oss2.credentials.StaticCredentialsProvider(who.access_key, who.secret_key, who.token)
    auth = {"v1": oss2.ProviderAuth, "v4": oss2.ProviderAuthV4}[version](keys)
    return oss2.Bucket(auth, endpoint, BUCKET, region=REGION)


def newer(endpoint: str, version: str, who: Principal = OWNER) -> Any:  # noqa: ANN401 - the SDK has no types
    config = oss_v2.config.load_default()
    config.credentials_provider = oss_v2.credentials.StaticCredentialsProvider(
        who.access_key, who.secret_key, who.token
    )
    config.region, config.endpoint, config.signature_version = REGION, endpoint, version
    config.retry_max_attempts = 1
    return oss_v2.Client(config)


def put_older(endpoint: str, version: str, key: str, who: Principal = OWNER) -> None:
    older(endpoint, version, who).put_object(
        key, b"hello", headers={**SSE, "x-oss-meta-a": "v 1/2", "Content-Type": "text/plain"}
    )


def put_newer(endpoint: str, version: str, key: str, who: Principal = OWNER) -> None:
    request = oss_v2.PutObjectRequest(
        bucket=BUCKET,
        key=key,
        body=b"hello",
        metadata={"a": "v 1/2"},
        server_side_encryption=SSE["x-oss-server-side-encryption"],
        server_side_encryption_key_id=SSE["x-oss-server-side-encryption-key-id"],
    )
    newer(endpoint, version, who).put_object(request)


Put = Callable[..., None]
PUTS = pytest.mark.parametrize("put", [put_older, put_newer])


@PUTS
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("key", KEYS)
def test_uploads(store: Store, endpoint: str, put: Put, version: str, key: str) -> None:
    put(endpoint, version, key)
    (request,) = store.requests
    result = check(request)
    assert (result.scheme, result.how) == (f"oss-{version}", "header")
    assert {*SSE, "x-oss-meta-a", "content-type"} <= set(result.signed)
    for name in {*SSE, "x-oss-meta-a", "content-type"}:
        assert refusal(partial(check, with_header(request, name, None))) is Reason.BAD_SIGNATURE
        assert refusal(partial(check, with_header(request, name, "other"))) is Reason.BAD_SIGNATURE
    assert refusal(lambda: check(replace(request, target=f"{request.target}x"))) is Reason.BAD_SIGNATURE


@PUTS
@pytest.mark.parametrize("version", VERSIONS)
def test_temporary_credentials(store: Store, endpoint: str, put: Put, version: str) -> None:
    put(endpoint, version, "k", GUEST)
    (request,) = store.requests
    assert check(request).principal is GUEST
    name = "security-token" if (put, version) == (put_newer, "v1") else "x-oss-security-token"
    assert refusal(lambda: check(with_header(request, name, None))) is Reason.BAD_TOKEN


@pytest.mark.parametrize("version", VERSIONS)
def test_bucket_encryption(store: Store, endpoint: str, version: str) -> None:
    older(endpoint, version).delete_bucket_encryption()
    newer(endpoint, version).delete_bucket_encryption(oss_v2.DeleteBucketEncryptionRequest(bucket=BUCKET))
    for request in store.requests:
        assert "encryption" in request.target
        check(request)
        other = replace(request, target=request.target.replace("encryption", "policy"))
        assert refusal(partial(check, other)) is Reason.BAD_SIGNATURE


@pytest.mark.parametrize("version", VERSIONS)
def test_parameters_with_blanks(store: Store, endpoint: str, version: str) -> None:
    wanted = {"response-content-type": "text/plain; charset=a b+c"}
    older(endpoint, version).get_object("k", params=wanted).read()
    request = oss_v2.GetObjectRequest(bucket=BUCKET, key="k", response_content_type=wanted["response-content-type"])
    newer(endpoint, version).get_object(request).body.close()
    assert len(store.requests) == 2
    for sent in store.requests:
        check(sent)
        other = replace(sent, target=sent.target.replace("charset", "charsit"))
        assert refusal(partial(check, other)) is Reason.BAD_SIGNATURE


def test_additional_headers_in_the_older_sdks_order(store: Store, endpoint: str) -> None:
    names = ["if-none-match", "if-match", "if-modified-since", "range"]

    class Auth(oss2.ProviderAuthV4):  # type: ignore[misc]
        def _sign_request(self, req: Any, bucket: str, key: str) -> None:  # noqa: ANN401 - the SDK has no types
            super()._sign_request(req, bucket, key, in_additional_headers=names)

    keys = oss2.credentials.StaticCredentialsProvider(OWNER.access_key, OWNER.secret_key)
    sent = {"If-None-Match": "a", "If-Match": "b", "If-Modified-Since": "c", "Range": "bytes=0-1"}
    oss2.Bucket(Auth(keys), endpoint, BUCKET, region=REGION).get_object("k", headers=sent).read()
    (request,) = store.requests
    assert set(names) <= set(check(request).signed)
    for name in names:
        assert refusal(partial(check, with_header(request, name, "x"))) is Reason.BAD_SIGNATURE


def url_older(version: str, key: str, who: Principal) -> str:
    bucket = older("http://127.0.0.1", version, who)
    return str(bucket.sign_url("PUT", key, 60, headers=dict(SSE), params={"versionId": "a b/+="}))


def url_newer(version: str, key: str, who: Principal) -> str:
    request = oss_v2.PutObjectRequest(bucket=BUCKET, key=key, parameters={"versionId": "a b/+="}, headers=dict(SSE))
    return str(newer("http://127.0.0.1", version, who).presign(request, expires=timedelta(seconds=60)).url)


URLS = pytest.mark.parametrize("sign_url", [url_older, url_newer])


def presigned(url: str) -> SignedRequest:
    parts = urlsplit(url)
    return SignedRequest(method="PUT", target=f"{parts.path}?{parts.query}", headers=tuple(SSE.items()))


@URLS
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("key", KEYS)
def test_signed_urls(sign_url: Callable[..., str], version: str, key: str) -> None:
    request = presigned(sign_url(version, key, OWNER))
    result = check(request)
    assert (result.scheme, result.how, set(result.signed)) == (f"oss-{version}", "url", set(SSE))
    for name in SSE:
        assert refusal(partial(check, with_header(request, name, None))) is Reason.BAD_SIGNATURE
        assert refusal(partial(check, with_header(request, name, "other"))) is Reason.BAD_SIGNATURE
    assert refusal(lambda: check(with_header(request, "content-type", "text/plain"))) is Reason.BAD_SIGNATURE
    other = replace(request, target=request.target.replace("versionId=a", "versionId=b"))
    assert other != request
    assert refusal(lambda: check(other)) is Reason.BAD_SIGNATURE
    late = now() + timedelta(seconds=62)
    assert refusal(lambda: authenticate(request, CREDENTIALS, lambda: late, [OSS_V1, OSS_V4])) is Reason.EXPIRED


@URLS
@pytest.mark.parametrize("version", VERSIONS)
def test_signed_urls_of_temporary_credentials(sign_url: Callable[..., str], version: str) -> None:
    request = presigned(sign_url(version, "k", GUEST))
    assert check(request).principal is GUEST
    other = replace(request, target=request.target.replace("security-token=session", "security-token=another"))
    assert refusal(lambda: check(other)) is Reason.BAD_TOKEN


def test_every_subresource_that_an_sdk_signs_is_signed() -> None:
    signer = oss_v2.signer.SignerV1()
    assert oss2.ProviderAuth._subresource_key_set | signer._subresource_key_set <= SUBRESOURCES

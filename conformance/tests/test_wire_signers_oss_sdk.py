"""The signers of both OSS SDKs as witnesses: for the same request they make the same signature as ours."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from conformance.emulator.auth.oss_subresources import SUBRESOURCES as EMULATED
from conformance.tests.test_wire_signers_oss import (
    CREDENTIALS,
    KNOWN,
    LIFETIME,
    NOW,
    SIGNERS,
    SSE,
    TOKEN,
    authorization,
    query_items,
    request,
    words,
)
from conformance.wire.request import Request, parameter, parameters
from conformance.wire.signers.oss_v1 import SUB_RESOURCES
from conformance.wire.signers.oss_v4 import OssV4Signer

KEYS = ["plain", "dir/ü +&=~!*'().txt", "a b/测试", "twice//x", "%41%2F"]


def vendor_context(version: str, request: Request, token: str | None, additional: set[str]) -> Any:  # noqa: ANN401 - the SDK has no types
    """A request as the newer SDK signs it."""
    types = pytest.importorskip("alibabacloud_oss_v2.types")
    context = types.SigningContext(
        product="oss",
        region=KNOWN["region"],
        bucket=request.bucket,
        key=request.key,
        request=types.HttpRequest(request.method, request.url, headers=dict(request.headers)),
        credentials=types.Credentials(CREDENTIALS.access_key, CREDENTIALS.secret_key, token),
        signing_time=NOW,
        additional_headers=additional,
    )
    context.expiration_time = NOW + LIFETIME
    context.sub_resource = ["encryption"]
    context.auth_method_query = version.endswith("-url")
    signer = pytest.importorskip("alibabacloud_oss_v2.signer")
    (signer.SignerV1 if version.startswith("v1") else signer.SignerV4)().sign(context)
    return context.request


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("version", SIGNERS)
def test_the_newer_sdk_s_signer_agrees(version: str, key: str) -> None:
    query = (parameter("versionId", "a b+/="), parameter("uploads"))
    headers = (*SSE, ("Content-Type", "text/plain"), ("Range", "bytes=0-1"), ("x-oss-meta-a", "v 1/2"))
    ours = request(key, query=query, headers=headers)
    theirs = vendor_context(version, ours, None, set()).headers["Authorization"]
    assert words(authorization(SIGNERS[version].sign_header(ours, CREDENTIALS, NOW))) == words(theirs)


def test_the_newer_sdk_s_signer_agrees_about_additional_headers() -> None:
    ours = request("k", headers=(*SSE, ("Range", "bytes=0-1"), ("Content-Type", "text/plain")))
    names = {"range", "content-type", "if-match", "x-oss-server-side-encryption"}
    theirs = vendor_context("v4", ours, TOKEN, names).headers["Authorization"]
    signer = OssV4Signer(region=KNOWN["region"], additional=frozenset(names))
    signed = authorization(signer.sign_header(ours, replace(CREDENTIALS, token=TOKEN), NOW))
    assert words(signed) == words(theirs)


@pytest.mark.parametrize("token", [None, TOKEN])
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("version", SIGNERS)
def test_the_newer_sdk_signs_the_same_url(version: str, key: str, token: str | None) -> None:
    ours = request(key, query=(parameter("versionId", "a b+/="), parameter("encryption")), headers=SSE)
    theirs = urlsplit(vendor_context(f"{version}-url", ours, token, set()).url)
    signed = SIGNERS[version].sign_url(ours, replace(CREDENTIALS, token=token), NOW, LIFETIME)
    assert query_items(signed) == {name: unquote(value or "") for name, value in parameters(theirs.query)}


@pytest.mark.parametrize("token", [None, TOKEN])
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("version", SIGNERS)
def test_the_older_sdk_signs_the_same_url(version: str, key: str, token: str | None) -> None:
    oss2 = pytest.importorskip("oss2")
    keys = oss2.credentials.StaticCredentialsProvider(CREDENTIALS.access_key, CREDENTIALS.secret_key, token)
    auth = {"v1": oss2.ProviderAuth, "v4": oss2.ProviderAuthV4}[version](keys)
    bucket = oss2.Bucket(auth, "http://127.0.0.1:9000", "examplebucket", region=KNOWN["region"])
    url = bucket.sign_url("PUT", key, 600, headers=dict(SSE), params={"versionId": "a b+/="})
    theirs = {name: unquote(value or "") for name, value in parameters(urlsplit(url).query)}
    ours = request(key, query=(parameter("versionId", "a b+/="),), headers=SSE)
    signed = SIGNERS[version].sign_url(ours, replace(CREDENTIALS, token=token), signed_at(theirs), LIFETIME)
    assert query_items(signed) == theirs


def signed_at(query: dict[str, str]) -> datetime:
    if "Expires" in query:
        return datetime.fromtimestamp(int(query["Expires"]), UTC) - LIFETIME
    return datetime.strptime(query["x-oss-date"], "%Y%m%dT%H%M%S%z")


def test_every_sub_resource_that_oss2_signs_is_signed() -> None:
    theirs = pytest.importorskip("oss2.auth").ProviderAuth._subresource_key_set
    assert theirs <= SUB_RESOURCES
    assert theirs <= EMULATED

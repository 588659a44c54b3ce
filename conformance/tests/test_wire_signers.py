"""Our signers against known answers and against the vendors' own signers."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from botocore.auth import S3SigV4PostAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials

from conformance.wire.credentials import Credentials
from conformance.wire.form import Form
from conformance.wire.request import Pair, Request, encode_key, parameter, parameters
from conformance.wire.signers import SCHEMES, signer_for
from conformance.wire.signers.obs import ObsSigner, canonical_resource, sign, string_to_sign
from conformance.wire.signers.s3v4 import S3V4Signer

KNOWN = json.loads((Path(__file__).parent / "data" / "obs-vectors.json").read_text())
NOW = datetime(2018, 6, 6, 9, 8, 21, tzinfo=UTC)
HOUR = timedelta(hours=1)
CREDENTIALS = Credentials(access_key=KNOWN["access_key"], secret_key=KNOWN["secret_key"])
SSE_C: tuple[Pair, ...] = (
    ("x-obs-server-side-encryption-customer-algorithm", "AES256"),
    ("x-obs-server-side-encryption-customer-key", "K7QkYpBkM5+hcs27fsNkUnNVaobncnLht/rCB2o/9Cw="),
    ("x-obs-server-side-encryption-customer-key-MD5", "4XvB3tbNTN+tIEVa0/fGaQ=="),
)


def vectors(kind: str) -> list[Any]:
    return [pytest.param(vector, id=vector["id"]) for vector in KNOWN["vectors"] if vector["kind"] == kind]


def request_of(vector: dict[str, Any]) -> Request:
    path, _, query = vector["target"].partition("?")
    return Request(
        method=vector["method"],
        scheme="http",
        host=vector["host"],
        path=path,
        query=parameters(query),
        headers=tuple((name, value) for name, value in vector["headers"]),
        bucket=vector["bucket"],
        addressing=vector["addressing"],
    )


def obs_request(**changes: Any) -> Request:  # noqa: ANN401 - any field
    plain = Request(
        method="PUT", scheme="https", host="examplebucket.obs.example.com", path="/a", bucket="examplebucket"
    )
    return replace(plain, **changes)


def authorization(request: Request) -> str:
    return request.header("Authorization") or ""


@pytest.mark.parametrize("vector", vectors("header"))
def test_obs_header_signatures_are_the_known_ones(vector: dict[str, Any]) -> None:
    signed = ObsSigner().sign_header(request_of(vector), CREDENTIALS, NOW)
    date = "" if signed.header("x-obs-date") else signed.header("Date") or ""
    assert string_to_sign(signed, date) == vector["string_to_sign"]
    assert authorization(signed) == f"OBS {KNOWN['access_key']}:{vector['signature']}"


@pytest.mark.parametrize("vector", vectors("url"))
def test_obs_url_signatures_are_the_known_ones(vector: dict[str, Any]) -> None:
    credentials = replace(CREDENTIALS, token=vector["token"])
    signed = ObsSigner().sign_url(request_of(vector), credentials, NOW, HOUR)
    assert string_to_sign(signed, str(KNOWN["expires"])) == vector["string_to_sign"]
    query = dict(signed.query)
    assert query["Expires"] == str(KNOWN["expires"])
    assert unquote(query["Signature"] or "") == vector["signature"]
    assert signed.header("Authorization") is None


@pytest.mark.parametrize("vector", vectors("policy"))
def test_obs_policy_signatures_are_the_known_ones(vector: dict[str, Any]) -> None:
    policy = base64.b64encode(vector["policy"].encode()).decode()
    assert sign(policy, KNOWN["secret_key"]) == vector["signature"]


@pytest.mark.parametrize("vector", vectors("v4"))
def test_v4_header_signatures_are_the_known_ones(vector: dict[str, Any]) -> None:
    signed = S3V4Signer(region=KNOWN["region"]).sign_header(request_of(vector), CREDENTIALS, NOW)
    assert authorization(signed).endswith(f", Signature={vector['signature']}")
    assert signed.header("X-Amz-Date") is None, "a Date that is there is what is signed"


@pytest.mark.parametrize(
    ("addressing", "path", "resource"),
    [
        ("virtual", "/a", "/b/a"),
        ("virtual", "/", "/b/"),
        ("path", "/b/a", "/b/a"),
        ("path", "/b", "/b"),
        ("cname", "/a", "/files.example.com/a"),
    ],
)
def test_obs_resource_names_the_bucket_in_every_addressing(addressing: str, path: str, resource: str) -> None:
    request = obs_request(host="files.example.com:8443", addressing=addressing, path=path, bucket="b")
    assert canonical_resource(request) == resource


def test_obs_resource_takes_the_first_of_a_repeated_parameter_and_leaves_out_unknown_ones() -> None:
    query = parameters("versionId=2&uploads&acl=&versionId=1&unknown=1&x-obs-a=%2B")
    assert canonical_resource(obs_request(query=query)) == "/examplebucket/a?acl=&uploads&versionId=2&x-obs-a=+"


def test_obs_joins_a_repeated_header() -> None:
    request = obs_request(headers=(("x-obs-meta-b", " 2 "), ("X-Obs-Meta-A", "1"), ("x-obs-meta-b", "3")))
    assert "x-obs-meta-a:1\nx-obs-meta-b:2,3\n/examplebucket/a" in string_to_sign(request, "")


@pytest.mark.parametrize("path_style", [False, True])
@pytest.mark.parametrize("expires", [None, "1528279701"])
def test_the_vendor_s_obs_signer_agrees(*, path_style: bool, expires: str | None) -> None:
    auth = pytest.importorskip("obs.auth")
    convertor = pytest.importorskip("obs.convertor")
    key, version = "dir/ü+&=~!*'().txt", "a+/="
    vendor = auth.Authentication(
        CREDENTIALS.access_key,
        CREDENTIALS.secret_key,
        path_style,
        convertor.Adapter("obs"),
        "obs.example.com",
        is_cname=False,
    )
    headers = dict([*SSE_C, ("Content-Type", "text/plain"), ("Date", "Wed, 06 Jun 2018 09:08:21 GMT")])
    arguments = {"versionId": version, "uploads": None, "unknown": "1"}
    theirs = vendor.getSignature("GET", "examplebucket", key, arguments, headers, expires)["Signature"]
    ours = obs_request(
        method="GET",
        path=("/examplebucket/" if path_style else "/") + encode_key(key),
        addressing="path" if path_style else "virtual",
        query=(parameter("versionId", version), parameter("uploads"), parameter("unknown", "1")),
        headers=tuple(headers.items()),
    )
    if expires is None:
        assert authorization(ObsSigner().sign_header(ours, CREDENTIALS, NOW)).endswith(f":{theirs}")
    else:
        signed = ObsSigner().sign_url(ours, CREDENTIALS, NOW, HOUR)
        assert unquote(dict(signed.query)["Signature"] or "") == theirs


@pytest.mark.parametrize("token", [None, "TOKEN+/=abc"])
def test_boto3_presigns_the_same_url(token: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    boto3 = pytest.importorskip("boto3")
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: NOW)
    config = pytest.importorskip("botocore.config").Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
    client = boto3.client(
        "s3",
        region_name="eu-west-1",
        endpoint_url="https://s3.example.com",
        aws_access_key_id=CREDENTIALS.access_key,
        aws_secret_access_key=CREDENTIALS.secret_key,
        aws_session_token=token,
        config=config,
    )
    wanted = {"Bucket": "examplebucket", "Key": "dir/a +~ü.txt", "VersionId": "a+/=", "SSECustomerAlgorithm": "AES256"}
    theirs = urlsplit(client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=3600))
    ours = Request(
        method="GET",
        scheme="https",
        host="examplebucket.s3.example.com",
        path="/" + encode_key("dir/a +~ü.txt"),
        query=(parameter("versionId", "a+/="),),
        headers=(("x-amz-server-side-encryption-customer-algorithm", "AES256"),),
    )
    signer = S3V4Signer(region="eu-west-1")
    signed = signer.sign_url(ours, replace(CREDENTIALS, token=token), NOW, HOUR)
    assert signed.path == theirs.path
    assert {name: [unquote(value or "")] for name, value in signed.query} == parse_qs(theirs.query)


@pytest.mark.parametrize("token", [None, "TOKEN+/=abc"])
def test_botocore_signs_the_same_form(token: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: NOW)
    form = Form(bucket="examplebucket", fields=(("key", "a"), ("x-amz-server-side-encryption", "AES256")))
    vendor = AWSRequest()
    vendor.context["s3-presign-post-policy"] = {
        "expiration": "2018-06-06T10:08:21Z",
        "conditions": form.conditions(),
    }
    keys = BotoCredentials(CREDENTIALS.access_key, CREDENTIALS.secret_key, token)
    S3SigV4PostAuth(keys, "s3", "eu-west-1").add_auth(vendor)
    ours = S3V4Signer(region="eu-west-1").sign_form(form, replace(CREDENTIALS, token=token), NOW, HOUR)
    assert dict(ours) == dict(form.fields) | vendor.context["s3-presign-post-fields"]


def test_v4_signs_the_digest_of_the_body() -> None:
    signed = S3V4Signer(region="r").sign_header(obs_request(body=b"abc"), CREDENTIALS, NOW)
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert signed.header("X-Amz-Content-SHA256") == digest
    unsigned = S3V4Signer(region="r", sign_payload=False).sign_header(obs_request(body=b"abc"), CREDENTIALS, NOW)
    assert unsigned.header("X-Amz-Content-SHA256") == "UNSIGNED-PAYLOAD"


def test_v4_covers_every_header_but_those_marked_unsigned() -> None:
    headers = (("x-amz-server-side-encryption", "AES256"), ("Range", "bytes=0-1"), ("x-amz-meta-a", "1"))
    request = obs_request(headers=headers, unsigned=frozenset({"x-amz-server-side-encryption"}))
    signed = authorization(S3V4Signer(region="r").sign_header(request, CREDENTIALS, NOW))
    assert "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date;x-amz-meta-a," in signed
    url = S3V4Signer(region="r").sign_url(request, CREDENTIALS, NOW, HOUR)
    assert unquote(dict(url.query)["X-Amz-SignedHeaders"] or "") == "host;range;x-amz-meta-a"
    assert url.headers == headers


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_token_is_sent_and_covered(scheme: str) -> None:
    signer = signer_for(scheme, "r")
    temporary = replace(CREDENTIALS, token="TOKEN+/=abc")
    with_token = signer.sign_header(obs_request(), temporary, NOW)
    without = signer.sign_header(obs_request(), CREDENTIALS, NOW)
    assert "TOKEN+/=abc" in dict(with_token.headers).values()
    assert authorization(with_token) != authorization(without)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_form_leaves_out_what_is_to_be_outside_its_policy(scheme: str) -> None:
    form = Form(bucket="b", fields=(("key", "a"), ("x-extra", "1")), outside=frozenset({"x-extra"}))
    fields = signer_for(scheme, "r").sign_form(form, CREDENTIALS, NOW, HOUR)
    policy = json.loads(base64.b64decode(dict(fields)["policy"]))
    assert policy["expiration"] == "2018-06-06T10:08:21Z"
    assert {"key": "a"} in policy["conditions"]
    assert {"x-extra": "1"} not in policy["conditions"]
    assert fields[:2] == form.fields


@pytest.mark.parametrize("scheme", SCHEMES)
def test_spoiled_credentials_make_well_formed_wrong_signatures(scheme: str) -> None:
    signer = signer_for(scheme, "r")
    right = authorization(signer.sign_header(obs_request(), CREDENTIALS, NOW))
    wrong = authorization(signer.sign_header(obs_request(), CREDENTIALS.spoiled(), NOW))
    assert right != wrong
    assert len(right) == len(wrong)


def test_credentials_do_not_show_themselves() -> None:
    shown = repr(Credentials(access_key="ACCESS", secret_key="SECRET", token="TOKEN"))
    assert not any(word in shown for word in ("ACCESS", "SECRET", "TOKEN"))


def test_an_unknown_scheme_is_named() -> None:
    with pytest.raises(ValueError, match="no signature scheme 'v9'"):
        signer_for("v9", "")

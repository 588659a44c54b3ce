"""Our COS signer against known answers, every captured request, and the vendor's own signer."""

import base64
import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest

from conformance.wire.credentials import Credentials
from conformance.wire.form import Form
from conformance.wire.request import Pair, Request, encode_key, first, parameter, parameters
from conformance.wire.signers.cos import CosSigner, items, sign, sign_key

DATA = Path(__file__).parent / "data"
KNOWN = json.loads((DATA / "cos-vectors.json").read_text(encoding="utf-8"))
CAPTURED = [json.loads(line) for line in (DATA / "cos-wire.jsonl").read_text(encoding="utf-8").splitlines()]
CREDENTIALS = Credentials(
    access_key="AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE1234", secret_key="SKEXAMPLEexampleEXAMPLEexample12"
)
NOW = datetime.fromtimestamp(1700000060, UTC)
HOUR = timedelta(hours=1)
HOST = "examplebucket-1250000000.cos.ap-guangzhou.myqcloud.com"
SSE_C: tuple[Pair, ...] = (
    ("x-cos-server-side-encryption-customer-algorithm", "AES256"),
    ("x-cos-server-side-encryption-customer-key", "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDE="),
    ("x-cos-server-side-encryption-customer-key-MD5", "5inxltxhJQnqmmHfVSQjoA=="),
)


def request(**changes: Any) -> Request:  # noqa: ANN401 - any field
    return replace(Request(method="PUT", scheme="https", host=HOST, path="/a", body=b"12345"), **changes)


def signed_items(signed: Request) -> dict[str, str]:
    return dict(item.split("=", 1) for item in (signed.header("Authorization") or "").split("&"))


def query_items(signed: Request) -> dict[str, str]:
    return {name: unquote(value or "") for name, value in signed.query}


@pytest.mark.parametrize("vector", KNOWN["signature"], ids=lambda vector: vector["id"])
def test_signatures_are_the_known_ones(vector: dict[str, Any]) -> None:
    credentials = Credentials(access_key=vector["secret_id"], secret_key=vector["secret_key"])
    headers = [(name, value) for name, value in vector["headers"]]
    sent = request(
        method=vector["method"],
        path=quote(vector["path"]),
        query=tuple(parameter(name, value) for name, value in vector["params"]),
    )
    made = dict(items(sent, headers, credentials, vector["key_time"]))
    assert made["q-signature"] == vector["signature"]
    assert made["q-header-list"] == vector.get("header_list", made["q-header-list"])
    assert made["q-url-param-list"] == vector.get("param_list", made["q-url-param-list"])
    assert sign_key(vector["secret_key"], vector["key_time"]) == vector.get("sign_key") or "sign_key" not in vector


def test_a_signed_url_is_the_known_one() -> None:
    vector = next(vector for vector in KNOWN["signature"] if vector["id"] == "sdk-presign-put-ssecos")
    ours = request(
        path="/a/b%20c.txt",
        query=(parameter("versionId", "Ab/1"),),
        headers=(("x-cos-server-side-encryption", "AES256"),),
    )
    signed = CosSigner().sign_url(ours, CREDENTIALS, NOW, HOUR)
    theirs = urlsplit(vector["url"])
    assert (signed.host, signed.path) == (theirs.netloc, theirs.path)
    assert query_items(signed) == {name: unquote(value or "") for name, value in parameters(theirs.query)}


def test_a_form_is_signed_as_the_printed_one() -> None:
    printed = KNOWN["post_policy"]
    digest = hashlib.sha1(base64.b64decode(printed["policy"])).hexdigest()
    assert digest == printed["string_to_sign"]
    assert sign_key(printed["secret_key"], printed["key_time"]) == printed["sign_key"]
    assert sign(printed["sign_key"], digest) == printed["signature"]


def test_a_form_s_policy_names_who_signs_and_when() -> None:
    form = Form(bucket="b", fields=(("key", "a"),))
    fields = dict(CosSigner().sign_form(form, CREDENTIALS, NOW, HOUR))
    policy = base64.b64decode(fields["policy"])
    key = sign_key(CREDENTIALS.secret_key, fields["q-key-time"])
    assert fields["q-signature"] == sign(key, hashlib.sha1(policy).hexdigest())
    assert fields["q-key-time"] == "1700000000;1700003660"
    signer = [{"q-sign-algorithm": "sha1"}, {"q-ak": CREDENTIALS.access_key}, {"q-sign-time": fields["q-key-time"]}]
    assert json.loads(policy)["conditions"] == [{"bucket": "b"}, {"key": "a"}, *signer]


SIGNED_OTHERWISE = {"endpoint_domain", "list_buckets_proxy"}
"""Signed without the host's port, and without the parameters."""
REPRODUCIBLE = [
    record
    for record in CAPTURED
    if first(record["headers"], "authorization") and record["case"] not in SIGNED_OTHERWISE
]


def test_the_capture_is_complete() -> None:
    assert len(REPRODUCIBLE) == 151


@pytest.mark.parametrize("record", REPRODUCIBLE, ids=lambda record: record["case"])
def test_captured_requests_are_signed_alike(record: dict[str, Any]) -> None:
    path, _, query = record["target"].partition("?")
    sent = request(
        method=record["method"],
        path=path,
        query=parameters(query),
        headers=tuple((name, value) for name, value in record["headers"]),
    )
    theirs = signed_items(sent)
    headers = [pair for pair in sent.headers if pair[0].lower() in theirs["q-header-list"].split(";")]
    assert dict(items(sent, headers, CREDENTIALS, theirs["q-sign-time"])) == theirs


KEYS = ["plain", "dir/ü +&=~!*'().txt", "a b/测试", "twice//x", "%41%2F"]


@pytest.mark.parametrize("key", KEYS)
def test_the_vendor_s_signer_agrees(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sdk = pytest.importorskip("qcloud_cos")
    auth = pytest.importorskip("qcloud_cos.cos_auth")
    vendor = pytest.importorskip("requests").models.PreparedRequest()
    monkeypatch.setattr("time.time", NOW.timestamp)
    config = sdk.CosConfig(Region="ap-guangzhou", SecretId=CREDENTIALS.access_key, SecretKey=CREDENTIALS.secret_key)
    headers = (*SSE_C, ("Content-Type", "text/plain"), ("x-cos-meta-a", "v 1/2"), ("Range", "bytes=0-1"))
    vendor.prepare(method="PUT", url=f"https://{HOST}/", headers=dict(headers), data=b"12345")
    theirs = auth.CosS3Auth(config, key, {"versionId": "a b+/=", "uploads": ""}, expire=15 * 60)(vendor)
    query = (parameter("uploads"), parameter("versionId", "a b+/="))
    ours = request(path="/" + encode_key(key), query=query, headers=headers)
    signed = CosSigner().sign_header(ours, CREDENTIALS, NOW)
    assert signed.header("Authorization") == theirs.headers["Authorization"]


@pytest.mark.parametrize("key", KEYS)
def test_the_vendor_s_sdk_signs_the_same_url(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sdk = pytest.importorskip("qcloud_cos")
    monkeypatch.setattr("time.time", NOW.timestamp)
    config = sdk.CosConfig(Region="ap-guangzhou", SecretId=CREDENTIALS.access_key, SecretKey=CREDENTIALS.secret_key)
    token = {"x-cos-security-token": "TOKEN+/=abc"}
    theirs = sdk.CosS3Client(config).get_presigned_url(
        Bucket="examplebucket-1250000000",
        Key=key,
        Method="PUT",
        Expired=3600,
        Params={"versionId": "v+/="} | token,
        Headers=dict(SSE_C),
    )
    ours = request(path="/" + encode_key(key), query=(parameter("versionId", "v+/="),), headers=SSE_C)
    signed = CosSigner().sign_url(ours, replace(CREDENTIALS, token=token["x-cos-security-token"]), NOW, HOUR)
    wanted = {name: unquote(value or "") for name, value in parameters(urlsplit(theirs).query)}
    assert query_items(signed) == wanted


def test_everything_that_is_sent_is_signed_but_what_the_way_there_may_change() -> None:
    headers = (("Range", "bytes=0-1"), ("Expect", "100-continue"), *SSE_C, ("x-cos-meta-a", "1"))
    ours = request(headers=headers, query=parameters("b=2&a"), unsigned=frozenset({SSE_C[1][0]}))
    made = signed_items(CosSigner().sign_header(ours, CREDENTIALS, NOW))
    algorithm, _, digest = (name.lower() for name, _ in SSE_C)
    assert made["q-header-list"].split(";") == ["content-length", "host", "range", "x-cos-meta-a", algorithm, digest]
    assert made["q-url-param-list"] == "a;b"
    url = query_items(CosSigner().sign_url(ours, CREDENTIALS, NOW, HOUR))
    assert url["q-header-list"].split(";") == ["host", "range", "x-cos-meta-a", algorithm, digest]
    assert url["q-url-param-list"] == "a;b"


def test_a_token_is_signed_where_it_is_sent() -> None:
    temporary = replace(CREDENTIALS, token="TOKEN+/=abc")
    header = CosSigner().sign_header(request(), temporary, NOW)
    assert header.header("x-cos-security-token") == "TOKEN+/=abc"
    assert "x-cos-security-token" in signed_items(header)["q-header-list"]
    url = query_items(CosSigner().sign_url(request(), temporary, NOW, HOUR))
    assert (url["x-cos-security-token"], url["q-url-param-list"]) == ("TOKEN+/=abc", "x-cos-security-token")


def test_a_repeated_header_is_listed_once() -> None:
    ours = request(headers=(("x-cos-meta-a", "1"), ("X-Cos-Meta-A", "2")))
    made = items(ours, ours.headers, CREDENTIALS, "1;2")
    assert dict(made)["q-header-list"] == "x-cos-meta-a"
    joined = items(ours, [("x-cos-meta-a", "1,2")], CREDENTIALS, "1;2")
    assert made == joined

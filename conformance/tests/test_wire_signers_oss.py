"""Our OSS signers against known answers, and every request captured from the vendor's SDKs."""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from conformance.wire.credentials import Credentials
from conformance.wire.form import Form
from conformance.wire.request import Pair, Request, encode_key, first, parameters
from conformance.wire.signers import oss_v1
from conformance.wire.signers.base import Signer
from conformance.wire.signers.oss_v1 import OssV1Signer
from conformance.wire.signers.oss_v4 import OssV4Signer, signing_key

DATA = Path(__file__).parent / "data"
KNOWN = json.loads((DATA / "oss-vectors.json").read_text(encoding="utf-8"))
CAPTURED = [json.loads(line) for line in (DATA / "oss-wire.jsonl").read_text(encoding="utf-8").splitlines()]
NOW = datetime.fromisoformat(KNOWN["now"])
LIFETIME = timedelta(seconds=600)
CREDENTIALS = Credentials(access_key=KNOWN["access_key"], secret_key=KNOWN["secret_key"])
SSE: tuple[Pair, ...] = (
    ("x-oss-server-side-encryption", "KMS"),
    ("x-oss-server-side-encryption-key-id", "9468da86-3509"),
)
TOKEN = "TOKEN+/=abc"
SIGNERS: dict[str, Signer] = {"v1": OssV1Signer(), "v4": OssV4Signer(region=KNOWN["region"])}


def vectors(kind: str) -> list[Any]:
    return [pytest.param(vector, id=vector["id"]) for vector in KNOWN["vectors"] if vector["kind"] == kind]


def request(key: str | None, **changes: Any) -> Request:  # noqa: ANN401 - any field
    path = f"/examplebucket/{encode_key(key or '')}"
    plain = Request(
        method="PUT",
        scheme="http",
        host="127.0.0.1:9000",
        path=path,
        bucket="examplebucket",
        key=key,
        addressing="path",
    )
    return replace(plain, **changes)


def request_of(vector: dict[str, Any]) -> Request:
    return request(
        vector["key"],
        method=vector["method"],
        query=parameters(vector["query"]),
        headers=tuple((name, value) for name, value in vector["headers"]),
        bucket=vector.get("bucket", KNOWN["bucket"]),
    )


def credentials_of(vector: dict[str, Any]) -> Credentials:
    names = ("access_key", "secret_key")
    return Credentials(**{name: vector.get(name, KNOWN[name]) for name in names}, token=vector.get("token"))


def v4(vector: dict[str, Any]) -> OssV4Signer:
    return OssV4Signer(region=KNOWN["region"], additional=frozenset(vector.get("additional", ())))


def authorization(signed: Request) -> str:
    return signed.header("Authorization") or ""


def query_items(signed: Request) -> dict[str, str]:
    return {name: unquote(value or "") for name, value in signed.query}


@pytest.mark.parametrize("vector", vectors("v1"))
def test_v1_header_signatures_are_the_known_ones(vector: dict[str, Any]) -> None:
    credentials = credentials_of(vector)
    signed = OssV1Signer().sign_header(request_of(vector), credentials, NOW)
    assert oss_v1.string_to_sign(signed, signed.header("Date") or "") == vector["string_to_sign"]
    assert authorization(signed) == f"OSS {credentials.access_key}:{vector['signature']}"


@pytest.mark.parametrize("vector", vectors("v1-url"))
def test_v1_url_signatures_are_the_known_ones(vector: dict[str, Any]) -> None:
    signed = OssV1Signer().sign_url(request_of(vector), CREDENTIALS, NOW, LIFETIME)
    assert signed.target == vector["target"]
    assert signed.header("Authorization") is None


@pytest.mark.parametrize("vector", vectors("v4"))
def test_v4_header_signatures_are_the_known_ones(vector: dict[str, Any]) -> None:
    signer = v4(vector)
    signed = signer.sign_header(request_of(vector), credentials_of(vector), NOW)
    assert authorization(signed).endswith(f", Signature={vector['signature']}")
    check_canonical(vector, signer.canonical_request(signed))


@pytest.mark.parametrize("vector", vectors("v4-url"))
def test_v4_url_signatures_are_the_known_ones(vector: dict[str, Any]) -> None:
    signer = v4(vector)
    signed = signer.sign_url(request_of(vector), CREDENTIALS, NOW, LIFETIME)
    assert query_items(signed)["x-oss-signature"] == vector["signature"]
    check_canonical(vector, signer.canonical_request(replace(signed, query=signed.query[:-1])))


def check_canonical(vector: dict[str, Any], canonical: str) -> None:
    assert canonical == vector.get("canonical", canonical)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    assert digest == vector.get("digest", digest)


def test_the_signing_key_is_the_known_one() -> None:
    assert signing_key(KNOWN["secret_key"], "20240102", KNOWN["region"]).hex() == KNOWN["signing_key"]


def test_v4_names_the_additional_headers_that_are_there() -> None:
    signer = OssV4Signer(region="r", additional=frozenset({"host", "range", "if-match"}))
    signed = authorization(signer.sign_header(request("k", headers=(("Range", "bytes=0-1"),)), CREDENTIALS, NOW))
    assert ", AdditionalHeaders=host;range, " in signed
    url = query_items(signer.sign_url(request("k"), CREDENTIALS, NOW, LIFETIME))
    assert url["x-oss-additional-headers"] == "host"
    assert "AdditionalHeaders" not in authorization(OssV4Signer(region="r").sign_header(request("k"), CREDENTIALS, NOW))


@pytest.mark.parametrize(("addressing", "path"), [("virtual", "/a"), ("path", "/examplebucket/a"), ("cname", "/a")])
@pytest.mark.parametrize("version", SIGNERS)
def test_the_bucket_is_signed_in_every_addressing(version: str, addressing: str, path: str) -> None:
    signer = SIGNERS[version]
    wanted = authorization(signer.sign_header(request("a"), CREDENTIALS, NOW))
    here = request("a", addressing=addressing, path=path, host="elsewhere.example")
    assert authorization(signer.sign_header(here, CREDENTIALS, NOW)) == wanted
    other = authorization(signer.sign_header(replace(here, bucket="other"), CREDENTIALS, NOW))
    assert other != wanted


IN_HEADER = [record for record in CAPTURED if first(record["headers"], "authorization")]


def test_the_capture_is_complete() -> None:
    assert len(IN_HEADER) == 157


@pytest.mark.parametrize("record", IN_HEADER, ids=lambda record: f"{record['sdk']}-{record['label']}")
def test_captured_requests_are_signed_alike(record: dict[str, Any]) -> None:
    path, _, query = record["target"].partition("?")
    _, bucket, *key = unquote(path).split("/", 2)
    left_out = {"authorization", "x-oss-content-sha256"}
    ours = request(
        "".join(key),
        method=record["method"],
        query=parameters(query),
        headers=tuple((name, value) for name, value in record["headers"] if name.lower() not in left_out),
        bucket=bucket,
    )
    theirs = first(record["headers"], "authorization") or ""
    version = "v1" if theirs.startswith("OSS ") else "v4"
    signed = authorization(SIGNERS[version].sign_header(ours, CREDENTIALS, NOW))
    assert words(signed) == words(theirs)


def words(text: str) -> set[str]:
    """The parts of an Authorization header: their order and the blanks between them are the signer's choice."""
    return set(re.split(", ?| ", text))


@pytest.mark.parametrize("version", SIGNERS)
def test_a_token_is_sent_and_signed(version: str) -> None:
    signer, temporary = SIGNERS[version], replace(CREDENTIALS, token=TOKEN)
    header = signer.sign_header(request("k"), temporary, NOW)
    assert header.header("x-oss-security-token") == TOKEN
    assert authorization(header) != authorization(signer.sign_header(request("k"), CREDENTIALS, NOW))
    url = query_items(signer.sign_url(request("k"), temporary, NOW, LIFETIME))
    assert url["security-token" if version == "v1" else "x-oss-security-token"] == TOKEN


@pytest.mark.parametrize("token", [None, TOKEN])
def test_a_v1_form_is_signed_by_its_policy_s_text(token: str | None) -> None:
    form = Form(bucket="b", fields=(("key", "a"),))
    fields = dict(OssV1Signer().sign_form(form, replace(CREDENTIALS, token=token), NOW, LIFETIME))
    digest = hmac.digest(CREDENTIALS.secret_key.encode(), fields["policy"].encode(), hashlib.sha1)
    assert fields["Signature"] == base64.b64encode(digest).decode()
    assert fields["OSSAccessKeyId"] == CREDENTIALS.access_key
    assert fields.get("x-oss-security-token") == token
    expected = [{"bucket": "b"}, {"key": "a"}, *([{"x-oss-security-token": token}] if token else [])]
    assert json.loads(base64.b64decode(fields["policy"]))["conditions"] == expected


@pytest.mark.parametrize("token", [None, TOKEN])
def test_a_v4_form_s_policy_names_who_signs_and_when(token: str | None) -> None:
    form = Form(bucket="b", fields=(("key", "a"),))
    signer = OssV4Signer(region=KNOWN["region"])
    fields = dict(signer.sign_form(form, replace(CREDENTIALS, token=token), NOW, LIFETIME))
    key = bytes.fromhex(KNOWN["signing_key"])
    assert fields["x-oss-signature"] == hmac.digest(key, fields["policy"].encode(), hashlib.sha256).hex()
    conditions = json.loads(base64.b64decode(fields["policy"]))["conditions"]
    made = {name: value for name, value in fields.items() if name not in {"key", "policy", "x-oss-signature"}}
    assert conditions == [{"bucket": "b"}, {"key": "a"}, *({name: value} for name, value in made.items())]
    assert made.get("x-oss-security-token") == token


@pytest.mark.parametrize("version", SIGNERS)
def test_a_header_marked_unsigned_is_left_out(version: str) -> None:
    signer, ours = SIGNERS[version], request("k", headers=SSE)
    without = authorization(signer.sign_header(request("k", headers=SSE[:1]), CREDENTIALS, NOW))
    marked = signer.sign_header(replace(ours, unsigned=frozenset({SSE[1][0]})), CREDENTIALS, NOW)
    assert authorization(marked) == without
    assert marked.header(SSE[1][0]) == SSE[1][1]


def test_the_resource_of_the_service_itself_is_a_slash() -> None:
    """OSS facts 1.1: `/bucket/key`, `/bucket/` and `/`."""
    service = Request(method="GET", scheme="https", host="oss.example")
    bucket = replace(service, host="b.oss.example", bucket="b")
    assert [oss_v1.resource(each) for each in (service, bucket, replace(bucket, key="k"))] == ["/", "/b/", "/b/k"]

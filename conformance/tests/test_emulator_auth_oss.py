"""The emulator's verifier against what both OSS SDKs signed, worked vectors, and those with one byte changed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from conformance.emulator.auth.dates import parse_basic_date, parse_http_date
from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.oss_subresources import SUBRESOURCES
from conformance.emulator.auth.oss_v4_key import Scope, signing_key
from conformance.emulator.auth.principal import Credentials, Principal
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Verified
from conformance.emulator.auth.schemes import OSS_V1, OSS_V4, authenticate
from conformance.tests.test_emulator_auth import changed
from conformance.tests.verifying import refusal, with_header

WIRE = Path(__file__).parent / "data" / "oss-wire.jsonl"
AK, SK = "LTAI0123456789ABCDEFTEST", "secret0123456789abcdefghijTEST"
SCHEMES = (OSS_V1, OSS_V4)

Record = dict[str, Any]
RECORDS: list[Record] = [json.loads(line) for line in WIRE.read_text(encoding="utf-8").splitlines()]
"""Every one is signed, and every one is accepted: the facts name no exception."""


def credentials(access_key: str = AK, secret_key: str = SK, token: str | None = None) -> Credentials:
    return {access_key: Principal(name="owner", access_key=access_key, secret_key=secret_key, token=token)}


def request_of(record: Record) -> SignedRequest:
    headers = tuple((name, value) for name, value in record["headers"])
    return SignedRequest(method=record["method"], target=record["target"], headers=headers)


def moment(request: SignedRequest) -> datetime:
    """When the request was signed, or, of a V1 URL, the last second in which it holds."""
    if expires := request.parameter("Expires"):
        return datetime.fromtimestamp(int(expires), UTC)
    if basic := request.header("x-oss-date") or request.parameter("x-oss-date"):
        return parse_basic_date(basic)
    return parse_http_date(request.header("date") or "")


def check(request: SignedRequest, at: datetime, known: Credentials | None = None) -> Verified:
    result = authenticate(request, known or credentials(), lambda: at, SCHEMES)
    assert isinstance(result, Verified)
    return result


def other(name: str, value: str) -> str:
    """The value with one byte changed; a date stays a date, one or a few seconds off."""
    if name.lower().endswith("date"):
        zone = " GMT" if value.endswith(" GMT") else "Z"
        return changed(value.removesuffix(zone)) + zone
    return changed(value) if any(character.isalnum() for character in value) else f"{value}x"


def spoiled(request: SignedRequest, result: Verified) -> Iterator[tuple[str, SignedRequest]]:
    """The request with one byte of one signed part changed, or that part taken away, once for each part."""
    for name in result.signed:
        yield name, with_header(request, name, other(name, request.header(name) or ""))
        yield name, with_header(request, name, None)
    if authorization := request.header("authorization"):
        yield "authorization", with_header(request, "authorization", changed(authorization))
    path, mark, query = request.target.partition("?")
    yield "path", replace(request, target=changed(path) + mark + query)
    parts = query.split("&") if query else []
    for at, part in enumerate(parts):
        name, _, value = part.partition("=")
        if result.scheme == "oss-v4" or name in SUBRESOURCES | IN_V1_URLS:
            for changes in ([f"{name}={other(name, value)}"], []):
                yield name, replace(request, target=f"{path}?{'&'.join((*parts[:at], *changes, *parts[at + 1 :]))}")
    yield "method", replace(request, method=changed(request.method))
    yield "x-oss-tamper", with_header(request, "x-oss-tamper", "1")


IN_V1_URLS = {"OSSAccessKeyId", "Expires", "Signature"}
SAYS_MORE = IN_V1_URLS | {
    *("date", "x-oss-date", "x-oss-content-sha256", "x-oss-security-token"),
    *("x-oss-signature-version", "x-oss-credential", "x-oss-expires", "x-oss-signature"),
}
"""Parts whose change may be refused for what they say, before the signature is looked at."""


def check_spoiled(request: SignedRequest, at: datetime, known: Credentials | None = None) -> None:
    result = check(request, at, known)
    for part, attempt in spoiled(request, result):
        reason = refusal(partial(check, attempt, at, known))
        assert reason is Reason.BAD_SIGNATURE or (reason and part in SAYS_MORE), part


def test_the_capture_is_complete() -> None:
    assert len(RECORDS) == 161
    assert {record["sdk"].rpartition("-")[0] for record in RECORDS} == {"oss2", "alibabacloud-oss-v2"}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"{record['sdk']}-{record['label']}")
def test_every_captured_request_is_accepted_and_refused_with_one_byte_changed(record: Record) -> None:
    request = request_of(record)
    result = check(request, moment(request))
    assert result.scheme == f"oss-{record['sdk'].rpartition('/')[2]}"
    assert result.unsigned_headers == (("host",) if result.scheme == "oss-v4" else ())
    check_spoiled(request, moment(request))


DATE = "Tue, 02 Jan 2024 03:04:05 GMT"
AT = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
SSE = {
    "Content-Type": "text/plain",
    "x-oss-server-side-encryption": "KMS",
    "x-oss-server-side-encryption-key-id": "9468da86-3509-4f8d-a61e-6eab1eac0000",
}
V4 = {"x-oss-date": "20240102T030405Z", "x-oss-content-sha256": "UNSIGNED-PAYLOAD"}
PART = "partNumber=1&uploadId=0004B9894A22E5B1888A1E29F823"
CREDENTIAL = f"{AK}/20240102/cn-hangzhou/oss/aliyun_v4_request"
IN_URL = (
    f"x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-date=20240102T030405Z&x-oss-expires=600"
    f"&x-oss-credential={quote(CREDENTIAL, safe='')}&x-oss-signature="
)


def v1(signature: str) -> dict[str, str]:
    return {"Date": DATE, "Authorization": f"OSS {AK}:{signature}"}


def v4(signature: str, additional: str = "") -> dict[str, str]:
    items = f"Credential={CREDENTIAL},{additional}Signature={signature}"
    return {**V4, "Authorization": f"OSS4-HMAC-SHA256 {items}"}


K1 = SSE | v1("qQN10dssgbk0WscUXnx8CBBT9S8=")
K2 = {"Content-Type": "application/xml", "Content-MD5": "TaNnET0IZuQL5ShG/X50+Q=="} | v1("xNYwVr0RCI4vMveysUGvjJ57RVM=")
K4 = SSE | v4("c0b30cabf69976b7908401263988cfe82e646ef7b35adcdc78d460839a19403e")
K5_SIGNATURE = "628adc6b2ee4b81b45ac86bc349c63afe48f08af5a85c58ed6baf35dd311a1f9"
K5 = SSE | {"Host": "127.0.0.1:9000", "Range": "bytes=0-9"} | v4(K5_SIGNATURE, "AdditionalHeaders=host;range,")
K10 = {"x-oss-security-token": "STSTOKEN"} | v4("f598b455bfec855ced69a72992a9ea875fea2cc14aba7e5156278a8acb5fa694")
K3_QUERY = f"OSSAccessKeyId={AK}&Expires=1704165245&Signature=xTzYDhYH1GuRMnrVTuILHEfgCtM%3D"
K8_QUERY = f"{IN_URL}8b6daad1db8445279ef842740d446811f8520e3d90d9c0816cae51ad4c6e8879"
K9_QUERY = f"{IN_URL}495daf17fe52142f69d6e95498352e2ab23f9682b9cc7c8756a1cfa884be6973"

VECTORS: list[tuple[str, str, str, dict[str, str]]] = [
    ("K1", "PUT", "/dir/a%20b.txt", K1),
    ("K2", "PUT", "/?encryption", K2),
    ("K3", "PUT", f"/dir/a%20b.txt?{K3_QUERY}", SSE),
    ("K4", "PUT", "/dir/a%20b.txt", K4),
    ("K5", "PUT", "/dir/a%20b.txt", K5),
    ("K6", "GET", "/?encryption=", v4("b2b00c9e9a9fc1ddcc36856e928189f721fcf3083fa05c1e89db1628037730bc")),
    ("K7", "PUT", f"/mp?{PART}", v4("fa81caec1876c5c048ca341584fae3101e0f656941dd2b4c9ae73949f75c8a23")),
    ("K8", "PUT", f"/dir/a%20b.txt?{K8_QUERY}", SSE),
    ("K9", "GET", f"/dir/a%20b.txt?{K9_QUERY}", {}),
    ("K10", "GET", "/k", K10),
]


@pytest.mark.parametrize(
    ("method", "target", "headers"), [vector[1:] for vector in VECTORS], ids=[vector[0] for vector in VECTORS]
)
def test_vectors_hold_however_the_bucket_is_addressed(method: str, target: str, headers: dict[str, str]) -> None:
    known = credentials(token=headers.get("x-oss-security-token"))
    path = SignedRequest(method=method, target=f"/examplebucket{target}", headers=tuple(headers.items()))
    check_spoiled(path, AT, known)
    check(replace(path, target=f"/examplebucket{target.replace('dir/', 'dir%2F')}"), AT, known)
    for addressing in ("virtual", "cname"):
        elsewhere = replace(path, target=target, bucket="examplebucket", addressing=addressing)
        check(elsewhere, AT, known)
        assert refusal(partial(check, replace(elsewhere, bucket="other"), AT, known)) is Reason.BAD_SIGNATURE


def test_the_signing_key() -> None:
    key = signing_key(SK, Scope(AK, "20240102", "cn-hangzhou"), "20240102T030405Z")
    assert key.hex() == "fddf4677dea28f03ca6ada5401327b71244e76f061629f5b5949982faf9d97d5"


def test_the_documented_v1_example() -> None:
    headers = {
        "Content-MD5": "ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=",
        "Content-Type": "text/html",
        "Date": "Thu, 17 Nov 2005 18:49:58 GMT",
        "X-OSS-Meta-Author": "foo@bar.com",
        "X-OSS-Magic": "abracadabra",
        "Authorization": "OSS 44CF9590006BF252F707:26NBxoKdsyly4EDv6inkoDft/yA=",
    }
    request = SignedRequest(
        method="PUT", target="/nelson", headers=tuple(headers.items()), bucket="oss-example", addressing="virtual"
    )
    check_spoiled(
        request, moment(request), credentials("44CF9590006BF252F707", "OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV")
    )


def test_the_vector_that_the_newer_sdk_is_tested_with() -> None:
    credential = "Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request"
    signature = "Signature=e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe"
    headers = {
        "x-oss-head1": "value",
        "abc": "value",
        "content-type": "text/plain",
        "x-oss-content-sha256": "UNSIGNED-PAYLOAD",
        "x-oss-date": "20231216T162057Z",
        "Authorization": f"OSS4-HMAC-SHA256 {credential},{signature}",
    }
    query = "param1=value1&%2Bparam1=value3&%7Cparam1=value4&%2Bparam2&%7Cparam2&param2"
    target = f"/1234%2B-/123/1.txt?{query}"
    request = SignedRequest(
        method="PUT", target=target, headers=tuple(headers.items()), bucket="bucket", addressing="virtual"
    )
    check_spoiled(request, moment(request), credentials("ak", "sk"))

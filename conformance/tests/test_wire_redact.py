"""No credential is ever kept; throw-away customer keys and request ids are."""

import base64
import json

import msgspec
import pytest

from conformance.wire.answer import Answer
from conformance.wire.credentials import Credentials
from conformance.wire.exchange import KEPT, payload, record
from conformance.wire.redact import Redactor, authorization
from conformance.wire.request import Request

CREDENTIALS = Credentials(access_key="CANARYACCESSKEY00001", secret_key="canary/secret+key=1", token="canary&token<1>")
CANARIES = ("CANARYACCESSKEY00001", "canary/secret+key=1", "canary&token<1>", "canarysignature")
REDACTOR = Redactor.of([CREDENTIALS])
ELSEWHERE = Redactor()
"""Knows no credential, so only places count."""


V4 = "AWS4-HMAC-SHA256 Credential={}, SignedHeaders=host;x-amz-date, Signature={}"
OSS = "OSS4-HMAC-SHA256 Credential={}, AdditionalHeaders=host;range, Signature={}"
COS = "q-sign-algorithm=sha1&q-ak={}&q-header-list=host&q-signature={}"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("OBS CANARYACCESSKEY00001:canarysignature=", "OBS ***"),
        ("AWS CANARYACCESSKEY00001:canarysignature=", "AWS ***"),
        (V4.format("CANARYACCESSKEY00001/20180606/r/s3/aws4_request", "canarysignature"), V4.format("***", "***")),
        (V4.replace(", ", ",").format("CANARYACCESSKEY00001/1/r", "a"), V4.replace(", ", ",").format("***", "***")),
        (COS.format("CANARYACCESSKEY00001", "canarysignature"), COS.format("***", "***")),
        ("OSS CANARYACCESSKEY00001:canarysignature=", "OSS ***"),
        (OSS.format("CANARYACCESSKEY00001/20240102/r/oss", "canarysignature"), OSS.format("***", "***")),
        ("Basic Y2FuYXJ5c2lnbmF0dXJl", "Basic ***"),
        ("canarysignature", "***"),
    ],
)
def test_an_authorization_keeps_its_scheme_and_its_shape(value: str, kept: str) -> None:
    assert authorization(value) == kept


def test_headers_lose_credentials_and_keep_customer_keys_and_request_ids() -> None:
    kept = [
        ("x-amz-server-side-encryption-customer-key", "MDEy"),
        ("x-amz-request-id", "0000018A"),
        ("x-obs-sse-kms-key-project-id", "p"),
        ("x-amz-copy-source", "b/k?versionId=1"),
    ]
    tokens = ["X-Amz-Security-Token", "x-obs-security-token", "x-cos-security-token", "x-oss-security-token"]
    hidden = [*((name, "t") for name in tokens), ("Authorization", "OBS a:b")]
    assert ELSEWHERE.headers([*kept, *hidden]) == [
        *kept,
        *((name, "***") for name in tokens),
        ("Authorization", "OBS ***"),
    ]


OBS_QUERY = "AccessKeyId={}&Expires=1&Signature={}&x-obs-security-token={}"
V4_QUERY = "X-Amz-Credential={}&X-Amz-Date=d&X-Amz-Signature={}&X-Amz-Security-Token={}"
COS_QUERY = "q-sign-algorithm=sha1&q-ak={}&q-header-list=host&q-signature={}&x-cos-security-token={}&encryption"
OSS_V1_QUERY = "OSSAccessKeyId={}&Expires=1&Signature={}&security-token={}"
OSS_V4_QUERY = "x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential={}&x-oss-signature={}&x-oss-security-token={}"
QUERIES = [OBS_QUERY, V4_QUERY, COS_QUERY, OSS_V1_QUERY, OSS_V4_QUERY]


@pytest.mark.parametrize("query", [*QUERIES, "versionId=1&uploadId=2&encryption"])
def test_signed_urls_keep_everything_else(query: str) -> None:
    sent, kept = query.format("a%2Fb", "c", "d"), query.format("***", "***", "***")
    assert ELSEWHERE.url(f"https://h/p?{sent}") == f"https://h/p?{kept}"
    assert ELSEWHERE.headers([("Location", f"/p?{sent}")]) == [("Location", f"/p?{kept}")]


def test_known_credentials_are_found_anywhere_and_in_any_spelling() -> None:
    told = " ".join([*CANARIES[:2], "canary%2Fsecret%2Bkey%3D1", "canary&amp;token&lt;1&gt;", "canary%26token%3C1%3E"])
    assert REDACTOR.text(told) == "*** *** *** *** ***"
    assert REDACTOR.body(told.encode(), "") == b"*** *** *** *** ***"


def test_short_values_are_no_secrets() -> None:
    assert Redactor.of([Credentials(access_key="test", secret_key="test")]).text("the latest test") == "the latest test"


def test_an_error_that_quotes_the_request_back_loses_what_authenticates() -> None:
    error = (
        b"<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>a</AWSAccessKeyId>"
        b"<SignatureProvided>b</SignatureProvided><StringToSignBytes>50 55</StringToSignBytes>"
        b"<RequestId>1</RequestId></Error>"
    )
    kept = ELSEWHERE.body(error, "application/xml")
    assert kept == (
        b"<Error><Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>***</AWSAccessKeyId>"
        b"<SignatureProvided>***</SignatureProvided><StringToSignBytes>***</StringToSignBytes>"
        b"<RequestId>1</RequestId></Error>"
    )


def test_an_error_in_a_header_loses_it_too() -> None:
    error = b"<Error><Code>C</Code><OSSAccessKeyId>%s</OSSAccessKeyId><StringToSign>%s</StringToSign></Error>"
    sent = base64.b64encode(
        error % (b"CANARYACCESSKEY00001", b"x-oss-security-token:canary&amp;token&lt;1&gt;")
    ).decode()
    ((_, kept),) = REDACTOR.headers([("X-Oss-Err", sent)])
    assert base64.b64decode(kept) == error % (b"***", b"x-oss-security-token:***")
    assert ELSEWHERE.headers([("x-oss-err", "no Base64!"), ("x-oss-err", "ü")]) == [("x-oss-err", "***")] * 2


def form(*fields: tuple[str, str]) -> bytes:
    parts = [f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    return "".join([*parts, "--b--\r\n"]).encode()


def test_a_form_loses_its_signature_and_what_its_policy_says_of_credentials() -> None:
    conditions = [{"x-amz-credential": "a"}, {"X-Amz-Security-Token": "b"}, {"key": "k"}]
    policy = base64.b64encode(json.dumps({"conditions": conditions}).encode()).decode()
    sent = form(("key", "k"), ("x-amz-credential", "a"), ("signature", "s"), ("AccessKeyId", "a"), ("policy", policy))
    kept = ELSEWHERE.body(sent, "multipart/form-data; boundary=b")
    told = json.dumps({"conditions": [{"x-amz-credential": "***"}, {"X-Amz-Security-Token": "***"}, {"key": "k"}]})
    wanted = base64.b64encode(told.encode()).decode()
    assert kept == form(
        ("key", "k"), ("x-amz-credential", "***"), ("signature", "***"), ("AccessKeyId", "***"), ("policy", wanted)
    )


def test_a_policy_that_cannot_be_read_is_hidden() -> None:
    kept = ELSEWHERE.body(form(("policy", "no Base64!")), "multipart/form-data; boundary=b")
    assert kept == form(("policy", "***"))


@pytest.mark.parametrize("offset", range(KEPT - 24, KEPT + 2, 3))
def test_a_credential_across_the_border_of_what_is_kept_is_found(offset: int) -> None:
    content = b"x" * offset + b"CANARYACCESSKEY00001" + b"y" * KEPT
    kept = payload(content, "", REDACTOR)
    assert kept is not None
    assert "CANARY" not in (kept.text or "")
    assert len(kept.text or "") == KEPT
    assert kept.length == len(content)


def test_neither_a_reason_nor_a_note_has_them() -> None:
    said = f"no entry for {CREDENTIALS.token}"
    answer = Answer(status=403, reason=said, headers=(), body=b"")
    kept = msgspec.json.encode(record(Request(method="GET", scheme="https", host="h"), answer, REDACTOR, said))
    assert (b"no entry for ***" in kept, b"canary" in kept) == (True, False)


def test_a_body_that_is_no_text_is_kept_as_base64() -> None:
    kept = payload(b"\xff\xfe", "", REDACTOR)
    assert kept is not None
    assert (kept.base64, kept.text) == ("//4=", None)
    assert msgspec.json.encode(kept)


def test_a_redactor_does_not_show_what_it_hides() -> None:
    assert not any(canary in repr(REDACTOR) for canary in CANARIES)

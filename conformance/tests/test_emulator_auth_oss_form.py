"""OSS's upload forms: V4 by the worked signing key of the facts, V1, and what their policies let through."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.principal import Principal
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import OSS_V1, OSS_V4, authenticate_form
from conformance.tests.test_emulator_auth import changed
from conformance.tests.verifying import TOKEN, refusal

AK, SK = "LTAI0123456789ABCDEFTEST", "secret0123456789abcdefghijTEST"
SIGNING_KEY = bytes.fromhex("fddf4677dea28f03ca6ada5401327b71244e76f061629f5b5949982faf9d97d5")
NOW = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
SCOPE = [
    ("x-oss-signature-version", "OSS4-HMAC-SHA256"),
    ("x-oss-credential", f"{AK}/20240102/cn-hangzhou/oss/aliyun_v4_request"),
    ("x-oss-date", "20240102T030405Z"),
]

Fields = list[tuple[str, str]]


def check(fields: Fields, *, bucket: str = "examplebucket", token: str | None = None, at: datetime = NOW) -> Verified:
    owner = Principal(name="owner", access_key=AK, secret_key=SK, token=token)
    result = authenticate_form(fields, bucket, {AK: owner}, lambda: at, [OSS_V1, OSS_V4])
    assert isinstance(result, Verified)
    return result


def encoded(conditions: list[Any]) -> str:
    document = {"expiration": "2024-01-02T04:04:05.000Z", "conditions": [{"bucket": "examplebucket"}, *conditions]}
    return base64.b64encode(json.dumps(document).encode()).decode()


def v1(conditions: list[Any], fields: Fields) -> Fields:
    policy = encoded(conditions)
    signature = base64.b64encode(hmac.digest(SK.encode(), policy.encode(), hashlib.sha1)).decode()
    return [*fields, ("OSSAccessKeyId", AK), ("policy", policy), ("Signature", signature)]


def v4(conditions: list[Any], fields: Fields, limited: Fields | None = None) -> Fields:
    policy = encoded([*({name: value} for name, value in (SCOPE if limited is None else limited)), *conditions])
    signature = hmac.digest(SIGNING_KEY, policy.encode(), hashlib.sha256).hex()
    return [*fields, *SCOPE, ("policy", policy), ("x-oss-signature", signature)]


CONDITIONS: list[Any] = [{"key": "a/b"}, ["eq", "$x-oss-server-side-encryption", "KMS"], ["content-length-range", 1, 9]]
FIELDS = [("key", "a/b"), ("x-oss-server-side-encryption", "KMS")]


@pytest.mark.parametrize("form", [v1, v4])
def test_a_form_is_accepted_and_refused_with_one_byte_changed(form: Any) -> None:  # noqa: ANN401 - v1 or v4
    fields: Fields = form(CONDITIONS, FIELDS)
    result = check(fields)
    assert (result.how, result.scheme, result.length_range) == ("form", f"oss-{form.__name__}", (1, 9))
    assert {"key", "x-oss-server-side-encryption"} <= set(result.signed)
    for at, (name, value) in enumerate(fields):
        assert refusal(partial(check, [*fields[:at], (name, changed(value)), *fields[at + 1 :]])), name
        assert refusal(partial(check, [*fields[:at], *fields[at + 1 :]])), name
    assert refusal(lambda: check(fields, bucket="other")) is Reason.POLICY_VIOLATED
    assert refusal(lambda: check(fields, at=NOW + timedelta(hours=2))) is Reason.POLICY_EXPIRED
    assert refusal(lambda: check(fields, token=TOKEN)) is Reason.BAD_TOKEN
    assert check([*fields, ("x-oss-security-token", TOKEN)], token=TOKEN)


@pytest.mark.parametrize("form", [v1, v4])
def test_a_field_needs_no_condition_but_a_condition_its_field(form: Any) -> None:  # noqa: ANN401 - v1 or v4
    assert check(form([], FIELDS)).length_range is None
    assert refusal(lambda: check(form([["starts-with", "$x-oss-meta-a", ""]], FIELDS))) is Reason.POLICY_VIOLATED


@pytest.mark.parametrize("at", range(len(SCOPE)), ids=lambda at: SCOPE[at][0])
def test_a_v4_policy_limits_the_signature(at: int) -> None:
    fields = v4([], FIELDS, [*SCOPE[:at], *SCOPE[at + 1 :]])
    assert refusal(lambda: check(fields)) is Reason.POLICY_VIOLATED


def test_v1_takes_the_shorter_token() -> None:
    assert check([*v1([], FIELDS), ("security-token", TOKEN)], token=TOKEN)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("x-oss-signature-version", "OSS2", Reason.UNSUPPORTED_SCHEME),
        ("x-oss-credential", AK, Reason.MALFORMED),
        ("x-oss-credential", f"{AK}/20240103/cn-hangzhou/oss/aliyun_v4_request", Reason.MALFORMED),
        ("x-oss-credential", f"unknown{SCOPE[1][1][len(AK) :]}", Reason.UNKNOWN_ACCESS_KEY),
        ("x-oss-date", "20240102Today", Reason.BAD_DATE),
        ("policy", "", Reason.MALFORMED),
    ],
)
def test_v4_refusals(name: str, value: str, reason: Reason) -> None:
    fields = [(key, value if key == name else old) for key, old in v4([], FIELDS)]
    assert refusal(lambda: check(fields)) is reason


def test_nobody_signed() -> None:
    assert isinstance(authenticate_form(FIELDS, "examplebucket", {}, lambda: NOW, [OSS_V1, OSS_V4]), Anonymous)

"""Upload forms: every condition of the policy holds, and every field has a condition."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.hmac_sha1 import sign
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.auth.schemes import AWS_V2, AWS_V4, OBS, authenticate_form
from conformance.tests.verifying import AK, CREDENTIALS, SK, refusal

NOW = datetime(2018, 6, 6, 9, 8, 21, tzinfo=UTC)
Fields = list[tuple[str, str]]


def check_form(fields: Fields, now: Callable[[], datetime] = lambda: NOW) -> Verified:
    result = authenticate_form(fields, "examplebucket", CREDENTIALS, now, (OBS, AWS_V2, AWS_V4))
    assert isinstance(result, Verified)
    return result


def form(conditions: list[Any], fields: Fields, expiration: str = "2018-06-06T10:08:21.000Z") -> Fields:
    document = {"expiration": expiration, "conditions": [{"bucket": "examplebucket"}, *conditions]}
    policy = base64.b64encode(json.dumps(document).encode()).decode()
    return [*fields, ("AccessKeyId", AK), ("policy", policy), ("signature", sign(SK, policy))]


def test_form_conditions() -> None:
    conditions = [["starts-with", "$key", "user/"], ["eq", "$X-Obs-Acl", "private"], ["content-length-range", 1, 10]]
    fields = form(conditions, [("key", "user/a"), ("x-obs-acl", "private"), ("x-ignore-me", "1")])
    result = check_form(fields)
    assert result.length_range == (1, 10)
    assert set(result.signed) == {"bucket", "key", "x-obs-acl"}


def test_form_token_item_stands_for_three() -> None:
    *fields, access_key, policy, signature = form([{"key": "a"}], [("key", "a")])
    check_form([*fields, ("token", f"{access_key[1]}:{signature[1]}:{policy[1]}")])
    assert refusal(lambda: check_form([*fields, ("token", f"{access_key[1]}:{policy[1]}")])) is Reason.MALFORMED


@pytest.mark.parametrize(
    ("conditions", "fields", "reason"),
    [
        ([["starts-with", "$key", "user/"]], [("key", "other/a")], Reason.POLICY_VIOLATED),
        ([{"key": "a"}], [("key", "b")], Reason.POLICY_VIOLATED),
        ([{"key": "a"}], [("key", "a"), ("key", "b")], Reason.POLICY_VIOLATED),
        ([{"key": "a"}, {"x-obs-acl": "private"}], [("key", "a")], Reason.POLICY_VIOLATED),
        ([{"key": "a"}], [("key", "a"), ("x-obs-acl", "private")], Reason.POLICY_VIOLATED),
        ([{"key": "a"}, {"bucket": "other"}], [("key", "a"), ("bucket", "other")], Reason.POLICY_VIOLATED),
        ([["like", "$key", "a"]], [("key", "a")], Reason.POLICY_MALFORMED),
        (["key"], [("key", "a")], Reason.POLICY_MALFORMED),
        ([["content-length-range", "one", "ten"]], [("key", "a")], Reason.POLICY_MALFORMED),
    ],
)
def test_form_refusals(conditions: list[Any], fields: Fields, reason: Reason) -> None:
    assert refusal(lambda: check_form(form(conditions, fields))) is reason


def test_form_expires() -> None:
    fields = form([{"key": "a"}], [("key", "a")])
    assert refusal(lambda: check_form(fields, lambda: NOW + timedelta(hours=2))) is Reason.POLICY_EXPIRED
    assert refusal(lambda: check_form(form([{"key": "a"}], [("key", "a")], "tomorrow"))) is Reason.POLICY_MALFORMED


@pytest.mark.parametrize(("name", "scheme"), [("AccessKeyId", "obs"), ("AWSAccessKeyId", "aws-v2")])
def test_form_of_either_dialect(name: str, scheme: str) -> None:
    fields = [(name if key == "AccessKeyId" else key, value) for key, value in form([{"key": "a"}], [("key", "a")])]
    assert check_form(fields).scheme == scheme


def test_unsigned_form() -> None:
    fields = [("key", "a")]
    assert isinstance(authenticate_form(fields, "b", {}, lambda: NOW, (OBS, AWS_V4)), Anonymous)
    fields = [("key", "a"), ("signature", "x")]
    reason = refusal(lambda: authenticate_form(fields, "b", {}, lambda: NOW, (OBS, AWS_V4)))
    assert reason is Reason.UNSUPPORTED_SCHEME

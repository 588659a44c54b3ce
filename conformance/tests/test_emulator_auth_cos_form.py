"""COS's upload forms: the printed example, and what its policy lets through."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conformance.emulator.auth.cos_form import string_to_sign
from conformance.emulator.auth.cos_key import sign, sign_key
from conformance.emulator.auth.errors import Reason
from conformance.emulator.auth.principal import Principal
from conformance.emulator.auth.result import Verified
from conformance.emulator.auth.schemes import COS, authenticate_form
from conformance.tests.test_emulator_auth import changed
from conformance.tests.verifying import TOKEN, refusal

VECTORS = Path(__file__).parent / "data" / "cos-vectors.json"
POST: dict[str, str] = json.loads(VECTORS.read_text(encoding="utf-8"))["post_policy"]
AK, SK, TIME = POST["secret_id"], POST["secret_key"], POST["key_time"]
START, END = (int(part) for part in TIME.split(";"))
BUCKET = "examplebucket-1250000000"

Fields = list[tuple[str, str]]
PRINTED: Fields = [
    ("key", "folder/subfolder/picture.png"),
    ("acl", "default"),
    ("Content-Type", "image/png"),
    ("success_action_redirect", "https://my.website/done"),
    ("x-cos-server-side-encryption", "AES256"),
    ("policy", POST["policy"]),
    ("q-sign-algorithm", "sha1"),
    ("q-ak", AK),
    ("q-key-time", TIME),
    ("q-signature", POST["signature"]),
]


def check(fields: Fields, *, bucket: str = BUCKET, token: str | None = None, at: int = START + 60) -> Verified:
    owner = Principal(name="owner", access_key=AK, secret_key=SK, token=token)
    result = authenticate_form(fields, bucket, {AK: owner}, lambda: datetime.fromtimestamp(at, UTC), [COS])
    assert isinstance(result, Verified)
    return result


LIMITS = ({"q-sign-algorithm": "sha1"}, {"q-ak": AK}, {"q-sign-time": TIME})


def form(conditions: list[Any], fields: Fields, limits: Sequence[dict[str, str]] = LIMITS) -> Fields:
    document = {"expiration": "2019-08-30T09:38:12.414Z", "conditions": [*conditions, *limits]}
    text = json.dumps(document).encode()
    signature = sign(sign_key(SK, TIME), hashlib.sha1(text).hexdigest())
    policy = base64.b64encode(text).decode()
    mine = [("policy", policy), ("q-sign-algorithm", "sha1"), ("q-ak", AK), ("q-key-time", TIME)]
    return [*fields, *mine, ("q-signature", signature)]


def test_the_printed_example() -> None:
    assert sign_key(SK, TIME) == POST["sign_key"]
    assert string_to_sign(POST["policy"]) == POST["string_to_sign"]
    result = check(PRINTED)
    assert (result.how, result.scheme) == ("form", "cos")
    assert {"x-cos-server-side-encryption", "key", "q-sign-time"} <= set(result.signed)


@pytest.mark.parametrize("at", range(len(PRINTED)), ids=lambda at: PRINTED[at][0])
def test_the_printed_example_changed(at: int) -> None:
    name, value = PRINTED[at]
    free = {"key", "Content-Type", "success_action_redirect"}  # the policy names only how these begin
    other = f"x{value}" if name in free else changed(value)
    assert refusal(partial(check, [*PRINTED[:at], (name, other), *PRINTED[at + 1 :]]))
    assert refusal(partial(check, [*PRINTED[:at], *PRINTED[at + 1 :]]))


def test_the_bucket_is_the_addressed_one() -> None:
    assert refusal(lambda: check(PRINTED, bucket="other-1250000000")) is Reason.POLICY_VIOLATED


@pytest.mark.parametrize(("at", "reason"), [(START - 901, Reason.SKEWED), (END, None), (END + 1, Reason.EXPIRED)])
def test_the_time_is_a_window(at: int, reason: Reason | None) -> None:
    assert refusal(lambda: check(PRINTED, at=at)) is reason


def test_a_field_needs_no_condition() -> None:
    fields = form([["content-length-range", 1, 10]], [("key", "a"), ("x-cos-server-side-encryption", "AES256")])
    assert check(fields).length_range == (1, 10)


@pytest.mark.parametrize(
    ("conditions", "fields"),
    [
        ([["starts-with", "$key", ""], ["starts-with", "$x-cos-meta-a", ""]], [("key", "a")]),
        ([{"x-cos-server-side-encryption": "AES256"}], [("x-cos-server-side-encryption", "cos/kms")]),
        ([{"x-cos-server-side-encryption": ""}], [("key", "a")]),
        ([{"acl": "default"}], [("acl", "default"), ("acl", "public-read")]),
    ],
)
def test_a_condition_needs_its_field(conditions: list[Any], fields: Fields) -> None:
    assert refusal(lambda: check(form(conditions, fields))) is Reason.POLICY_VIOLATED


@pytest.mark.parametrize("at", range(len(LIMITS)), ids=lambda at: next(iter(LIMITS[at])))
def test_a_policy_limits_the_signature(at: int) -> None:
    fields = form([], [("key", "a")], [*LIMITS[:at], *LIMITS[at + 1 :]])
    assert refusal(lambda: check(fields)) is Reason.POLICY_VIOLATED


def test_a_temporary_key_shows_its_token() -> None:
    assert refusal(lambda: check(PRINTED, token=TOKEN)) is Reason.BAD_TOKEN
    assert check([*PRINTED, ("x-cos-security-token", TOKEN)], token=TOKEN)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("q-sign-algorithm", "sha256", Reason.UNSUPPORTED_SCHEME),
        ("q-ak", "unknown", Reason.UNKNOWN_ACCESS_KEY),
        ("q-key-time", "soon", Reason.MALFORMED),
        ("q-signature", "", Reason.MALFORMED),
        ("policy", "{}", Reason.POLICY_MALFORMED),
    ],
)
def test_form_refusals(name: str, value: str, reason: Reason) -> None:
    fields = [(key, value if key == name else old) for key, old in PRINTED]
    assert refusal(lambda: check(fields)) is reason

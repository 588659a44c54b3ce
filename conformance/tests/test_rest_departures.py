"""Departures from a well-formed request, in headers and in forms, seen from the store's side of the wire."""

import base64
import json
from typing import Any

import pytest

from conformance.model.operation import Encryption, Tweaks
from conformance.model.words import Dialect as Name
from conformance.model.words import Role
from conformance.tests.remembering import CUSTOMER, KEY_TEXT, MAIN, MANAGED, OTHER, SSE_C, TEMPORARY, Seen, store
from conformance.wire.credentials import Credentials
from conformance.wire.errors import NotExpressibleError
from conformance.wire.signers.obs import sign


def put(tweaks: Tweaks, encryption: Encryption | None = CUSTOMER, auth: str = "header") -> Seen:
    with store() as here:
        return here.ask("put-object", body=b"x", encryption=encryption, tweaks=tweaks, auth=auth)


def test_override_changes_a_value_before_signing() -> None:
    seen = put(Tweaks(override={Role.CUSTOMER_ALGORITHM: "AES128"}))
    assert seen.all(f"{SSE_C}-algorithm") == ["AES128"]
    assert f"{SSE_C}-algorithm" in seen.covered()


def test_override_adds_a_role_that_is_not_there() -> None:
    with store() as here:
        seen = here.ask("get-object", tweaks=Tweaks(override={Role.SSE: "aws:kms"}))
    assert seen.header("x-amz-server-side-encryption") == "aws:kms"
    assert "x-amz-server-side-encryption" in seen.covered()


def test_drop_leaves_a_header_out() -> None:
    seen = put(Tweaks(drop=frozenset({Role.CUSTOMER_KEY, Role.CUSTOMER_KEY_MD5})))
    assert [name for name, _ in seen.headers if name.startswith(SSE_C)] == [f"{SSE_C}-algorithm"]


def test_misname_puts_a_suffix_behind_the_name() -> None:
    seen = put(Tweaks(misname={Role.CUSTOMER_KEY: "x"}))
    assert seen.header(f"{SSE_C}-key") is None
    assert seen.header(f"{SSE_C}-keyx") == KEY_TEXT
    assert f"{SSE_C}-keyx" in seen.covered()


def test_repeat_sends_a_header_twice() -> None:
    seen = put(Tweaks(repeat=frozenset({Role.CUSTOMER_KEY})))
    assert seen.all(f"{SSE_C}-key") == [KEY_TEXT, KEY_TEXT]


def test_unsigned_headers_are_sent_and_not_covered() -> None:
    seen = put(Tweaks(unsigned=frozenset({Role.CUSTOMER_KEY})))
    assert seen.header(f"{SSE_C}-key") == KEY_TEXT
    assert f"{SSE_C}-key" not in seen.covered()
    assert f"{SSE_C}-algorithm" in seen.covered()
    url = put(Tweaks(unsigned=frozenset({Role.CUSTOMER_KEY})), auth="signed-url")
    assert "customer-algorithm" in url.target
    assert "customer-key%3B" not in url.target
    assert url.header(f"{SSE_C}-key") == KEY_TEXT


def test_a_header_may_stand_in_the_query_of_a_signed_url() -> None:
    seen = put(Tweaks(in_query=frozenset({Role.SSE})), MANAGED, auth="signed-url")
    assert "x-amz-server-side-encryption=AES256" in seen.target
    assert seen.header("x-amz-server-side-encryption") is None
    with pytest.raises(NotExpressibleError, match="no sse to take away"):
        put(Tweaks(in_query=frozenset({Role.SSE})), auth="signed-url")


def test_tampering_leaves_the_signature_as_it_was() -> None:
    right = put(Tweaks())
    changed = put(Tweaks(tamper_set={Role.CUSTOMER_KEY: "other"}))
    dropped = put(Tweaks(tamper_drop=frozenset({Role.CUSTOMER_KEY_MD5})))
    added = put(Tweaks(tamper_set={Role.SSE: "AES256"}))
    assert changed.all(f"{SSE_C}-key") == ["other"]
    assert dropped.header(f"{SSE_C}-key-MD5") is None
    assert added.header("x-amz-server-side-encryption") == "AES256"
    for seen in (changed, dropped, added):
        assert seen.header("Authorization") == right.header("Authorization")


def test_a_body_exchanged_after_signing_keeps_length_and_signature() -> None:
    right, exchanged = put(Tweaks()), put(Tweaks(tamper_body=True))
    assert exchanged.header("Authorization") == right.header("Authorization")
    assert exchanged.header("Content-Length") == right.header("Content-Length")
    assert exchanged.body != right.body


@pytest.mark.parametrize(
    "tweaks",
    [
        Tweaks(drop=frozenset({Role.SSE})),
        Tweaks(repeat=frozenset({Role.SSE})),
        Tweaks(misname={Role.SSE: "x"}),
        Tweaks(tamper_drop=frozenset({Role.SSE})),
        Tweaks(unsigned=frozenset({Role.SSE})),
        Tweaks(override={Role.DATA_ENCRYPTION: "SM4"}),
    ],
)
def test_a_departure_that_would_change_nothing_is_said(tweaks: Tweaks) -> None:
    with pytest.raises(NotExpressibleError):
        put(tweaks)


def test_reads_and_other_calls_send_no_encryption_header_of_their_own() -> None:
    with store() as here:
        for do in ("get-object", "head-object", "delete-object", "list-parts"):
            seen = here.ask(do, encryption=MANAGED, upload_id="u")
            assert not [name for name, _ in seen.headers if "encryption" in name]


# Forms


def form(
    dialect: Name = Name.S3,
    auth: str = "header",
    credentials: Credentials = MAIN,
    **tweaks: Any,  # noqa: ANN401 - any departure
) -> dict[str, str]:
    with store(dialect, credentials=credentials) as here:
        seen = here.ask("post-object", body=b"file", encryption=CUSTOMER, auth=auth, tweaks=Tweaks(**tweaks))
    assert seen.line == "POST / HTTP/1.1"
    assert not [name for name, _ in seen.headers if "encryption" in name or name == "Authorization"]
    return seen.form()


def covered(fields: dict[str, str]) -> dict[str, str]:
    conditions = json.loads(base64.b64decode(fields["policy"]))["conditions"]
    return {name: value for condition in conditions for name, value in condition.items()}


@pytest.mark.parametrize(("dialect", "prefix"), [(Name.S3, "x-amz"), (Name.OBS, "x-obs")])
def test_a_form_is_covered_by_its_policy(dialect: Name, prefix: str) -> None:
    fields = form(dialect)
    name = f"{prefix}-server-side-encryption-customer-key"
    assert next(iter(fields)) == "key"
    assert list(fields)[-1] == "file"
    assert (fields["key"], fields["file"], fields[name]) == ("k", "file", KEY_TEXT)
    assert covered(fields) | {"bucket": "b", "key": "k", name: KEY_TEXT} == covered(fields)


def test_an_obs_form_is_signed() -> None:
    fields = form(Name.OBS)
    assert fields["AccessKeyId"] == MAIN.access_key
    assert fields["signature"] == sign(fields["policy"], MAIN.secret_key)
    assert form(Name.OBS, auth="bad-signature")["signature"] != fields["signature"]
    assert form(Name.OBS, auth="other-principal")["AccessKeyId"] == OTHER.access_key
    temporary = form(Name.OBS, credentials=TEMPORARY)
    assert covered(temporary)["x-obs-security-token"] == temporary["x-obs-security-token"] == TEMPORARY.token


def test_an_anonymous_form_has_no_policy() -> None:
    assert set(form(auth="anonymous")) == {"key", f"{SSE_C}-algorithm", f"{SSE_C}-key", f"{SSE_C}-key-MD5", "file"}


def test_a_form_cannot_be_signed_by_url() -> None:
    with pytest.raises(NotExpressibleError, match="signed-url"):
        form(auth="signed-url")


def test_form_fields_may_be_lower_case_outside_the_policy_and_tampered_with() -> None:
    lower = form(lower_case_fields=True)
    assert f"{SSE_C}-key-md5" in lower
    assert f"{SSE_C}-key-md5" in covered(lower)
    outside = form(outside_policy=frozenset({Role.CUSTOMER_KEY}))
    assert f"{SSE_C}-key" in outside
    assert f"{SSE_C}-key" not in covered(outside)
    tampered = form(tamper_set={Role.CUSTOMER_KEY: "other"})
    assert (tampered[f"{SSE_C}-key"], covered(tampered)[f"{SSE_C}-key"]) == ("other", KEY_TEXT)
    exchanged = form(tamper_body=True)
    assert exchanged["policy"] == form()["policy"]
    assert exchanged["file"] != form()["file"]

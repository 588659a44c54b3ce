"""Successes on hand-made answers: each fact that is stated, with its level, ground and words."""

import pytest

from conformance.engine.checks.accepted import accepted, echoed, names_key
from conformance.model.expect import Expect
from conformance.model.spec import Fact as Promise
from conformance.model.steps import GetBucketEncryption, GetObject, HeadObject, PutObject
from conformance.model.target import KmsKey
from conformance.model.words import Mode, Role
from conformance.reference.vectors import CUSTOMER_KEY_MD5
from conformance.tests.looks import KMS_KEYS, UNSAID, Bench, answer, sse, stated

MD5, SSE, KMS_ID, CONTEXT = Role.CUSTOMER_KEY_MD5, Role.SSE, Role.KMS_KEY_ID, Role.CONTEXT
ALGORITHM = Role.CUSTOMER_ALGORITHM
MINE = sse(Mode.CUSTOMER, key="mine")
PUT = PutObject(name="up", sse=MINE)
COUNTING = CUSTOMER_KEY_MD5["counting"]
SAYS_ALL = {MD5: COUNTING, ALGORITHM: "AES256"}


def lines_of_success(step: PutObject | GetObject | HeadObject, name: str, **reply: object) -> list[str]:
    look = Bench().look(step, answer(**reply))  # type: ignore[arg-type]
    accepted(look, name)
    return stated(look)


def test_a_success_shows_its_status_its_echoes_and_nothing_that_it_withholds() -> None:
    assert lines_of_success(PUT, "customer", roles=SAYS_ALL) == [
        "status met must (M1): 200 | 200",
        f"header:customer-key-md5 met must (M1): {COUNTING} | {COUNTING}",
        "header:customer-algorithm met must (M1): AES256 | AES256",
        "absent:sse met must (M1): absent | absent",
    ]


def test_what_is_wrong_with_a_success_is_told_apart() -> None:
    assert lines_of_success(PUT, "customer", status=201, roles={MD5: "other", SSE: "AES256"}) == [
        "status unmet must (M1): 200 | 201",
        f"header:customer-key-md5 unmet must (M1): {COUNTING} | other",
        "header:customer-algorithm unmet must (M1): AES256 | absent",
        "absent:sse unmet must (M1): absent | AES256",
    ]


def test_what_a_store_says_neither_floods_nor_commands_a_terminal() -> None:
    said = lines_of_success(PUT, "customer", roles={MD5: "\x1b[2J" + "x" * 60_000, ALGORITHM: "AES256"})
    observed = said[1].partition(" | ")[2]
    assert observed.startswith("\N{REPLACEMENT CHARACTER}[2Jxxx")
    assert len(observed) == 1000


def test_what_a_case_expects_does_not_flood_a_terminal_either() -> None:
    look = Bench().look(PUT, answer())
    look.broken("leak", "x" * 60_000, "y")
    assert len(look.facts[0].expected) == 1000


def test_of_a_refusal_instead_of_a_success_only_the_status_is_judged() -> None:
    assert lines_of_success(PUT, "customer", status=403, code="Denied") == [
        "status unmet must (M1): 200 | 403 Denied",
    ]
    early = lines_of_success(PUT, "customer", status=200, code="InternalError", roles=SAYS_ALL)
    assert early == ["status unmet must (M1): 200 | 200 InternalError"]


def test_an_acceptance_without_statement_is_only_observed_and_says_why() -> None:
    assert lines_of_success(PUT, "nobody-says") == ["status met silent (row 7): 200 | 200"]


def test_an_acceptance_that_the_spec_has_not_for_the_operation_is_still_a_success_or_none() -> None:
    read = GetObject(name="read")
    assert lines_of_success(read, "nobody-says") == [f"accepted met silent ({UNSAID}): success | 200"]
    assert lines_of_success(read, "nobody-says", status=404) == [f"accepted unmet silent ({UNSAID}): success | 404"]


def test_without_a_customer_key_no_md5_is_right() -> None:
    found = lines_of_success(PutObject(name="up"), "customer", roles=SAYS_ALL)
    assert found[1] == f"header:customer-key-md5 unmet must (M1): the MD5 of the customer key | {COUNTING}"


@pytest.mark.parametrize(
    ("step", "reply", "status"),
    [
        (GetObject(name="read"), {}, "200"),
        (GetObject(name="read", range="0-15"), {}, "206"),
        (GetObject(name="read", part="1"), {}, "206"),
        (GetObject(name="read"), {"ranged": True}, "206"),
        (HeadObject(name="head", range="0-15"), {}, "200"),  # the spec of a HEAD knows no other status
        (GetObject(name="read", range="0-15"), {"verb": "head-object"}, "200"),  # what an SDK made of it
    ],
)
def test_a_ranged_read_has_a_status_of_its_own(
    step: GetObject | HeadObject, reply: dict[str, object], status: str
) -> None:
    other = {"200": 206, "206": 200}[status]
    met = lines_of_success(step, "customer", status=int(status), roles=SAYS_ALL, **reply)
    assert met[0] == f"status met must (M1): {status} | {status}"
    unmet = lines_of_success(step, "customer", status=other, roles=SAYS_ALL, **reply)
    assert unmet[0] == f"status unmet must (M1): {status} | {other}"


def test_a_dialect_without_a_ranged_status_answers_a_range_like_the_whole() -> None:
    look = Bench().look(GetObject(name="read", range="0-15"), answer(200, SAYS_ALL))
    del look.spec.statuses["get-object-range"]
    try:
        accepted(look, "customer")
    finally:
        look.spec.statuses["get-object-range"] = 206
    assert stated(look)[0] == "status met must (M1): 200 | 200"


KMS_SAYS = {SSE: "any", KMS_ID: "0a1b", CONTEXT: COUNTING}


@pytest.mark.parametrize(
    ("step", "seen", "line"),
    [
        (PutObject(name="up", sse=sse(Mode.KMS)), "0a1b", "met documented (D1): the id of a KMS key | 0a1b"),
        (PutObject(name="up", sse=sse(Mode.KMS)), None, "unmet documented (D1): the id of a KMS key | absent"),
        (PutObject(name="up"), "x", "met documented (D1): the id of a KMS key | x"),
        (
            PutObject(name="up", expect=Expect(kms_key="any"), sse=sse(Mode.KMS, kms_key="main")),
            "x",
            "met documented (D1): the id of a KMS key | x",
        ),
        (
            PutObject(name="up", sse=sse(Mode.KMS, kms_key="main")),
            "0a1b",
            "met documented (D1): the id of the KMS key region:domain:key/0a1b | 0a1b",
        ),
        (
            PutObject(name="up", sse=sse(Mode.KMS, kms_key="main"), expect=Expect(kms_key="other")),
            "0a1b",
            "unmet documented (D1): the id of the KMS key 2c3d | 0a1b",
        ),
    ],
)
def test_an_echoed_kms_key_is_the_one_that_was_asked_for(step: PutObject, seen: str | None, line: str) -> None:
    roles = {**KMS_SAYS, KMS_ID: seen} if seen else {SSE: "any", CONTEXT: COUNTING}
    found = lines_of_success(step, "kms", roles=roles)
    assert found[1:] == [
        "header:sse met documented (D1): present | any",
        f"header:kms-key-id {line}",
        f"header:context met documented (D1): {COUNTING} | {COUNTING}",
    ]


def test_what_must_be_there_with_any_value_must_not_be_empty() -> None:
    found = lines_of_success(PUT, "kms", roles={SSE: "", KMS_ID: "", CONTEXT: "x"})
    assert found[1:] == [
        "header:sse unmet documented (D1): present | absent",
        "header:kms-key-id unmet documented (D1): the id of a KMS key | absent",
        f"header:context unmet documented (D1): {COUNTING} | x",
    ]


def test_a_step_that_asks_for_no_encryption_may_be_answered_with_any_key() -> None:
    look = Bench().look(GetBucketEncryption(name="get"), answer(200, {KMS_ID: "x"}))
    echoed(look, KMS_ID, "$kms-key", Promise(cites=["D1"]))
    assert stated(look) == ["header:kms-key-id met documented (D1): the id of a KMS key | x"]


@pytest.mark.parametrize(
    ("observed", "named"),
    [
        ("0a1b", True),
        ("region:domain:key/0a1b", True),
        ("arn:aws:kms:region:account:key/0a1b", True),
        ("key:0a1b", False),
        ("0a1b/", False),
        ("2c3d", False),
        ("", False),
        (None, False),
    ],
)
def test_a_key_is_named_by_its_id_or_a_long_form_that_ends_in_it(observed: str | None, *, named: bool) -> None:
    assert names_key(observed, KMS_KEYS["main"]) is named


def test_a_key_without_long_form_is_not_named_by_nothing() -> None:
    assert not names_key("", KmsKey(id="0a1b"))

"""Successes and refusals on hand-made answers: each fact that is stated, with its level, ground and words."""

from dataclasses import replace

import pytest

from conformance.engine.checks.accepted import accepted, echoed, names_key
from conformance.engine.checks.refused import is_client_refusal, is_refusal, recorded, refused
from conformance.model.expect import Expect
from conformance.model.spec import Fact as Promise
from conformance.model.steps import CopyObject, GetBucketEncryption, GetObject, HeadObject, PutObject
from conformance.model.target import KmsKey
from conformance.model.values import Source
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


def lines_of_refusal(name: str, *, head: bool = False, **reply: object) -> list[str]:
    step = HeadObject(name="head") if head else GetObject(name="read")
    look = Bench().look(step, answer(**reply))  # type: ignore[arg-type]
    refused(look, name)
    return stated(look)


@pytest.mark.parametrize(
    ("reply", "lines"),
    [
        (
            {"status": 403, "code": "Wrong"},
            [
                "refused met must (M1): a clean 4xx | 403 Wrong",
                "status met must (M1): 403 or 404 | 403",
                "code met must (M1): Denied or Wrong | Wrong",
            ],
        ),
        (
            {"status": 403},
            [
                "refused met must (M1): a clean 4xx | 403",
                "status met must (M1): 403 or 404 | 403",
                "code unmet must (M1): Denied or Wrong | no code",
            ],
        ),
        (
            {"status": 404, "code": "Any"},
            [
                "refused met must (M1): a clean 4xx | 404 Any",
                "status met must (M1): 403 or 404 | 404",
                "code met must (M1): Denied or Wrong | Any",
            ],
        ),
        (
            {"status": 409, "code": "Any"},
            [
                "refused met must (M1): a clean 4xx | 409 Any",
                "status alternative must (M1): 403 or 404 | 409",
                "code alternative must (M1): Denied or Wrong | Any",
            ],
        ),
        (
            {"status": 400, "code": "Denied"},
            [
                "refused met must (M1): a clean 4xx | 400 Denied",
                "status unmet must (M1): 403 or 404 | 400",
                "code unmet must (M1): Denied or Wrong | Denied",
            ],
        ),
        ({"status": 500, "code": "Denied"}, ["refused unmet must (M1): a clean 4xx | 500 Denied"]),
        ({"status": 200}, ["refused unmet must (M1): a clean 4xx | 200"]),
        ({"status": 399, "code": "Denied"}, ["refused unmet must (M1): a clean 4xx | 399 Denied"]),
    ],
)
def test_a_refusal_is_clean_and_documented(reply: dict[str, object], lines: list[str]) -> None:
    assert lines_of_refusal("plain", **reply) == lines  # type: ignore[arg-type]


def test_each_status_and_code_is_named_once_and_in_order() -> None:
    assert lines_of_refusal("two", status=400, code="C")[1:] == [
        "status met must (M1): 400 | 400",
        "code met must (M1): A or B or C | C",
    ]


def test_a_refusal_that_names_the_operation_goes_before_a_general_one_and_a_head_has_no_code() -> None:
    assert lines_of_refusal("plain", head=True, status=400) == [
        "refused met documented (D1): a clean 4xx | 400",
        "status met documented (D1): 400 | 400",
    ]


def test_without_a_documented_code_none_is_judged() -> None:
    assert lines_of_refusal("bare", status=400, code="Any") == [
        "refused met documented (D1): a clean 4xx | 400 Any",
        "status met documented (D1): 400 | 400",
    ]


def test_a_success_that_a_document_enumerates_is_an_alternative_refusal() -> None:
    assert lines_of_refusal("late", status=200) == ["refused alternative must (M1): a clean 4xx | 200"]
    assert lines_of_refusal("late", status=201) == ["refused unmet must (M1): a clean 4xx | 201"]


def test_an_alternative_answer_may_have_codes_as_well() -> None:
    assert lines_of_refusal("elsewhere", status=403, code="B")[1:] == [
        "status alternative must (M1): 400 | 403",
        "code alternative must (M1): A | B",
    ]
    assert lines_of_refusal("elsewhere", status=403, code="C")[1:] == [
        "status alternative must (M1): 400 | 403",
        "code unmet must (M1): A | C",
    ]


def test_where_no_document_names_the_answer_any_4xx_is_right_and_recorded() -> None:
    assert lines_of_refusal("unnamed", status=418, code="Teapot") == [
        "refused met should (S1): a clean 4xx | 418 Teapot",
        "answer met silent (row 8): open | 418 Teapot",
    ]
    assert lines_of_refusal("unnamed", status=200) == ["refused unmet should (S1): a clean 4xx | 200"]


@pytest.mark.parametrize("name", ["allowed", "of-no-spec"])
def test_a_refusal_that_nobody_promises_is_due_by_law(name: str) -> None:
    law = "a law of every store, whatever its documents say"
    assert lines_of_refusal(name, status=200) == [
        f"refused unmet must ({law}): a clean 4xx, as no store may do this | 200"
    ]


def test_the_wrong_key_for_a_copy_may_be_refused_behind_a_200() -> None:
    copy = CopyObject(name="copy", source=Source(object="doc"))
    late = answer(200, code="Wrong")
    for reply, clean in [
        (late, True),
        (answer(299, code="Wrong"), True),
        (answer(300, code="Wrong"), False),
        (answer(199, code="Wrong"), False),
        (answer(200), False),
        (answer(400), True),
        (answer(499), True),
        (answer(500, code="Wrong"), False),
    ]:
        assert is_refusal(Bench().look(copy, reply)) is clean, reply
    assert not is_refusal(Bench().look(PUT, late))
    for verb in ("copy-object", "copy-part", "complete-multipart"):
        assert is_refusal(Bench().look(PUT, replace(late, verb=verb)))


def test_what_the_documents_leave_open_is_recorded_but_no_error_of_the_store() -> None:
    def lines(name: str, **reply: object) -> list[str]:
        look = Bench().look(PUT, answer(**reply))  # type: ignore[arg-type]
        recorded(look, name)
        return stated(look)

    law = "a law of every store, whatever its documents say"
    assert lines("allowed", status=200) == ["recorded met silent (row 9): open | 200"]
    assert lines("allowed", status=400, code="No") == ["recorded met silent (row 9): open | 400 No"]
    assert lines("allowed", status=501) == ["recorded met silent (row 9): open | 501"]
    assert lines("of-no-spec", status=400) == ["recorded met silent (): open | 400"]
    assert lines("allowed", status=0, raised="an error") == ["recorded met silent (row 9): open | an error"]
    for status in (500, 502, 599):
        assert lines("allowed", status=status) == [f"recorded unmet must ({law}): a clean answer | {status}"]
    assert lines("allowed", status=600) == ["recorded met silent (row 9): open | 600"]


CLIENT = sse(Mode.CLIENT)
CLIENT_READ = GetObject(name="read", sse=CLIENT, expect=Expect(refused="plain"))
RAISED = answer(200, raised="the tag does not fit")


def test_an_encrypting_client_refuses_by_an_exception() -> None:
    for step, reply, is_one in [
        (CLIENT_READ, RAISED, True),
        (GetObject(name="read", sse=CLIENT, expect=Expect(recorded="plain")), RAISED, True),
        (GetObject(name="read", sse=CLIENT), RAISED, False),  # nothing is to be refused
        (CLIENT_READ, answer(403), False),  # the store did
        (GetObject(name="read", sse=MINE, expect=Expect(refused="plain")), RAISED, False),
        (GetObject(name="read", expect=Expect(refused="plain")), RAISED, False),
    ]:
        assert is_client_refusal(step, reply) is is_one, (step, reply)


def test_the_error_of_an_encrypting_client_is_the_refusal() -> None:
    look = Bench().look(CLIENT_READ, RAISED)
    refused(look, "plain")
    assert stated(look) == ["refused met must (M1): an error and no plaintext | the tag does not fit"]


def test_set_up_and_control_are_not_the_point() -> None:
    set_up, control = PutObject(name="up", setup=True), PutObject(name="up", control=True)
    for step, point in [(PutObject(name="up"), True), (set_up, False), (control, False)]:
        look = Bench().look(step, answer())
        accepted(look, "nobody-says")
        assert [(fact.step, fact.point) for fact in look.facts] == [("up", point)]

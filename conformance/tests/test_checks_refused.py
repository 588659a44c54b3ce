"""Refusals on hand-made answers: each fact that is stated, with its level, ground and words."""

from dataclasses import replace

import pytest

from conformance.engine.checks.accepted import accepted
from conformance.engine.checks.refused import is_client_refusal, is_refusal, recorded, refused
from conformance.model.expect import Expect
from conformance.model.steps import CopyObject, GetObject, HeadObject, PutObject
from conformance.model.values import Source
from conformance.model.words import Mode
from conformance.tests.looks import Bench, answer, sse, stated

MINE = sse(Mode.CUSTOMER, key="mine")
PUT = PutObject(name="up", sse=MINE)


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

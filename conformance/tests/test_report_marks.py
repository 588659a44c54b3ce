"""What differs is marked: a request and its answer from the control's, an observed value from the expected one."""

import msgspec
import pytest

from conformance.model.result import Result, StepRecord
from conformance.report.marks import differing, marked
from conformance.tests.report_values import exchange, leaking


def with_headers(name: str, status: int, sent: dict[str, str], answered: dict[str, str]) -> StepRecord:
    one = exchange("GET", status, "x")
    assert one.response is not None
    request = msgspec.structs.replace(one.request, headers=list(sent.items()))
    response = msgspec.structs.replace(one.response, headers=list(answered.items()))
    done = msgspec.structs.replace(one, request=request, response=response)
    return StepRecord(name=name, do="get-object", outcome=str(status), exchanges=[done])


def item(*records: StepRecord) -> Result:
    return msgspec.structs.replace(leaking("a/b", "moto"), steps=list(records))


CONTROL = with_headers("control", 200, {"Key": "mine", "Date": "1", "X": "1"}, {"ETag": "e", "Date": "1"})
REFUSED = with_headers("refused", 403, {"key": "other", "Date": "2", "New": "n"}, {"ETag": "e", "Date": "2"})


def test_what_a_refused_request_differs_in_is_marked() -> None:
    (pair,) = marked(item(CONTROL, REFUSED), REFUSED, ["control"])
    assert [(each.name, each.mark) for each in pair.request] == [
        ("key", "changed"),
        ("Date", ""),
        ("New", "added"),
        ("X", "missing"),
    ]
    assert pair.control == "control"
    assert pair.other_status
    assert not any(each.mark for each in pair.response)


def test_without_a_control_nothing_is_marked() -> None:
    for result, step in (
        (item(CONTROL, REFUSED), CONTROL),
        (item(REFUSED), REFUSED),
        (item(REFUSED, CONTROL), REFUSED),
    ):
        (pair,) = marked(result, step, ["control"])
        assert not pair.differs
        assert not pair.control


@pytest.mark.parametrize(
    ("text", "other", "pieces"),
    [
        ("aws:kms:dsse", "aws:kms", ("aws:kms", ":dsse", "")),
        ("key/0001", "key/0002", ("key/000", "1", "")),
        ("InvalidRequest", "InvalidArgument", ("Invalid", "Reques", "t")),
        ("200", "a clean 4xx", ("200", "", "")),
        ("", "x", ("", "", "")),
        ("same", "same", ("same", "", "")),
    ],
)
def test_the_part_that_differs_is_cut_out(text: str, other: str, pieces: tuple[str, str, str]) -> None:
    assert differing(text, other) == pieces

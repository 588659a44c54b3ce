"""What changed between two runs, and whether it is worse."""

from pathlib import Path

import msgspec
import pytest

from conformance.cli import main
from conformance.model.result import Result
from conformance.model.words import Severity, Verdict
from conformance.report.compare import Change, compare, lines, markdown
from conformance.report.reader import Report
from conformance.tests.report_values import RUN, leaking, result
from conformance.tests.test_shards import write

V = Verdict


def report(*results: Result) -> Report:
    return Report(run=RUN, results=list(results), end=None)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (V.CONFORMS, V.VIOLATES, Change.BROKEN),
        (V.DEVIATES, V.STALE, Change.BROKEN),
        (V.CONFORMS, V.BLOCKED, Change.LOST),
        (V.VIOLATES, V.ERROR, Change.LOST),
        (V.VIOLATES, V.CONFORMS, Change.FIXED),
        (V.ERROR, V.CONFORMS, Change.FIXED),
        (V.DEVIATES, V.CONFORMS, Change.FIXED),
        (V.VIOLATES, V.DEVIATES, Change.CHANGED),
        (V.ERROR, V.BLOCKED, Change.CHANGED),
        (V.CONFORMS, V.LENIENT, Change.CHANGED),
        (V.LENIENT, V.CONFORMS, Change.CHANGED),
        (V.CONFORMS, None, Change.GONE),
        (None, V.CONFORMS, Change.NEW),
        (None, V.VIOLATES, Change.BROKEN),
        (None, V.ERROR, Change.LOST),
    ],
)
def test_a_change_has_a_kind(before: Verdict | None, after: Verdict | None, change: Change) -> None:
    old = [result("a/b", "moto", before)] if before else []
    new = [result("a/b", "moto", after)] if after else []
    compared = compare(report(*old), report(*new))
    assert [each.change for each in compared.changes] == [change]
    assert compared.worse is (change in {Change.BROKEN, Change.LOST})


def test_the_same_is_counted_and_not_listed() -> None:
    compared = compare(report(result("a/b", "moto")), report(result("a/b", "moto")))
    assert compared.changes == ()
    assert compared.same == 1
    assert not compared.worse


def test_one_more_violated_fact_is_news() -> None:
    leak = leaking("a/b", "moto")
    mild = msgspec.structs.replace(leak, severity=Severity.NORMAL, findings=leak.findings[1:])
    assert compare(report(mild), report(leak)).worse
    better = compare(report(leak), report(mild))
    assert [each.change for each in better.changes] == [Change.CHANGED]
    assert not better.worse


def test_a_subject_that_only_one_run_has_is_left_out() -> None:
    other = msgspec.structs.replace(RUN, subjects=RUN.subjects[:1])
    before = Report(run=other, results=[result("a/b", RUN.subjects[0].name)], end=None)
    after = report(result("a/b", RUN.subjects[0].name), result("a/b", "moto", V.VIOLATES))
    assert compare(before, after).changes == ()


def test_markdown_takes_nothing_of_a_store_for_its_own() -> None:
    bad = msgspec.structs.replace(result("a/b", "moto", V.VIOLATES), reason="saw <b>*x*</b>")
    text = markdown(compare(report(result("a/b", "moto")), report(bad)))
    assert "\\<b\\>\\*x\\*" in text
    assert "**Newly violated** (1)" in text


def test_a_terminal_obeys_nothing_of_a_store() -> None:
    bad = msgspec.structs.replace(result("a/b", "moto", V.VIOLATES), reason="saw \x1b[2J")
    assert not [line for line in lines(compare(report(result("a/b", "moto")), report(bad))) if "\x1b" in line]


def test_the_command_fails_where_something_is_worse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = write(tmp_path / "good.jsonl", result("a/b", "moto"))
    bad = write(tmp_path / "bad.jsonl", result("a/b", "moto", V.VIOLATES))
    assert main(["compare", str(good), str(bad)]) == 1
    assert "newly violated: moto: a/b: conforms -> violates" in capsys.readouterr().out
    assert main(["compare", str(bad), str(good)]) == 0
    assert next(lines(compare(report(), report()))) == "5f0c2a -> 5f0c2a: 0 as before"

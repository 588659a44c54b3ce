"""Two subjects side by side: where they differ, and that nothing else is compared."""

from pathlib import Path

import pytest

from conformance.cli import main
from conformance.model.problem import InputError
from conformance.model.result import Result
from conformance.model.words import Verdict
from conformance.report.contrast import contrast, lines, markdown
from conformance.report.reader import Report
from conformance.tests.report_values import RUN, result
from conformance.tests.test_shards import write

OURS, THEIRS, OTHER_DIALECT = "emulator-s3", "moto", "acme-gateway"


def report(*results: Result) -> Report:
    return Report(run=RUN, results=list(results), end=None)


def sized(case: str, subject: str, size: str, verdict: Verdict, reason: str = "") -> Result:
    return result(case, subject, verdict, variant={"size": size}, reason=reason)


RESULTS = (
    sized("a/same", OURS, "1", Verdict.CONFORMS),
    sized("a/same", THEIRS, "1", Verdict.CONFORMS),
    sized("a/differs", OURS, "1", Verdict.CONFORMS),
    sized("a/differs", OURS, "2", Verdict.CONFORMS),
    sized("a/differs", THEIRS, "1", Verdict.CONFORMS),
    sized("a/differs", THEIRS, "2", Verdict.VIOLATES, "the key was ignored"),
    sized("a/elsewhere", OURS, "1", Verdict.VIOLATES),
    sized("a/other-variant", OURS, "1", Verdict.VIOLATES),
    sized("a/other-variant", THEIRS, "2", Verdict.CONFORMS),
)


def test_only_what_both_were_tried_by_is_held_against_each_other() -> None:
    found = contrast(report(*RESULTS), OURS, report(*RESULTS), THEIRS)
    assert [each.case for each in found.differences] == ["a/differs"]
    assert found.alike == 1
    assert found.differences[0].reason == "the key was ignored"


def test_it_is_the_same_either_way_round() -> None:
    found = contrast(report(*RESULTS), THEIRS, report(*RESULTS), OURS)
    assert (found.differences[0].case, found.differences[0].reason) == ("a/differs", "the key was ignored")


def test_it_is_shown_in_lines_and_as_a_table() -> None:
    found = contrast(report(*RESULTS), OURS, report(*RESULTS), THEIRS)
    assert "\n".join(lines(found)) == (
        "emulator-s3 and moto differ in 1 cases, 1 are alike\n"
        "  a/differs: conforms in all 2 variants | violates in 1 of 2, conforms in 1 of 2 (the key was ignored)"
    )
    assert "| a/differs | conforms in all 2 variants |" in markdown(found)


@pytest.mark.parametrize(
    ("other", "says"), [("nobody", "has no subject 'nobody'"), (OTHER_DIALECT, "speak different dialects")]
)
def test_a_subject_that_cannot_be_compared_is_one_message(other: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        contrast(report(*RESULTS), OURS, report(*RESULTS), other)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "results.jsonl", *RESULTS)
    assert main(["compare", str(path), "--subjects", OURS, THEIRS]) == 0
    assert "a/differs" in capsys.readouterr().out
    assert main(["compare", str(path)]) == 2
    assert "two results files, or one and --subjects A B" in capsys.readouterr().err

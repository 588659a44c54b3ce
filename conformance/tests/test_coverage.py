"""`conformance coverage` on hand-made folders: each hole has a spec that tears it, and only it."""

from pathlib import Path

import pytest

from conformance.catalogue.coverage import coverage, lines, problems
from conformance.catalogue.places import cases_root
from conformance.cli import main
from conformance.model.problem import InputError
from conformance.model.words import Dialect
from conformance.tests.test_lint import SUITE

SPEC = """\
dialect: obs
title: A spec
sources: {page: {title: A page}}
statements:
  N67: {level: must, reads: A read brings the key, source: page}
  N65: {level: documented, reads: The key is not kept, source: page}
statuses: {put-object: "200", get-object: "200"}
acceptances:
  customer: [{on: [put-object, get-object], cites: [N67]}]
  ok: [{on: [put-object, get-object], cites: [N67]}]
refusals:
  wrong-customer-key:
    - {on: [get-object], cites: [N67], silent: nothing says which code}
facts: {}
gaps:
  - {statements: [N65], reason: not-observable, note: Inside.}
"""


def folder(tmp_path: Path, spec: str = SPEC) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "obs.yaml").write_text(spec)
    (tmp_path / "sse-c").mkdir()
    (tmp_path / "sse-c" / "get.yaml").write_text(SUITE)
    return tmp_path


def test_a_spec_that_is_tried_or_explained_has_no_hole(tmp_path: Path) -> None:
    assert problems(folder(tmp_path), Dialect.OBS) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("[N65]", "[N67]", 6, "N65 has neither a case nor a gap"),
        ("[N65]", "[N65, N67]", 16, "N67 has a gap, and a case: sse-c/get/other-key"),
        ("Inside.}", "Inside.}\n  - {statements: [N65], reason: billing}", 15, "N65 stands in two gaps"),
        ("customer: [{on: [", "customer: [{on: [head-object, ", 9, "`accepted: customer` of head-object"),
        ("{on: [get-object], cites", "{on: [head-object], cites", 13, "wrong-customer-key` (or `recorded`) of head"),
        ("which code}", "which code}\n    - {silent: nor that}", 14, "(or `recorded`) of any other operation"),
    ],
)  # fmt: skip
def test_each_hole_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, expected: str) -> None:
    found = [str(problem) for problem in problems(folder(tmp_path, SPEC.replace(old, new)), Dialect.OBS)]
    assert any(f"specs/obs.yaml:{line}: " in problem and expected in problem for problem in found), found


def test_a_reason_must_be_of_the_closed_list(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"obs\.yaml:16: .*no-time"):
        problems(folder(tmp_path, SPEC.replace("not-observable", "no-time")), Dialect.OBS)


def test_both_directions_are_listed(tmp_path: Path) -> None:
    text = "\n".join(lines(coverage(folder(tmp_path), Dialect.OBS)))
    assert "2 statements, 1 with a case, 1 with a gap, 1 case(s)" in text
    assert "not-observable (1): neither an answer nor the stored bytes can show it" in text
    assert "N67              must       sse-c/get/other-key" in text
    assert "N65              documented gap: not-observable. Inside." in text
    assert text.splitlines()[-1].split() == ["sse-c/get/other-key", "N67"]


def test_the_command_fails_on_a_hole_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = folder(tmp_path)
    assert main(["coverage", str(root), "--dialect", "obs", "--check"]) == 0
    assert capsys.readouterr().out == "every statement is tried or explained\n"
    (root / "sse-c" / "get.yaml").write_text(SUITE.replace("[N67]", "[N65]"))
    assert main(["coverage", str(root), "--dialect", "obs", "--check"]) == 1
    assert capsys.readouterr().out.endswith("2 hole(s)\n")


DEFECT = """\
defects:
  D1:
    kind: misprint
    title: A wrong name
    places: [{source: page, says: another name}]
    because: The page has the right one too.
    change: Print it.
    statements: [N67]
    cases: [sse-c/get/other-key]
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("source: page, says", "source: book, says", "obs.yaml:18: names 'book', which is not under `sources`"),
        ("statements: [N67]\n    cases", "statements: [N1]\n    cases", "cites 'N1', which is no statement"),
        ("cases: [sse-c/get/other-key]", "cases: [sse-c/get/none]", "names 'sse-c/get/none', which is no case"),
    ],
)
def test_a_defect_names_what_exists(tmp_path: Path, old: str, new: str, expected: str) -> None:
    root = folder(tmp_path, (SPEC + DEFECT).replace(old, new))
    try:
        found = problems(root, Dialect.OBS)
    except InputError as error:
        found = list(error.problems)
    assert [expected in str(problem) for problem in found] == [True]


@pytest.mark.parametrize("dialect", list(Dialect))
def test_what_ships_has_defects_that_name_existing_cases(dialect: Dialect) -> None:
    found = coverage(cases_root(), dialect)
    named = {case for defect in found.spec.defects.values() for case in defect.cases}
    assert named
    assert named <= found.cases.keys()


@pytest.mark.parametrize("dialect", list(Dialect))
def test_everything_that_ships_is_tried_or_explained(dialect: Dialect) -> None:
    assert problems(cases_root(), dialect) == []

"""Rules, faults, statements and cases name each other by plain strings: here they are held together."""

import re
from pathlib import Path

import pytest

from conformance import catches
from conformance.catalogue import specs
from conformance.catalogue.places import cases_root
from conformance.emulator.faults.catalogue import BUILT
from conformance.emulator.rules.catalogue import ALL_RULES
from conformance.model.words import Dialect
from conformance.tests.test_lint import SPEC, SUITE

CLAIMED = [*((rule.name, rule.serves) for rule in ALL_RULES), *((fault.name, fault.statements) for fault in BUILT)]


@pytest.mark.parametrize("dialect", Dialect)
def test_rules_and_faults_name_statements_that_are_in_the_specs(dialect: Dialect) -> None:
    known = specs.load(cases_root(), dialect).statements
    claimed = {f"{name}: {key}" for name, keys in CLAIMED for key in keys if key.startswith(f"{dialect}:")}
    assert {claim for claim in claimed if claim.partition(f"{dialect}:")[2] not in known} == set()


def test_a_precedent_is_a_citation() -> None:
    cited = [fault.precedent for fault in BUILT if fault.precedent]
    assert len(cited) > 30
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+#\d+|CVE-\d{4}-\d+|.+, (seen|test_\w+)", text) for text in cited)


def test_cases_catch_faults_that_exist() -> None:
    assert list(catches.lint(cases_root())) == []


def test_a_fault_that_does_not_exist_is_said_with_what_was_meant(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "obs.yaml").write_text(SPEC)
    (tmp_path / "sse-c").mkdir()
    (tmp_path / "sse-c" / "get.yaml").write_text(f"{SUITE}    catches: [any-customer-key-open]\n")
    (problem,) = catches.lint(tmp_path)
    assert (problem.line, "did you mean any-customer-key-opens" in problem.message) == (4, True)


def test_a_case_that_notices_no_fault_is_said(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "obs.yaml").write_text(SPEC)
    (tmp_path / "sse-c").mkdir()
    (tmp_path / "sse-c" / "get.yaml").write_text(SUITE)
    assert ["what broken store" in problem.message for problem in catches.lint(tmp_path)] == [True]

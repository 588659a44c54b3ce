"""The verdict function on hand-made facts: it needs no case and no store."""

import itertools

import pytest

from conformance.engine.verdict import Fact, Observation, of_fact, of_item, severity
from conformance.model.words import Level, Severity, Verdict

MET, ALTERNATIVE, UNMET = Observation.MET, Observation.ALTERNATIVE, Observation.UNMET


def fact(level: Level, observation: Observation, *, point: bool = True, critical: bool = False) -> Fact:
    return Fact(
        step="read",
        fact="status",
        level=level,
        observation=observation,
        expected="200",
        observed="403",
        severity=Severity.CRITICAL if critical else Severity.NORMAL,
        point=point,
    )


@pytest.mark.parametrize(
    ("level", "observation", "expected"),
    [
        (Level.MUST, MET, Verdict.CONFORMS),
        (Level.MUST, ALTERNATIVE, Verdict.LENIENT),
        (Level.MUST, UNMET, Verdict.VIOLATES),
        (Level.DOCUMENTED, MET, Verdict.CONFORMS),
        (Level.DOCUMENTED, ALTERNATIVE, Verdict.LENIENT),
        (Level.DOCUMENTED, UNMET, Verdict.VIOLATES),
        (Level.SHOULD, MET, Verdict.CONFORMS),
        (Level.SHOULD, ALTERNATIVE, Verdict.LENIENT),
        (Level.SHOULD, UNMET, Verdict.ADVISES),
    ],
)
def test_what_is_promised_is_judged(level: Level, observation: Observation, expected: Verdict) -> None:
    assert of_fact(level, observation) is expected


@pytest.mark.parametrize(("level", "observation"), list(itertools.product([Level.MAY, Level.SILENT], Observation)))
def test_what_is_not_promised_is_only_observed(level: Level, observation: Observation) -> None:
    assert of_fact(level, observation) is Verdict.OBSERVES


def test_an_item_is_its_worst_fact() -> None:
    facts = [fact(Level.MUST, MET), fact(Level.SHOULD, UNMET), fact(Level.MUST, ALTERNATIVE)]
    assert of_item(facts) is Verdict.ADVISES
    assert of_item([*facts, fact(Level.DOCUMENTED, UNMET)]) is Verdict.VIOLATES


def test_a_promise_kept_outweighs_what_is_only_observed_in_the_same_item() -> None:
    assert of_item([fact(Level.MUST, MET), fact(Level.SILENT, MET)]) is Verdict.CONFORMS


def test_an_item_whose_point_is_only_observed_never_conforms_by_its_set_up() -> None:
    assert of_item([fact(Level.MUST, MET, point=False), fact(Level.SILENT, MET)]) is Verdict.OBSERVES


def test_a_violation_in_the_set_up_counts() -> None:
    assert of_item([fact(Level.MUST, UNMET, point=False), fact(Level.MUST, MET)]) is Verdict.VIOLATES


def test_an_item_without_facts_is_not_green() -> None:
    assert of_item([]) is Verdict.OBSERVES


@pytest.mark.parametrize("kept_from", [Verdict.BLOCKED, Verdict.ERROR, Verdict.NOT_EXPRESSIBLE, Verdict.NOT_INSTALLED])
def test_what_kept_an_item_from_being_judged_comes_before_its_facts(kept_from: Verdict) -> None:
    assert of_item([fact(Level.MUST, UNMET)], kept_from) is kept_from
    assert of_item([fact(Level.MUST, MET)], kept_from) is kept_from


def test_a_violation_that_was_seen_is_not_undone_by_what_is_not_offered() -> None:
    assert of_item([fact(Level.MUST, MET)], Verdict.UNSUPPORTED) is Verdict.UNSUPPORTED
    assert of_item([fact(Level.MUST, UNMET)], Verdict.UNSUPPORTED) is Verdict.VIOLATES


def test_a_leak_outranks_everything() -> None:
    leak = fact(Level.MUST, UNMET, critical=True)
    assert of_item([leak], Verdict.BLOCKED) is Verdict.VIOLATES
    assert of_item([leak], Verdict.ERROR) is Verdict.VIOLATES
    assert severity([fact(Level.MUST, UNMET), leak]) is Severity.CRITICAL


def test_a_critical_fact_that_is_met_is_no_leak() -> None:
    assert severity([fact(Level.MUST, MET, critical=True)]) is Severity.NORMAL

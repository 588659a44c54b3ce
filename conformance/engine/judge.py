"""From what came of the steps to a result: verdict, findings, one sentence why, and the waiver if one fits."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

from conformance.engine import verdict
from conformance.engine.calls import summed
from conformance.engine.runner import Carried
from conformance.engine.subject import Subject
from conformance.engine.verdict import Fact
from conformance.engine.waivers import apply
from conformance.model.case import Case
from conformance.model.result import Finding, Result
from conformance.model.words import Severity, Verdict

_TELLING = [Verdict.CONFORMS, Verdict.OBSERVES, Verdict.LENIENT, Verdict.ADVISES, Verdict.VIOLATES]
"""From the least to the most worth a sentence; not the order of verdicts, where what is only observed weighs least."""


def judge(  # noqa: PLR0913 - the parts of a result
    case: Case, name: str, values: Mapping[str, str], subject: Subject, carried: Carried, *, nodeid: str, keep: bool
) -> Result:
    """The result of one item. `keep`: its exchanges are kept even where it conforms."""
    outcome = verdict.of_item(carried.facts, carried.kept_from)
    dialect = subject.target.dialect
    cites = case.cites[dialect]
    result = Result(
        case=name,
        title=case.title,
        variant=dict(values),
        subject=subject.name,
        driver=subject.driver.name,
        dialect=dialect,
        level=subject.spec.level(cites),
        verdict=outcome,
        severity=verdict.severity(carried.facts),
        cites=cites,
        findings=[_finding(fact) for fact in carried.facts if fact.verdict is not Verdict.CONFORMS],
        reason=_reason(outcome, carried),
        facts=len(carried.facts),
        kept=_kept(carried.facts),
        calls=summed(carried.calls, carried.facts),
        duration=round(carried.seconds, 6),
        attempts=carried.attempts,
        lacks=carried.lacks and outcome is Verdict.BLOCKED,
        steps=carried.steps if keep or outcome is not Verdict.CONFORMS else [],
        nodeid=nodeid,
    )
    version = subject.target.software.rpartition(" ")[2] if subject.target.driver == "rest" else ""
    return apply(subject.target.waivers, result, dt.datetime.now(dt.UTC).date(), version)


def _finding(fact: Fact) -> Finding:
    return Finding(
        step=fact.step,
        fact=fact.fact,
        level=fact.level,
        verdict=fact.verdict,
        expected=fact.expected,
        observed=fact.observed,
        severity=fact.severity,
        cites=fact.cites,
        ground=fact.ground,
    )


def _kept(facts: Iterable[Fact]) -> dict[str, int]:
    return dict(Counter(key for fact in facts if fact.verdict is Verdict.CONFORMS for key in fact.cites))


def _reason(outcome: Verdict, carried: Carried) -> str:
    if outcome is carried.kept_from:
        return carried.cause
    worst = max(carried.facts, key=_weight, default=None)
    if worst is None or outcome is Verdict.CONFORMS:
        return ""
    if worst.severity is Severity.CRITICAL:
        return f"{worst.step}: {worst.observed}"
    if outcome is Verdict.OBSERVES:
        return f"{worst.step}: {worst.fact} is {worst.expected}, saw {worst.observed}"
    return f"{worst.step}: expected {worst.fact} to be {worst.expected}, saw {worst.observed}"


def _weight(fact: Fact) -> tuple[bool, int, bool]:
    return (fact.severity is Severity.CRITICAL, _TELLING.index(fact.verdict), fact.point)

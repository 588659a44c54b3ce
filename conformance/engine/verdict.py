"""The verdict: a pure function of levels and observations. Nothing here knows a store, a case or a wire."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from conformance.model.words import Level, Severity, Verdict


class Observation(StrEnum):
    """How what was seen stands to what was expected."""

    MET = "met"
    ALTERNATIVE = "alternative"
    """Not the first choice, but an alternative that the spec enumerates."""
    UNMET = "unmet"


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One checked thing of one step."""

    step: str
    fact: str
    level: Level
    observation: Observation
    expected: str
    observed: str
    cites: list[str] = []
    ground: str = ""
    """Where no statement is cited: the row of the facts that calls the documents silent, or a law."""
    severity: Severity = Severity.NORMAL
    point: bool = True
    """Whether the step is what the case is about, and not its set-up or control."""

    @property
    def verdict(self) -> Verdict:
        """The verdict of this fact alone."""
        return of_fact(self.level, self.observation)


_JUDGED = {Level.MUST: Verdict.VIOLATES, Level.DOCUMENTED: Verdict.VIOLATES, Level.SHOULD: Verdict.ADVISES}
_RANK = [Verdict.OBSERVES, Verdict.CONFORMS, Verdict.LENIENT, Verdict.ADVISES, Verdict.VIOLATES]


def of_fact(level: Level, observation: Observation) -> Verdict:
    """A fact's verdict. Below `should` nothing is expected, so whatever came is only observed."""
    if level not in _JUDGED:
        return Verdict.OBSERVES
    match observation:
        case Observation.MET:
            return Verdict.CONFORMS
        case Observation.ALTERNATIVE:
            return Verdict.LENIENT
        case Observation.UNMET:
            return _JUDGED[level]


def of_item(facts: Iterable[Fact], kept_from: Verdict | None = None) -> Verdict:
    """An item's verdict: its worst fact, unless something kept it from being judged (`blocked`, `error`, ...).

    A critical violation outranks everything: it was seen, whatever else went wrong. A violation that was seen is not
    undone by a later step that is not offered. An item whose point is only
    observed does not become `conforms` by the promises that its set-up kept.
    """
    facts = list(facts)
    if severity(facts) is Severity.CRITICAL:
        return Verdict.VIOLATES
    gravest = worst(facts)
    if kept_from is not None and not (kept_from is Verdict.UNSUPPORTED and gravest is Verdict.VIOLATES):
        return kept_from
    if gravest is Verdict.CONFORMS and not any(fact.point and fact.verdict is Verdict.CONFORMS for fact in facts):
        return Verdict.OBSERVES
    return gravest


def worst(facts: Iterable[Fact]) -> Verdict:
    """The gravest verdict among facts; `observes` where there are none."""
    return max((fact.verdict for fact in facts), key=_RANK.index, default=Verdict.OBSERVES)


def severity(facts: Iterable[Fact]) -> Severity:
    """Critical if any violated fact is."""
    critical = any(fact.severity is Severity.CRITICAL and fact.verdict is Verdict.VIOLATES for fact in facts)
    return Severity.CRITICAL if critical else Severity.NORMAL

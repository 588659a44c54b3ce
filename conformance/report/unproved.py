"""What a run cannot prove: statements that no case can try, and items that were not judged, each with its reason."""

import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from conformance.model.result import Result
from conformance.model.spec import GAP_REASONS, GapReason, Spec
from conformance.model.words import Dialect, Verdict
from conformance.report.reader import Report
from conformance.report.verdicts import Group, group_of

_APART = {Group.UNKNOWN, Group.OUTSIDE}
_STEP = re.compile(r"(the control )?step '[^']*'")


class Untried(msgspec.Struct, frozen=True, kw_only=True):
    """Statements that no case can try, for one reason."""

    meaning: str
    numbers: dict[Dialect, int]

    @property
    def total(self) -> int:
        """In every dialect."""
        return sum(self.numbers.values())


class Unjudged(msgspec.Struct, frozen=True, kw_only=True):
    """Items of one subject that were not judged, for one reason."""

    subject: str
    verdict: Verdict
    reason: str
    number: int
    """Items."""
    cases: tuple[str, ...]


def untried(specs: Iterable[Spec]) -> list[Untried]:
    """The gaps of the documents' statements by reason, most first."""
    found: dict[GapReason, Counter[Dialect]] = {}
    for spec in specs:
        for gap in spec.gaps:
            found.setdefault(gap.reason, Counter())[spec.dialect] += len(gap.statements)
    rows = [Untried(meaning=GAP_REASONS[reason], numbers=dict(numbers)) for reason, numbers in found.items()]
    return sorted(rows, key=lambda each: -each.total)


def unjudged(report: Report) -> list[Unjudged]:
    """What was not judged: by subject in the report's order, then most first."""
    found: dict[tuple[str, Verdict, str], list[Result]] = {}
    for result in report.results:
        if group_of(result.verdict) in _APART:
            found.setdefault((result.subject, result.verdict, _general(result)), []).append(result)
    order = {info.name: index for index, info in enumerate(report.subjects)}
    rows = [
        Unjudged(subject=subject, verdict=verdict, reason=reason, number=len(results), cases=_cases(results))
        for (subject, verdict, reason), results in found.items()
    ]
    return sorted(rows, key=lambda row: (order[row.subject], -row.number))


def _general(result: Result) -> str:
    """The reason without the step's name, which only this case has."""
    return _STEP.sub("a step", result.reason)


def _cases(results: Iterable[Result]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(result.case for result in results))

"""The figures of a report: pure functions of its results. An item is one case in one variant on one subject."""

from collections import Counter
from collections.abc import Iterable

import msgspec

from conformance.model.result import Result
from conformance.model.words import Dialect, Severity, Verdict
from conformance.report.reader import Report
from conformance.report.verdicts import Group, group_of


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How many items of each verdict, and the three numbers that DESIGN section 6 wants in place of a percentage.

    `applicable = conformant + deviations`: what was judged. What is only observed promises nothing and is not in it,
    nor is what was not judged (`unknown`) or cannot apply (`outside`), so that no skip raises a score. A stale waiver
    counts as a deviation: it may not pass until a person has looked at it.
    """

    counts: dict[Verdict, int]
    critical: int
    """Items that let plaintext or a key out, waived or not."""

    @property
    def conformant(self) -> int:
        """Conforms, lenient and advises."""
        return self._of(Group.CONFORMANT)

    @property
    def deviations(self) -> int:
        """Violates, deviates and stale."""
        return self._of(Group.DEVIATION)

    @property
    def applicable(self) -> int:
        """Every item that was judged."""
        return self.conformant + self.deviations

    @property
    def unknown(self) -> int:
        """Blocked, error and not-installed: should have been judged and was not."""
        return self._of(Group.UNKNOWN)

    @property
    def observed(self) -> int:
        """Only recorded."""
        return self._of(Group.OBSERVED)

    @property
    def outside(self) -> int:
        """Unsupported and not-expressible."""
        return self._of(Group.OUTSIDE)

    @property
    def total(self) -> int:
        """Every item."""
        return sum(self.counts.values())

    def _of(self, group: Group) -> int:
        return sum(number for verdict, number in self.counts.items() if group_of(verdict) is group)


def figures(results: Iterable[Result]) -> Figures:
    """The figures of some results."""
    results = list(results)
    counts = Counter(result.verdict for result in results)
    critical = sum(result.severity is Severity.CRITICAL for result in results)
    return Figures(counts={verdict: counts[verdict] for verdict in Verdict if counts[verdict]}, critical=critical)


def by_subject(report: Report) -> dict[str, Figures]:
    """Subject name to its figures, in the report's order; a subject without results has zeros."""
    return {
        subject.name: figures(result for result in report.results if result.subject == subject.name)
        for subject in report.subjects
    }


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a dialect is only observed; many silent expectations would be a cheap way to a clean report."""

    observed: int
    total: int
    """Items that were judged or observed."""

    @property
    def percent(self) -> float:
        """Of 100; 0 where there is nothing."""
        return 100 * self.observed / self.total if self.total else 0.0


def observed_share(report: Report) -> dict[Dialect, Share]:
    """Dialect to the share of its items that are only observed; dialects without results are left out."""
    shares = {}
    for dialect in Dialect:
        found = figures(result for result in report.results if result.dialect is dialect)
        if found.total:
            shares[dialect] = Share(observed=found.observed, total=found.applicable + found.observed)
    return shares

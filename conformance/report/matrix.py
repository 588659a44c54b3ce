"""Case x subject: one row per case, its variants folded into one cell per subject."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

import msgspec

from conformance.model.result import Result
from conformance.model.words import Level, Severity, Verdict
from conformance.report.overview import feature_of
from conformance.report.reader import Report
from conformance.report.verdicts import MEANINGS, rank, worst


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A case on one subject."""

    subject: str
    results: tuple[Result, ...]

    @property
    def counts(self) -> dict[Verdict, int]:
        """Verdict to number of variants, worst first."""
        counts = Counter(result.verdict for result in self.results)
        return {verdict: counts[verdict] for verdict in sorted(counts, key=rank, reverse=True)}

    @property
    def verdict(self) -> Verdict:
        """The verdict that asks for most attention."""
        return worst(self.counts)

    @property
    def worst(self) -> Result:
        """The result to look at first."""
        return max(self.results, key=lambda result: (result.severity is Severity.CRITICAL, rank(result.verdict)))

    @property
    def letter(self) -> str:
        """The letter of the worst verdict."""
        return MEANINGS[self.verdict].letter

    @property
    def critical(self) -> int:
        """In how many variants a secret came out."""
        return sum(result.severity is Severity.CRITICAL for result in self.results)

    @property
    def share(self) -> str:
        """`3/8` where what the cell shows came in 3 of 8 variants, `8` where it came in all eight, nothing for one."""
        total, same = len(self.results), self.critical or self.counts[self.verdict]
        if total == 1:
            return ""
        return str(total) if same == total else f"{same}/{total}"

    @property
    def shown(self) -> str:
        """What stands in the cell: `V! 2/8`. Its spoken name begins with it, for those who say what they see."""
        return f"{self.letter}{'!' if self.critical else ''} {self.share}".rstrip()

    @property
    def title(self) -> str:
        """The cell in words: `critical in 2 of 8 variants: violates in 3, conforms in 5`."""
        total = len(self.results)
        if total == 1:
            return f"critical: {self.verdict}" if self.critical else self.verdict
        critical = f"critical in {_of(self.critical, total)}: " if self.critical else ""
        return critical + ", ".join(f"{verdict} in {_of(number, total)}" for verdict, number in self.counts.items())


def _of(number: int, total: int) -> str:
    return f"all {total} variants" if number == total else f"{number} of {total}"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A case on every subject."""

    case: str
    title: str
    cells: dict[str, Cell]
    """Subject to cell; a subject on which the case does not run is missing."""

    @property
    def id(self) -> str:
        """The last part of the name."""
        return self.case.rpartition("/")[2]

    @property
    def page(self) -> str:
        """The case's page, from the site's root."""
        return f"cases/{self.case}.html"

    @property
    def levels(self) -> list[Level]:
        """The levels of what the case is about, on any subject, the firmest first."""
        found = {result.level for result in self.results}
        return [level for level in Level if level in found]

    @property
    def results(self) -> list[Result]:
        """Every result of the case."""
        return [result for cell in self.cells.values() for result in cell.results]


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A suite's rows."""

    suite: str
    rows: tuple[Row, ...]

    @property
    def feature(self) -> str:
        """The feature that the suite is about: the first part of its name."""
        return feature_of(self.suite)


def matrix(report: Report) -> list[Block]:
    """The whole matrix, in the order of the suites' and the cases' names."""
    rows = [_row(case, list(results)) for case, results in groupby(report.results, key=lambda result: result.case)]
    blocks = groupby(rows, key=lambda row: row.case.rpartition("/")[0])
    return [Block(suite=suite, rows=tuple(of_suite)) for suite, of_suite in blocks]


def _row(case: str, results: list[Result]) -> Row:
    cells: dict[str, list[Result]] = {}
    for result in results:
        cells.setdefault(result.subject, []).append(result)
    return Row(case=case, title=results[0].title, cells=dict(_cells(cells.items())))


def _cells(found: Iterable[tuple[str, list[Result]]]) -> Iterable[tuple[str, Cell]]:
    return ((subject, Cell(subject=subject, results=tuple(results))) for subject, results in found)

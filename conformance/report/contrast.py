"""Two subjects side by side, a self-hosted store and the cloud, say: in which cases they differ."""

from collections.abc import Iterable, Iterator

import msgspec

from conformance.model.plain import plain
from conformance.model.problem import InputError, Problem
from conformance.model.result import Result
from conformance.model.words import Verdict
from conformance.report.matrix import Cell
from conformance.report.reader import Report
from conformance.report.summary import escape
from conformance.report.verdicts import rank


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A case in which two subjects differ."""

    case: str
    one: Cell
    other: Cell

    @property
    def reason(self) -> str:
        """Why the one that is worse off is so."""
        return max(self.one, self.other, key=lambda cell: (bool(cell.critical), rank(cell.verdict))).worst.reason


class Contrast(msgspec.Struct, frozen=True, kw_only=True):
    """All that two subjects differ in, of what both were tried by."""

    one: str
    other: str
    differences: tuple[Difference, ...]
    alike: int
    """Cases with the same verdict in each variant."""


def contrast(first: Report, one: str, second: Report, other: str) -> Contrast:
    """Hold a subject of one run against another of the same run or another one.

    Raise `InputError` for a subject that its run does not have, and for two of different dialects.
    """
    if _dialect(first, one) != _dialect(second, other):
        message = f"{one} and {other} speak different dialects; their cases are not the same"
        raise InputError(Problem(file="--subjects", line=0, message=message))
    mine, theirs = _by_case(first.results, one), _by_case(second.results, other)
    both = [case for case in mine if _items(mine[case]) & _items(theirs.get(case, []))]
    pairs = {case: _shared(mine[case], theirs[case]) for case in both}
    unlike = [
        Difference(case=case, one=left, other=right)
        for case, (left, right) in pairs.items()
        if _verdicts(left) != _verdicts(right)
    ]
    return Contrast(one=one, other=other, differences=tuple(unlike), alike=len(both) - len(unlike))


def lines(found: Contrast) -> Iterator[str]:
    """For a terminal."""
    yield f"{found.one} and {found.other} differ in {len(found.differences):,} cases, {found.alike:,} are alike"
    for each in found.differences:
        yield plain(f"  {each.case}: {each.one.title} | {each.other.title}{_because(each)}")


def markdown(found: Contrast) -> str:
    """A table for a page."""
    head = [f"| case | {escape(found.one)} | {escape(found.other)} | |", "|---|---|---|---|"]
    rows = [
        f"| {each.case} | {each.one.title} | {each.other.title} | {escape(each.reason)} |" for each in found.differences
    ]
    return "\n".join([*head, *rows, "", f"{found.alike:,} cases are alike."])


def _dialect(report: Report, subject: str) -> object:
    known = {info.name: info.dialect for info in report.subjects}
    if subject not in known:
        message = f"the run {report.run.run} has no subject {subject!r} (it has {', '.join(sorted(known))})"
        raise InputError(Problem(file="--subjects", line=0, message=message))
    return known[subject]


def _by_case(results: Iterable[Result], subject: str) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = {}
    for result in results:
        if result.subject == subject:
            found.setdefault(result.case, []).append(result)
    return found


def _shared(mine: list[Result], theirs: list[Result]) -> tuple[Cell, Cell]:
    """Both, in the variants that both were tried in."""
    common = _items(mine) & _items(theirs)
    return _cell(mine, common), _cell(theirs, common)


def _items(results: Iterable[Result]) -> set[str]:
    return {result.item for result in results}


def _cell(results: list[Result], items: set[str]) -> Cell:
    kept = tuple(result for result in results if result.item in items)
    return Cell(subject=results[0].subject, results=kept)


def _verdicts(cell: Cell) -> dict[str, Verdict]:
    return {result.item: result.verdict for result in cell.results}


def _because(each: Difference) -> str:
    return f" ({each.reason})" if each.reason else ""

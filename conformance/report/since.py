"""What changed since the last run that is remembered, case by case: the morning's first question."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from conformance.model.words import Verdict
from conformance.report.compare import Change, Standing, between
from conformance.report.history import SubjectHistory, mark_of, verdict_of
from conformance.report.matrix import Row
from conformance.report.reader import Report


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A case that is not on a subject what it was."""

    change: Change
    subject: str
    case: str
    row: Row | None
    """None where the case is gone."""
    before: tuple[Verdict, bool] | None
    """What it was, and whether a secret came out; None where it was not there."""
    after: tuple[Verdict, bool] | None


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """All that changed since what is remembered."""

    moved: tuple[Moved, ...]
    """By change, then by subject and case."""
    last: dict[str, str]
    """Subject to the start of its last run; a subject without a memory is missing."""

    def of(self, change: Change) -> list[Moved]:
        """The changes of one kind."""
        return [each for each in self.moved if each.change is change]

    @property
    def counts(self) -> dict[Change, int]:
        """Change to number of cases, of those that happened, in the order of attention."""
        return {change: number for change in Change if (number := len(self.of(change)))}


def since(report: Report, rows: Sequence[Row], histories: Mapping[str, SubjectHistory]) -> Since:
    """What changed; `histories` are those from before the run."""
    known = {info.name: histories[info.name] for info in report.subjects if _has_runs(histories.get(info.name))}
    moved = [each for subject, history in known.items() for each in _moved(subject, history, rows)]
    order = list(Change)
    return Since(
        moved=tuple(sorted(moved, key=lambda each: order.index(each.change))),
        last={subject: history.runs[-1].started for subject, history in known.items()},
    )


def _has_runs(history: SubjectHistory | None) -> bool:
    return history is not None and bool(history.runs)


def _moved(subject: str, history: SubjectHistory, rows: Iterable[Row]) -> Iterable[Moved]:
    now = {row.case: row for row in rows if subject in row.cells}
    last = history.runs[-1].started
    for case in {**now, **history.cases}:
        row = now.get(case)
        before, after = verdict_of(history.mark(case, last)), _now(row, subject)
        change = between(_standing(before), _standing(after))
        if change is not None:
            yield Moved(change=change, subject=subject, case=case, row=row, before=before, after=after)


def _now(row: Row | None, subject: str) -> tuple[Verdict, bool] | None:
    return verdict_of(mark_of(row.cells[subject].verdict, critical=bool(row.cells[subject].critical))) if row else None


def _standing(seen: tuple[Verdict, bool] | None) -> Standing | None:
    if seen is None:
        return None
    verdict, critical = seen
    return Standing(verdict=verdict, violated=frozenset({"critical"} if critical else ()))

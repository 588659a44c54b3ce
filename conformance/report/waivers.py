"""Every waiver of a run: how old it is, when it ends, and what it met."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from conformance.model.result import Result
from conformance.model.target import Waiver
from conformance.model.words import Verdict
from conformance.report.reader import Report

_SOON = 30
"""Days before its end from which on a waiver is called out."""


class State(StrEnum):
    """How a waiver stands. The order is that of attention."""

    STALE = "stale"
    ENDED = "ended"
    UNUSED = "met nothing"
    SOON = "ends soon"
    IN_FORCE = "in force"


class WaiverRow(msgspec.Struct, frozen=True, kw_only=True):
    """One waiver of one subject."""

    subject: str
    waiver: Waiver
    state: State
    age: int | None
    """Days since it was first written, on the day of the run; None where it does not say."""
    left: int | None
    """Days until it ends; None where it holds for versions and has no date."""
    counts: dict[Verdict, int]
    """Verdict to the number of items that it named and that were judged under it."""
    cases: tuple[str, ...]
    """The cases that it was applied to."""


def waiver_rows(report: Report) -> list[WaiverRow]:
    """Every waiver that the run's header names, those first that want attention."""
    day = _day(report.run.started)
    applied: dict[tuple[str, str], list[Result]] = {}
    for result in report.results:
        if result.waiver is not None:
            applied.setdefault((result.subject, result.waiver), []).append(result)
    rows = [
        _row(info.name, waiver, applied.get((info.name, waiver.id), ()), day)
        for info in report.subjects
        for waiver in info.waivers
    ]
    order = list(State)
    return sorted(rows, key=lambda row: order.index(row.state))


def _row(subject: str, waiver: Waiver, met: Iterable[Result], day: dt.date) -> WaiverRow:
    met = list(met)
    counts = Counter(result.verdict for result in met)
    left = (waiver.until - day).days if waiver.until != dt.date.max else None
    return WaiverRow(
        subject=subject,
        waiver=waiver,
        state=_state(counts, left),
        age=(day - waiver.since).days if waiver.since else None,
        left=left,
        counts={verdict: counts[verdict] for verdict in Verdict if counts[verdict]},
        cases=tuple(dict.fromkeys(result.case for result in met)),
    )


def _state(counts: Counter[Verdict], left: int | None) -> State:
    if left is not None and left < 0:
        return State.ENDED
    if counts[Verdict.STALE]:
        return State.STALE
    if not counts:
        return State.UNUSED
    return State.SOON if left is not None and left <= _SOON else State.IN_FORCE


def _day(started: str) -> dt.date:
    """The day of a run; today's where its header does not say."""
    try:
        return dt.datetime.fromisoformat(started).date()
    except ValueError:
        return dt.datetime.now(dt.UTC).date()

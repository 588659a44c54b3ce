"""Two runs side by side: what is newly violated, mended, otherwise changed, new, or gone."""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from conformance.model.plain import plain
from conformance.model.result import Result
from conformance.model.words import Severity, Verdict
from conformance.report.reader import Report
from conformance.report.summary import escape
from conformance.report.verdicts import Group, group_of

_SHOWN = 30
"""So many changes of a kind are named in a summary; the report has them all."""
_OPEN = {Group.DEVIATION, Group.UNKNOWN}
"""What is not in order, waived or not: a deviation under a new waiver is not mended."""


class Change(StrEnum):
    """What became of an item. The order is that of attention."""

    BROKEN = "newly violated"
    LOST = "not judged any more"
    CHANGED = "changed"
    FIXED = "mended"
    NEW = "new"
    GONE = "gone"


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """One item that is not what it was."""

    change: Change
    item: str
    subject: str
    before: Verdict | None
    """None where the earlier run has no such item."""
    after: Verdict | None
    reason: str
    """Of the later result; of the earlier where it is gone."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """All that changed between two runs."""

    before: str
    """The run's name."""
    after: str
    changes: tuple[Changed, ...]
    """By change, then in the report's order."""
    same: int
    """Items with the same verdict in both."""

    def of(self, change: Change) -> list[Changed]:
        """The changes of one kind."""
        return [each for each in self.changes if each.change is change]

    @property
    def worse(self) -> bool:
        """Whether something is violated, or not judged, that was in order before, or that is new."""
        return any(each.change in {Change.BROKEN, Change.LOST} for each in self.changes)


def compare(before: Report, after: Report) -> Comparison:
    """Compare two runs item by item, on the subjects that both have."""
    common = {info.name for info in before.subjects} & {info.name for info in after.subjects}
    old, new = _by_item(before, common), _by_item(after, common)
    found = [_change(old.get(key), new.get(key)) for key in {**new, **old}]
    changes = [each for each in found if each is not None]
    order = list(Change)
    return Comparison(
        before=before.run.run,
        after=after.run.run,
        changes=tuple(sorted(changes, key=lambda each: order.index(each.change))),
        same=len(found) - len(changes),
    )


def lines(comparison: Comparison) -> Iterator[str]:
    """For a terminal."""
    yield f"{comparison.before} -> {comparison.after}: {_counts(comparison)}"
    for change in Change:
        for each in comparison.of(change):
            yield plain(f"  {change}: {_line(each)}")


def markdown(comparison: Comparison) -> str:
    """For a pull request, or the summary page of a CI run."""
    text = [f"### Since run {escape(comparison.before)}", "", _counts(comparison), ""]
    for change in Change:
        found = comparison.of(change)
        if not found:
            continue
        text += [f"**{change.capitalize()}** ({len(found):,})", ""]
        text += [f"- {escape(_line(each))}" for each in found[:_SHOWN]]
        text += [f"- and {len(found) - _SHOWN:,} more"] if len(found) > _SHOWN else []
        text += [""]
    return "\n".join(text)


def _by_item(report: Report, subjects: set[str]) -> dict[tuple[str, str], Result]:
    return {(result.subject, result.item): result for result in report.results if result.subject in subjects}


def _change(before: Result | None, after: Result | None) -> Changed | None:
    kind = _kind(before, after)
    shown = after or before
    if kind is None or shown is None:
        return None
    return Changed(
        change=kind,
        item=shown.item,
        subject=shown.subject,
        before=before.verdict if before else None,
        after=after.verdict if after else None,
        reason=shown.reason,
    )


def _kind(before: Result | None, after: Result | None) -> Change | None:
    """What a change is; None where there is none."""
    return between(_standing(before) if before else None, _standing(after) if after else None)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How something stood in a run: all that counts when it is compared."""

    verdict: Verdict
    violated: frozenset[object] = frozenset()
    """What was violated, in whatever words: one more is news, even under the same verdict."""


def between(before: Standing | None, after: Standing | None) -> Change | None:
    """What became of something; None where it is what it was."""
    if before == after:
        return None
    if after is None:
        return Change.GONE
    if _is_worse(before, after):
        return Change.BROKEN
    if before is None:
        return Change.LOST if group_of(after.verdict) is Group.UNKNOWN else Change.NEW
    if group_of(after.verdict) is Group.UNKNOWN and group_of(before.verdict) is not Group.UNKNOWN:
        return Change.LOST
    mended = group_of(before.verdict) in _OPEN and group_of(after.verdict) not in _OPEN
    return Change.FIXED if mended else Change.CHANGED


def _is_worse(before: Standing | None, after: Standing) -> bool:
    """Whether something is violated, or a waiver stale, that was not before: a further fact of a case counts, too."""
    if after.verdict not in {Verdict.VIOLATES, Verdict.STALE}:
        return False
    if before is None or before.verdict is not after.verdict:
        return True
    return bool(after.violated - before.violated)


def _standing(result: Result) -> Standing:
    return Standing(verdict=result.verdict, violated=frozenset(_violations(result)))


def _violations(result: Result) -> set[tuple[str, str, Severity]]:
    violated = (finding for finding in result.findings if finding.verdict is Verdict.VIOLATES)
    return {(finding.step, finding.fact, finding.severity) for finding in violated}


def _verdicts(each: Changed) -> str:
    return " -> ".join(str(verdict) for verdict in (each.before, each.after) if verdict is not None)


def _line(each: Changed) -> str:
    because = f" ({each.reason})" if each.reason else ""
    return f"{each.subject}: {each.item}: {_verdicts(each)}{because}"


def _counts(comparison: Comparison) -> str:
    numbers = [f"{len(comparison.of(change)):,} {change}" for change in Change if comparison.of(change)]
    return ", ".join([*numbers, f"{comparison.same:,} as before"])

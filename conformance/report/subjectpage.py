"""One subject's page: a worklist for the people who build it."""

from collections.abc import Iterable, Sequence

import msgspec

from conformance.model.result import SubjectInfo
from conformance.model.words import Verdict
from conformance.report.casepage import Outcome, outcomes
from conformance.report.figures import Figures, figures
from conformance.report.matrix import Cell, Row
from conformance.report.overview import OverviewRow, feature_of, features
from conformance.report.unproved import Unjudged
from conformance.report.verdicts import Group, group_of
from conformance.report.waivers import WaiverRow


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One case that is not in order on this subject."""

    row: Row
    cell: Cell
    outcomes: tuple[Outcome, ...]
    """Those that deviate, worst first; what else came is on the case's page."""


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """The deviating cases of one feature."""

    name: str
    figures: Figures
    tasks: tuple[Task, ...]


class SubjectPage(msgspec.Struct, frozen=True, kw_only=True):
    """All of a subject's page."""

    info: SubjectInfo
    figures: Figures
    features: tuple[Feature, ...]
    """Every feature, by name; those in order have no task."""
    unjudged: tuple[Unjudged, ...]
    observed: tuple[Row, ...]
    """Cases of which something is only recorded."""
    waivers: tuple[WaiverRow, ...]

    @property
    def tasks(self) -> int:
        """Cases that deviate."""
        return sum(len(feature.tasks) for feature in self.features)


def subject_page(
    info: SubjectInfo,
    rows: Sequence[Row],
    overview: Iterable[OverviewRow],
    unjudged: Iterable[Unjudged],
    waivers: Iterable[WaiverRow],
) -> SubjectPage:
    """Gather a subject's page."""
    own = [row for row in rows if info.name in row.cells]
    tasks: dict[str, list[Task]] = {}
    for row in own:
        if any(group_of(verdict) is Group.DEVIATION for verdict in row.cells[info.name].counts):
            tasks.setdefault(feature_of(row.case), []).append(_task(row, row.cells[info.name]))
    return SubjectPage(
        info=info,
        figures=figures(result for row in own for result in row.cells[info.name].results),
        features=tuple(
            Feature(name=name, figures=numbers, tasks=tuple(sorted(tasks.get(name, ()), key=_urgency)))
            for name, numbers in features(overview, info.name)
        ),
        unjudged=tuple(each for each in unjudged if each.subject == info.name),
        observed=tuple(row for row in own if Verdict.OBSERVES in row.cells[info.name].counts),
        waivers=tuple(each for each in waivers if each.subject == info.name),
    )


def _task(row: Row, cell: Cell) -> Task:
    found = outcomes(cell.results)
    deviating = [each for each in found if group_of(each.result.verdict) is Group.DEVIATION]
    return Task(row=row, cell=cell, outcomes=tuple(deviating))


def _urgency(task: Task) -> tuple[bool, int, str]:
    return not task.cell.critical, -len(task.cell.results), task.row.case

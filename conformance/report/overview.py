"""Feature x subject: where a subject deviates, at a glance. A feature is the folder that its cases stand in."""

from collections.abc import Iterable

import msgspec

from conformance.model.result import Result
from conformance.report.figures import Figures, figures
from conformance.report.reader import Report


class OverviewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A feature on every subject."""

    feature: str
    cases: int
    cells: dict[str, Figures]
    """Subject to its figures; a subject on which no case of the feature runs is missing."""


def feature_of(case: str) -> str:
    """The feature of a case or suite: the first part of its name."""
    return case.partition("/")[0]


def overview(report: Report) -> list[OverviewRow]:
    """One row per feature, by name."""
    found: dict[str, list[Result]] = {}
    for result in report.results:
        found.setdefault(feature_of(result.case), []).append(result)
    return [_row(feature, results) for feature, results in sorted(found.items())]


def _row(feature: str, results: list[Result]) -> OverviewRow:
    cells: dict[str, list[Result]] = {}
    for result in results:
        cells.setdefault(result.subject, []).append(result)
    by_subject = {subject: figures(found) for subject, found in cells.items()}
    return OverviewRow(feature=feature, cases=len({result.case for result in results}), cells=by_subject)


def features(rows: Iterable[OverviewRow], subject: str) -> list[tuple[str, Figures]]:
    """The features of one subject, with its figures."""
    return [(row.feature, row.cells[subject]) for row in rows if subject in row.cells]

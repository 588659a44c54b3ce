"""What a dialect's documents say, statement by statement, and what came of each on every subject."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from conformance.model.result import Finding, Result, SubjectInfo
from conformance.model.spec import GAP_REASONS, Defect, Gap, Place, Spec, Statement
from conformance.model.words import Dialect, Severity, Verdict
from conformance.report.documents import Document, cited, document
from conformance.report.matrix import Cell, Row
from conformance.report.reader import Report
from conformance.report.verdicts import rank


class StatementRow(msgspec.Struct, frozen=True, kw_only=True):
    """One statement on every subject of its dialect."""

    key: str
    statement: Statement
    document: Document
    cells: dict[str, Cell]
    """Subject to what came of this statement; the results' verdicts are those of the facts that rest on it."""
    cases: tuple[Row, ...]
    """The cases of this run that are about it."""
    gap: Gap | None
    defects: tuple[str, ...]

    @property
    def reason(self) -> str:
        """What the gap's reason means, if there is a gap."""
        return GAP_REASONS[self.gap.reason] if self.gap is not None else ""


class StatementPage(msgspec.Struct, frozen=True, kw_only=True):
    """All statements of a dialect."""

    dialect: Dialect
    title: str
    subjects: tuple[SubjectInfo, ...]
    rows: tuple[StatementRow, ...]
    defects: int

    @property
    def tried(self) -> int:
        """Statements that a case of this run is about."""
        return sum(bool(row.cases) for row in self.rows)

    @property
    def gaps(self) -> int:
        """Statements that no case can be about."""
        return sum(row.gap is not None for row in self.rows)


class DefectEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of the documents."""

    id: str
    defect: Defect
    places: tuple[tuple[Place, Document], ...]
    cases: tuple[tuple[str, Row | None], ...]
    """Each case by name, with its row where it ran."""


def statement_page(spec: Spec, report: Report, rows: Iterable[Row]) -> StatementPage:
    """Gather the page of a dialect."""
    subjects = tuple(info for info in report.subjects if info.dialect is spec.dialect)
    results = [result for result in report.results if result.dialect is spec.dialect]
    about = _cases(spec, rows)
    entries = (_row(key, spec, subjects, results, about.get(key, ())) for key in spec.statements)
    return StatementPage(
        dialect=spec.dialect, title=spec.title, subjects=subjects, rows=tuple(entries), defects=len(spec.defects)
    )


def defect_entries(spec: Spec, rows: Iterable[Row]) -> list[DefectEntry]:
    """The faults of a dialect's documents, in the order of the spec."""
    by_name = {row.case: row for row in rows}
    return [
        DefectEntry(
            id=name,
            defect=defect,
            places=tuple((place, document(spec, place.source, place.where)) for place in defect.places),
            cases=tuple((case, by_name.get(case)) for case in defect.cases),
        )
        for name, defect in spec.defects.items()
    ]


def _cases(spec: Spec, rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        cited = {key for result in row.results if result.dialect is spec.dialect for key in result.cites}
        for key in cited:
            found[key] = (*found.get(key, ()), row)
    return found


def _row(
    key: str, spec: Spec, subjects: Iterable[SubjectInfo], results: Iterable[Result], cases: tuple[Row, ...]
) -> StatementRow:
    statement = spec.statements[key]
    judged = list(_judged(key, results))
    return StatementRow(
        key=key,
        statement=statement,
        document=cited(spec, statement.source),
        cells={info.name: cell for info in subjects for cell in _cell(info.name, judged)},
        cases=cases,
        gap=next((gap for gap in spec.gaps if key in gap.statements), None),
        defects=tuple(name for name, defect in spec.defects.items() if key in defect.statements),
    )


def _cell(subject: str, judged: Iterable[Result]) -> Iterator[Cell]:
    found = tuple(result for result in judged if result.subject == subject)
    if found:
        yield Cell(subject=subject, results=found)


def _judged(key: str, results: Iterable[Result]) -> Iterator[Result]:
    """Results that tell of a statement, each with the verdict of that statement in place of the item's."""
    for result in results:
        findings = [finding for finding in result.findings if key in finding.cites]
        if key in result.cites or findings:
            yield msgspec.structs.replace(result, verdict=_verdict(key, result, findings))


def _verdict(key: str, result: Result, findings: list[Finding]) -> Verdict:
    if result.severity is Severity.CRITICAL:
        return result.verdict
    if findings:
        worst = max((finding.verdict for finding in findings), key=rank)
        return Verdict.DEVIATES if worst is Verdict.VIOLATES and result.verdict is Verdict.DEVIATES else worst
    return Verdict.CONFORMS if key in result.kept else result.verdict


def known(specs: Mapping[Dialect, Spec], report: Report) -> list[Spec]:
    """The specs of the dialects that a report's subjects speak, in their order."""
    spoken = {info.dialect for info in report.subjects}
    return [specs[dialect] for dialect in Dialect if dialect in spoken and dialect in specs]

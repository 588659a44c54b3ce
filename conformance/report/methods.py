"""The pages of the vendors that list methods: page, method, kind of encryption, and what came of each."""

from collections.abc import Iterable, Iterator

import msgspec

from conformance.model.result import Call, Result, SubjectInfo
from conformance.model.spec import Page, Spec
from conformance.model.words import Mode, Severity, Verdict
from conformance.report.documents import Document, document
from conformance.report.matrix import Cell
from conformance.report.reader import Report
from conformance.report.verdicts import Group, group_of


class MethodRow(msgspec.Struct, frozen=True, kw_only=True):
    """One method of a page."""

    method: str
    documented: tuple[Mode, ...]
    cells: dict[Mode, Cell]
    """Encryption to what came of the method's own steps; lacks an encryption that nothing of the run tried."""

    @property
    def tried(self) -> int:
        """How many of the documented kinds of encryption the run tried."""
        return sum(mode in self.cells for mode in self.documented)


class MethodTable(msgspec.Struct, frozen=True, kw_only=True):
    """One page, as one subject keeps it."""

    document: Document
    judged: str
    subject: SubjectInfo | None
    """None: the run judged nobody that the page is about."""
    modes: tuple[Mode, ...]
    rows: tuple[MethodRow, ...]

    @property
    def documented(self) -> int:
        """Pairs of method and encryption that the page lists."""
        return sum(len(row.documented) for row in self.rows)

    @property
    def tried(self) -> int:
        """How many of them the run tried."""
        return sum(row.tried for row in self.rows)


def method_tables(specs: Iterable[Spec], report: Report) -> list[MethodTable]:
    """Every page of the specs, once for each subject of the run that it is about."""
    return [table for spec in specs for page in spec.pages.values() for table in _tables(spec, page, report)]


def _tables(spec: Spec, page: Page, report: Report) -> Iterator[MethodTable]:
    about = [info for info in report.subjects if info.dialect is spec.dialect and info.driver == page.judged]
    nobody: list[SubjectInfo | None] = [None]
    for info in about or nobody:
        results = [] if info is None else [result for result in report.results if result.subject == info.name]
        rows = tuple(_row(method, modes, results) for method, modes in page.methods.items())
        shown = {mode for row in rows for mode in (*row.documented, *row.cells)}
        yield MethodTable(
            document=document(spec, page.source),
            judged=page.judged,
            subject=info,
            modes=tuple(mode for mode in Mode if mode in shown),
            rows=rows,
        )


def _row(method: str, documented: Iterable[Mode], results: Iterable[Result]) -> MethodRow:
    found: dict[Mode, list[Result]] = {}
    for result in results:
        for call in result.calls:
            if call.method == method:
                found.setdefault(call.mode, []).append(_as_called(result, call))
    cells = {mode: Cell(subject=of[0].subject, results=tuple(of)) for mode, of in found.items()}
    return MethodRow(method=method, documented=tuple(documented), cells=cells)


def _as_called(result: Result, call: Call) -> Result:
    """The result with the verdict of the method's own steps; what was not judged at all stays unknown."""
    if group_of(result.verdict) is Group.UNKNOWN:
        return result
    waived = call.verdict is Verdict.VIOLATES and result.verdict is Verdict.DEVIATES
    severity = result.severity if call.verdict is Verdict.VIOLATES else Severity.NORMAL
    verdict = Verdict.DEVIATES if waived else call.verdict
    return msgspec.structs.replace(result, verdict=verdict, severity=severity)

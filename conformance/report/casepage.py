"""What a case's page shows: documents, steps, what was expected against what came, and the exchanges."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from conformance.model.result import Finding, Result, SubjectInfo
from conformance.model.spec import Spec
from conformance.model.words import Dialect, Level, Severity
from conformance.report.matrix import Cell, Row
from conformance.report.phrases import came_out
from conformance.report.reader import Report, label, variant_text
from conformance.report.steps import StepText, steps_in_words
from conformance.report.verdicts import MEANINGS, rank

K = TypeVar("K")
V = TypeVar("V")


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that the case is about."""

    dialect: Dialect
    key: str
    reads: str = ""
    level: Level | None = None
    """None where the spec was not at hand."""
    source: str = ""
    url: str = ""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A finding, and the variants in which it was made; none named means all of them."""

    finding: Finding
    variants: tuple[str, ...]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Variants that ended in the same way."""

    result: Result
    """The first of them."""
    variants: tuple[str, ...]
    sentence: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One subject's part of the page."""

    subject: SubjectInfo
    cell: Cell
    outcomes: tuple[Outcome, ...]
    seen: tuple[Seen, ...]
    kept: tuple[Result, ...]
    """The results whose exchanges were kept, worst first."""


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """All of a case's page."""

    row: Row
    documents: tuple[Cited, ...]
    steps: tuple[StepText, ...]
    judged: tuple[Judged, ...]
    source: str


def case_page(row: Row, report: Report, specs: Mapping[Dialect, Spec], source: str) -> CasePage:
    """Gather a case's page."""
    infos = [info for info in report.subjects if info.name in row.cells]
    return CasePage(
        row=row,
        documents=tuple(_documents(row.results, specs)),
        steps=tuple(steps_in_words(source)),
        judged=tuple(_judged(info, row.cells[info.name]) for info in infos),
        source=source,
    )


def replay(result: Result, results: str, *, several: bool) -> str:
    """The command that carries a result out again; `several`: the report has more than one subject."""
    name = label(result)
    quoted = f"'{name}'" if "[" in name else name
    return f"conformance replay {results} {quoted}" + (f" --subject {result.subject}" if several else "")


def _documents(results: Iterable[Result], specs: Mapping[Dialect, Spec]) -> list[Cited]:
    keys = dict.fromkeys((result.dialect, key) for result in results for key in result.cites)
    return [_cited(dialect, key, specs.get(dialect)) for dialect, key in keys]


def _cited(dialect: Dialect, key: str, spec: Spec | None) -> Cited:
    statement = spec.statements.get(key) if spec is not None else None
    if spec is None or statement is None:
        return Cited(dialect=dialect, key=key)
    name, _, section = statement.source.partition(" ")
    source = spec.sources.get(name)
    if source is None:
        return Cited(dialect=dialect, key=key, reads=statement.reads, level=statement.level, source=statement.source)
    title = f"{source.title}, {section}" if section else source.title
    url = source.url if source.url.startswith(("https://", "http://")) else ""
    return Cited(dialect=dialect, key=key, reads=statement.reads, level=statement.level, source=title, url=url)


def _judged(info: SubjectInfo, cell: Cell) -> Judged:
    by_weight = sorted(cell.results, key=_weight, reverse=True)
    return Judged(
        subject=info,
        cell=cell,
        outcomes=tuple(_outcomes(by_weight)),
        seen=tuple(_seen(cell.results)),
        kept=tuple(result for result in by_weight if result.steps),
    )


def _weight(result: Result) -> tuple[bool, int]:
    return result.severity is Severity.CRITICAL, rank(result.verdict)


def _outcomes(results: Iterable[Result]) -> Iterable[Outcome]:
    folded = _fold(results, lambda result: (result.verdict, result.severity, _sentence(result)))
    for (_, _, sentence), same in folded.items():
        variants = tuple(filter(None, map(variant_text, same)))
        yield Outcome(result=same[0], variants=variants, sentence=sentence)


def _sentence(result: Result) -> str:
    """Why a result is what it is: what came out, the engine's reason, or the meaning of its verdict."""
    if result.severity is Severity.CRITICAL:
        text = came_out(result)
        return f"{text[0].upper()}{text[1:]}."
    return result.reason or MEANINGS[result.verdict].sentence


def _seen(results: tuple[Result, ...]) -> list[Seen]:
    pairs = [(finding, result) for result in results for finding in result.findings]
    folded = _fold(pairs, lambda pair: msgspec.json.encode(pair[0]))
    rows = []
    for same in folded.values():
        everywhere = len(same) == len(results)
        variants = () if everywhere else tuple(variant_text(result) for _, result in same)
        rows.append(Seen(finding=same[0][0], variants=variants))
    return sorted(rows, key=lambda row: _gravity(row.finding), reverse=True)


def _gravity(finding: Finding) -> tuple[bool, int]:
    return finding.severity is Severity.CRITICAL, rank(finding.verdict)


def _fold(values: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    groups: dict[K, list[V]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups

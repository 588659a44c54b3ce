"""What a case's page shows: documents, steps, what was expected against what came, and the exchanges."""

import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import msgspec

from conformance.model.result import Finding, Result, SubjectInfo, variant_text
from conformance.model.spec import Spec
from conformance.model.words import Dialect, Level, Severity
from conformance.report.documents import cited
from conformance.report.filters import sentence
from conformance.report.history import SubjectHistory, strip
from conformance.report.matrix import Cell, Row
from conformance.report.phrases import why
from conformance.report.reader import Report
from conformance.report.steps import StepText, steps_in_words
from conformance.report.verdicts import MEANINGS, Group, group_of, rank

K = TypeVar("K")
V = TypeVar("V")
_RUNS_SHOWN = 30
_NOT_JUDGED = {Group.UNKNOWN, Group.OUTSIDE}


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
    """The first variant's."""
    differs: bool
    """Whether other variants expected another value (a digest, a size) and saw the same."""
    variants: tuple[str, ...]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Variants that ended in the same way."""

    result: Result
    """The first of them."""
    variants: tuple[str, ...]
    sentence: str
    meaning: str = ""
    """What the verdict means, where nothing was judged and the sentence says only why."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One subject's part of the page."""

    subject: SubjectInfo
    cell: Cell
    outcomes: tuple[Outcome, ...]
    seen: tuple[Seen, ...]
    kept: tuple[Result, ...]
    """The results whose exchanges were kept, worst first."""
    strip: tuple[tuple[str, str], ...] = ()
    """The start of each of the last runs, and the mark of what came then; empty where there is no memory."""


class CasePage(msgspec.Struct, frozen=True, kw_only=True):
    """All of a case's page."""

    row: Row
    documents: tuple[Cited, ...]
    steps: tuple[StepText, ...]
    judged: tuple[Judged, ...]
    """Worst first."""
    source: str

    @property
    def controls(self) -> list[str]:
        """The names of the steps that are controls."""
        return [step.name for step in self.steps if step.purpose == "control"]


def case_page(
    row: Row,
    report: Report,
    specs: Mapping[Dialect, Spec],
    source: str,
    histories: Mapping[str, SubjectHistory] | None = None,
) -> CasePage:
    """Gather a case's page; `histories` are those from before the run."""
    infos = [info for info in report.subjects if info.name in row.cells]
    known = histories or {}
    judged = [_judged(info, row.cells[info.name], _strip(known.get(info.name), row, report)) for info in infos]
    return CasePage(
        row=row,
        documents=tuple(_documents(row.results, specs)),
        steps=tuple(steps_in_words(source)),
        judged=tuple(sorted(judged, key=lambda part: _weight(part.outcomes[0].result), reverse=True)),
        source=source,
    )


def replay(result: Result, results: str, *, several: bool) -> str:
    """The command that carries a result out again; `several`: the report has more than one subject."""
    words = ["conformance", "replay", results, result.item]
    return shlex.join([*words, "--subject", result.subject] if several else words)


def checked(cell: Cell) -> str:
    """What to say of a cell in which no fact was unusual."""
    facts = sum(result.facts for result in cell.results)
    if group_of(cell.verdict) in _NOT_JUDGED:
        return f"Nothing is concluded here; the {facts:,} facts seen on the way conformed." if facts else ""
    return f"All {facts:,} checked facts conformed."


def rests_on(cell: Cell) -> dict[str, int]:
    """Statement to the number of facts of a cell that conform to it, most first."""
    kept: Counter[str] = Counter()
    for result in cell.results:
        kept.update(result.kept)
    return dict(kept.most_common())


def _documents(results: Iterable[Result], specs: Mapping[Dialect, Spec]) -> list[Cited]:
    keys = dict.fromkeys((result.dialect, key) for result in results for key in result.cites)
    return [_cited(dialect, key, specs.get(dialect)) for dialect, key in keys]


def _cited(dialect: Dialect, key: str, spec: Spec | None) -> Cited:
    statement = spec.statements.get(key) if spec is not None else None
    if spec is None or statement is None:
        return Cited(dialect=dialect, key=key)
    page = cited(spec, statement.source)
    return Cited(
        dialect=dialect, key=key, reads=statement.reads, level=statement.level, source=page.title, url=page.url
    )


def outcomes(results: Iterable[Result]) -> list[Outcome]:
    """How the variants of a case ended on one subject, worst first; those that ended alike are one."""
    return list(_outcomes(sorted(results, key=_weight, reverse=True)))


def _strip(history: SubjectHistory | None, row: Row, report: Report) -> tuple[tuple[str, str], ...]:
    return tuple(strip(history, row, report, _RUNS_SHOWN)) if history is not None and history.runs else ()


def _judged(info: SubjectInfo, cell: Cell, runs: tuple[tuple[str, str], ...]) -> Judged:
    by_weight = sorted(cell.results, key=_weight, reverse=True)
    return Judged(
        subject=info,
        cell=cell,
        outcomes=tuple(outcomes(cell.results)),
        seen=tuple(_seen(cell.results)),
        kept=tuple(result for result in by_weight if result.steps),
        strip=runs,
    )


def _weight(result: Result) -> tuple[bool, int]:
    return result.severity is Severity.CRITICAL, rank(result.verdict)


def _outcomes(results: Iterable[Result]) -> Iterable[Outcome]:
    folded = _fold(results, lambda result: (result.verdict, result.severity, _sentence(result)))
    for (_, _, reason), same in folded.items():
        variants = tuple(filter(None, (variant_text(result.variant) for result in same)))
        yield Outcome(result=same[0], variants=variants, sentence=reason, meaning=_meaning(same[0]))


def _sentence(result: Result) -> str:
    return sentence(why(result)) or MEANINGS[result.verdict].sentence


def _meaning(result: Result) -> str:
    meaning = MEANINGS[result.verdict]
    return meaning.sentence if result.reason and meaning.group in _NOT_JUDGED else ""


def _seen(results: tuple[Result, ...]) -> list[Seen]:
    """The findings, worst first; those that differ only in the expected value share a row."""
    pairs = [(finding, result) for result in results for finding in result.findings]
    rows = []
    for same in _fold(pairs, lambda pair: _but_expected(pair[0])).values():
        variants = tuple(dict.fromkeys(variant_text(result.variant) for _, result in same))
        differs = len({finding.expected for finding, _ in same}) > 1
        rows.append(
            Seen(finding=same[0][0], differs=differs, variants=() if len(variants) == len(results) else variants)
        )
    return sorted(rows, key=lambda row: _gravity(row.finding), reverse=True)


def _but_expected(finding: Finding) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(finding, expected=""))


def _gravity(finding: Finding) -> tuple[bool, int, int]:
    return finding.severity is Severity.CRITICAL, rank(finding.verdict), -list(Level).index(finding.level)


def _fold(values: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    groups: dict[K, list[V]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups

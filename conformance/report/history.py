"""What earlier runs said, kept small: a line per run, and a line per case that grows only when its verdict changes.

One file of JSON lines per subject, `NAME.jsonl`, made to be kept in git: a night without a change adds one line.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from conformance.model.result import Run
from conformance.model.words import Dialect, Severity, Verdict
from conformance.report.figures import figures
from conformance.report.matrix import Row
from conformance.report.reader import Report, ResultsError
from conformance.report.verdicts import LEGEND, MEANINGS, worst

KEPT = 60
"""So many runs are remembered."""
ABSENT = "."
"""The mark of a case that did not run."""
_VERDICTS = {meaning.letter: meaning.verdict for meaning in LEGEND}


class OutOfOrderError(ResultsError):
    """A run is older than the latest that is remembered."""


class _Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    pass


class Head(_Line, frozen=True, kw_only=True, tag="history"):
    """The first line."""

    schema: Literal[1] = 1
    subject: str
    dialect: Dialect


class RunNote(_Line, frozen=True, kw_only=True, tag="run"):
    """A run of the subject."""

    run: str
    started: str
    """ISO 8601, UTC."""
    conformant: int
    applicable: int
    deviations: int
    unknown: int
    critical: int


class CaseNote(_Line, frozen=True, kw_only=True, tag="case"):
    """A case: when it began to be what it is, and what it was before."""

    case: str
    marks: list[tuple[str, str]]
    """The start of a run and what came then, wherever that was not what had come before: a verdict's letter, with `!`
    where a secret came out, or `.` where the case did not run any more."""


class SubjectHistory(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is remembered of one subject."""

    head: Head
    runs: tuple[RunNote, ...]
    """Oldest first."""
    cases: dict[str, CaseNote]

    def mark(self, case: str, started: str) -> str:
        """What came of a case in the run that began then."""
        note = self.cases.get(case)
        return next((mark for since, mark in reversed(note.marks if note else []) if since <= started), ABSENT)

    def before(self, run: Run) -> "SubjectHistory":
        """What was remembered before a run: a report that is built again says the same again."""
        runs = tuple(note for note in self.runs if note.started < run.started)
        cases = {
            name: msgspec.structs.replace(note, marks=[mark for mark in note.marks if mark[0] < run.started])
            for name, note in self.cases.items()
        }
        return SubjectHistory(
            head=self.head, runs=runs, cases={name: note for name, note in cases.items() if note.marks}
        )


def mark_of(verdict: Verdict, *, critical: bool) -> str:
    """A verdict as a history keeps it: `C`, `V!`."""
    return MEANINGS[verdict].letter + ("!" if critical else "")


def verdict_of(mark: str) -> tuple[Verdict, bool] | None:
    """A mark's verdict, and whether it was critical; None where the case did not run."""
    verdict = _VERDICTS.get(mark.removesuffix("!"))
    return (verdict, mark.endswith("!")) if verdict is not None else None


def marks(report: Report, subject: str) -> dict[str, str]:
    """Case to mark, of one subject in a run."""
    found: dict[str, tuple[set[Verdict], bool]] = {}
    for result in report.results:
        if result.subject == subject:
            verdicts, critical = found.setdefault(result.case, (set(), False))
            found[result.case] = (verdicts | {result.verdict}, critical or result.severity is Severity.CRITICAL)
    return {case: mark_of(worst(verdicts), critical=critical) for case, (verdicts, critical) in found.items()}


def note_of(report: Report, subject: str) -> RunNote:
    """A run's line."""
    numbers = figures(result for result in report.results if result.subject == subject)
    return RunNote(
        run=report.run.run,
        started=report.run.started,
        conformant=numbers.conformant,
        applicable=numbers.applicable,
        deviations=numbers.deviations,
        unknown=numbers.unknown,
        critical=numbers.critical,
    )


def remember(histories: Mapping[str, SubjectHistory], report: Report, path: Path) -> list[SubjectHistory]:
    """The histories of a run's subjects with that run added; a run that is remembered already changes nothing.

    `path` is the results file, for the `OutOfOrderError` of a run that is older than the latest.
    """
    judged = {result.subject for result in report.results}
    return [
        _added(
            histories.get(info.name)
            or SubjectHistory(head=Head(subject=info.name, dialect=info.dialect), runs=(), cases={}),
            report,
            path,
        )
        for info in report.subjects
        if info.name in judged
    ]


def _added(history: SubjectHistory, report: Report, path: Path) -> SubjectHistory:
    run, subject = report.run, history.head.subject
    if any((note.run, note.started) == (run.run, run.started) for note in history.runs):
        return history
    if history.runs and run.started <= history.runs[-1].started:
        last = history.runs[-1]
        raise OutOfOrderError(path, f"run {run.run} is older than {last.run}, the latest remembered of {subject}")
    now = marks(report, subject)
    runs = (*history.runs, note_of(report, subject))[-KEPT:]
    names = sorted({*history.cases, *now})
    notes = {name: _noted(history.cases.get(name), name, now.get(name, ABSENT), run.started) for name in names}
    return SubjectHistory(head=history.head, runs=runs, cases=_trimmed(notes, runs[0].started))


def _noted(note: CaseNote | None, case: str, mark: str, started: str) -> CaseNote:
    earlier = note.marks if note else []
    if earlier and earlier[-1][1] == mark:
        return CaseNote(case=case, marks=earlier)
    return CaseNote(case=case, marks=[*earlier, (started, mark)])


def _trimmed(notes: Mapping[str, CaseNote], oldest: str) -> dict[str, CaseNote]:
    """Without what only runs older than the oldest had; a case that has not run in any of the others is forgotten."""
    kept: dict[str, CaseNote] = {}
    for name, note in notes.items():
        old = [mark for mark in note.marks if mark[0] <= oldest][-1:]
        left = [*old, *(mark for mark in note.marks if mark[0] > oldest)]
        if any(mark != ABSENT for _, mark in left):
            kept[name] = CaseNote(case=name, marks=left)
    return kept


def strip(history: SubjectHistory, row: Row, report: Report, shown: int) -> list[tuple[str, str]]:
    """The start of each of the last runs and what came of a case then, the run of the report last."""
    cell = row.cells[history.head.subject]
    earlier = [(note.started, history.mark(row.case, note.started)) for note in history.runs][-shown + 1 :]
    return [*earlier, (report.run.started, mark_of(cell.verdict, critical=bool(cell.critical)))]

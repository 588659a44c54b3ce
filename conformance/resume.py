"""`--resume`: go on with a run that was cut off, and leave alone what it has already measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from conformance.describe import describe
from conformance.model.problem import InputError, Problem
from conformance.model.result import Result, Run
from conformance.model.target import Target
from conformance.model.words import Verdict
from conformance.report.reader import Report, read_report

_AGAIN = {Verdict.BLOCKED, Verdict.ERROR}
SUITE_VERSION = version("object-store-encryption-conformance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A run without a footer, and what of it stands."""

    run: Run
    kept: tuple[Result, ...]
    """Every result that was judged, or never will be: what was in an error's or a block's way is tried again."""
    done: frozenset[tuple[str, str]]
    """Subject and item of each kept result."""


def read_unfinished(path: Path, targets: Sequence[Target], options: Mapping[str, str]) -> Unfinished:
    """Read a run that was cut off; raise `InputError` where there is none, or where it was another run than this."""
    report = read_report(path)
    difference = _difference(report, targets, options)
    if difference:
        raise InputError(Problem(file="--resume", line=0, message=f"{path}: {difference}"))
    kept = tuple(result for result in report.results if result.verdict not in _AGAIN)
    return Unfinished(run=report.run, kept=kept, done=frozenset((result.subject, result.item) for result in kept))


def _difference(report: Report, targets: Sequence[Target], options: Mapping[str, str]) -> str:
    """Why this run cannot be gone on with; empty where it can."""
    if report.end is not None:
        return f"the run {report.run.run} is complete, there is nothing to resume"
    if report.run.suite_version != SUITE_VERSION:
        return f"was made by version {report.run.suite_version} of the suite, this is {SUITE_VERSION}"
    if report.run.subjects != [describe(target) for target in targets]:
        return f"was about {', '.join(info.name for info in report.run.subjects)}, with the settings of then"
    if report.run.options != options:
        return f"was run with {report.run.options}, not with {dict(options)}"
    return ""

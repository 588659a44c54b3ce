"""One run out of the shards that several machines carried out."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from conformance.model.result import End, Result, Run
from conformance.report.reader import DuplicateResultError, Report, ResultsError, in_order, read_report


class ShardsDifferError(ResultsError):
    """The files are not shards of one run."""


def merge(paths: Sequence[Path]) -> Report:
    """Join results files; raise a `ResultsError` where they do not belong together, or say something twice.

    Shards belong together if they were made by the same version of the suite, with the same options and the same seed
    (so that `replay` finds the same keys and bodies), on subjects of which no two have the same name and differ.
    Without every shard's footer the whole has none: it was cut short.
    """
    reports = [read_report(path) for path in paths]
    for path, report in zip(paths[1:], reports[1:], strict=True):
        _check(path, reports[0].run, report.run)
    run = _header([report.run for report in reports])
    return Report(run=run, results=in_order(run, _results(paths, reports)), end=_footer(reports))


def _check(path: Path, first: Run, run: Run) -> None:
    for what in ("suite_version", "commit", "seed"):
        ours, theirs = getattr(first, what), getattr(run, what)
        if ours != theirs:
            hint = "; give every shard the same --seed" if what == "seed" else ""
            raise ShardsDifferError(path, f"no shard of the same run: its {what} is {theirs!r}, not {ours!r}{hint}")
    if _options(first) != _options(run):
        message = f"no shard of the same run: its options are {_options(run)}, not {_options(first)}"
        raise ShardsDifferError(path, message)
    known = {info.name: info for info in first.subjects}
    for info in run.subjects:
        if known.get(info.name, info) != info:
            raise ShardsDifferError(path, f"its subject {info.name!r} is another than the first file's of that name")


def _options(run: Run) -> dict[str, str]:
    return {name: value for name, value in run.options.items() if name != "shard"}


def _header(runs: Sequence[Run]) -> Run:
    subjects = {info.name: info for run in runs for info in run.subjects}
    return msgspec.structs.replace(
        runs[0],
        run="+".join(run.run for run in runs),
        started=min(run.started for run in runs),
        subjects=list(subjects.values()),
        options=_options(runs[0]),
    )


def _results(paths: Sequence[Path], reports: Sequence[Report]) -> list[Result]:
    seen: dict[tuple[str, str], Path] = {}
    results: list[Result] = []
    for path, report in zip(paths, reports, strict=True):
        for result in report.results:
            earlier = seen.setdefault((result.item, result.subject), path)
            if earlier != path:
                raise DuplicateResultError(path, f"{result.item} on {result.subject} stands in {earlier} as well")
            results.append(result)
    return results


def _footer(reports: Sequence[Report]) -> End | None:
    ends = [report.end for report in reports if report.end is not None]
    if len(ends) < len(reports):
        return None
    counts: Counter[str] = Counter()
    for end in ends:
        counts.update(end.counts)
    return End(
        finished=max(end.finished for end in ends),
        counts=dict(counts),
        seconds=max(end.seconds for end in ends),
        left=[text for end in ends for text in end.left],
    )

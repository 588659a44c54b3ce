"""What the report shows besides results: the documents' statements, and each case as a person wrote it."""

from pathlib import Path

from conformance.catalogue import specs
from conformance.catalogue.places import cases_root, suite_files
from conformance.catalogue.suites import load
from conformance.model.problem import InputError
from conformance.model.proof import Proof
from conformance.prove.merging import read
from conformance.report.history import remember
from conformance.report.history_file import read_histories, write_histories
from conformance.report.reader import Report
from conformance.report.site import build_site

HISTORY = "history"
"""The folder of the histories, in the folder of the results."""


def build_report(report: Report, folder: Path, history: Path | None = None) -> Path:
    """Write the site of a report into a folder; return its first page.

    `history` is where earlier runs are remembered: `history/` in the folder itself, unless another is named.
    """
    root = cases_root()
    known = {info.dialect: specs.load(root, info.dialect) for info in report.run.subjects}
    return build_site(
        report,
        folder,
        specs=known,
        sources=case_sources(root),
        proof=_proof(folder),
        histories=read_histories(history or folder / HISTORY),
    )


def remember_run(report: Report, folder: Path) -> None:
    """Add a run to what its results folder remembers; raise `InputError` where a history cannot be read."""
    histories = read_histories(folder / HISTORY)
    write_histories(folder / HISTORY, remember(histories, report, folder / "results.jsonl"))


def _proof(folder: Path) -> Proof | None:
    """What `conformance prove` left beside the report, if it did."""
    path = folder.parent / "proof" / "proof.json"
    try:
        return read(path) if path.is_file() else None
    except InputError:
        return None


def case_sources(root: Path) -> dict[str, str]:
    """Case name to its text; a file that cannot be read is left out (its item says why)."""
    sources: dict[str, str] = {}
    for path in suite_files(root):
        try:
            suite = load(path)
        except InputError:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        starts = [suite.line(index) - 1 for index in range(len(suite.variants))]
        for variants, start, end in zip(suite.variants, starts, [*starts[1:], len(lines)], strict=True):
            sources[f"{suite.name}/{variants[0].case.id}"] = _dedent(lines[start:end])
    return sources


def _dedent(lines: list[str]) -> str:
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    cut = min(indents, default=0)
    return "\n".join(line[cut:] for line in lines).rstrip() + "\n"

"""The commands about results that are there already: report, merge, compare, summary, history, badge."""

import argparse
from collections.abc import Callable
from pathlib import Path

import msgspec

from conformance.model.problem import InputError, Problem
from conformance.report import compare, contrast
from conformance.report.badge import badge
from conformance.report.figures import figures
from conformance.report.filters import counted
from conformance.report.history import remember
from conformance.report.history_file import read_histories, write_histories
from conformance.report.merge import merge
from conformance.report.reader import Report, read_report
from conformance.report.summary import markdown_summary, terminal_summary
from conformance.report.writer import ResultWriter
from conformance.sources import build_report

Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]
"""Declares a command by name, function and help."""


def add_commands(command: Command) -> None:
    """Declare them all."""
    report = command("report", _report, "build the HTML report of a results file again")
    report.add_argument("results", type=Path, help="a results.jsonl; the site is written beside it")
    merged = command("merge", _merge, "make one run of the shards of several machines")
    merged.add_argument("results", type=Path, nargs="+", help="the results.jsonl of each shard")
    merged.add_argument("--to", type=Path, required=True, metavar="DIR", help="where the whole and its report go")
    for each in (report, merged):
        each.add_argument("--history", type=Path, metavar="DIR", help="what is remembered of earlier runs")
    compared = command("compare", _compare, "what changed between two runs; exit code 1 if for the worse")
    compared.add_argument("before", type=Path, help="a results.jsonl")
    compared.add_argument("after", type=Path, nargs="?", help="a later one")
    compared.add_argument(
        "--subjects",
        nargs=2,
        metavar=("A", "B"),
        help="where A of the first run differs from B of the other, or of the same",
    )
    compared.add_argument("--markdown", action="store_true", help="for a pull request or a CI summary")
    summed = command("summary", _summary, "a run in a few lines")
    summed.add_argument("results", type=Path, help="a results.jsonl")
    summed.add_argument("--markdown", action="store_true", help="for a pull request or a CI summary")
    remembered = command("history", _history, "add a run to what is remembered, a small file per subject")
    remembered.add_argument("results", type=Path, help="a results.jsonl")
    remembered.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder of the histories")
    badged = command("badge", _badge, "the three numbers as JSON for shields.io's endpoint badge")
    badged.add_argument("results", type=Path, help="a results.jsonl")
    badged.add_argument("--subject", metavar="NAME", help="of this subject only")
    badged.add_argument("--label", default="encryption conformance", metavar="TEXT", help="its left half")


def _report(options: argparse.Namespace) -> int:
    report = read_report(options.results)
    return _built(report, options.results.parent, options.history)


def _merge(options: argparse.Namespace) -> int:
    merged = merge(options.results)
    with ResultWriter(options.to / "results.jsonl") as writer:
        writer.header(merged.run)
        for result in merged.results:
            writer.result(result)
        if merged.end is not None:
            writer.end(merged.end)
    return _built(merged, options.to, options.history)


def _built(report: Report, folder: Path, history: Path | None) -> int:
    site = build_report(report, folder, history)
    print("\n".join([*terminal_summary(report), f"report: {site}"]))
    return 0


def _contrast(options: argparse.Namespace) -> int:
    first = read_report(options.before)
    second = read_report(options.after) if options.after is not None else first
    found = contrast.contrast(first, options.subjects[0], second, options.subjects[1])
    print(contrast.markdown(found) if options.markdown else "\n".join(contrast.lines(found)))
    return 0


def _compare(options: argparse.Namespace) -> int:
    if options.subjects:
        return _contrast(options)
    if options.after is None:
        message = "compare takes two results files, or one and --subjects A B"
        raise InputError(Problem(file=str(options.before), line=0, message=message))
    comparison = compare.compare(read_report(options.before), read_report(options.after))
    print(compare.markdown(comparison) if options.markdown else "\n".join(compare.lines(comparison)))
    return 1 if comparison.worse else 0


def _summary(options: argparse.Namespace) -> int:
    report = read_report(options.results)
    print(markdown_summary(report) if options.markdown else "\n".join(terminal_summary(report)))
    return 0


def _history(options: argparse.Namespace) -> int:
    histories = remember(read_histories(options.to), read_report(options.results), options.results)
    write_histories(options.to, histories)
    for each in histories:
        print(f"{each.head.subject}: {counted(len(each.runs), 'run')}, {counted(len(each.cases), 'case')}")
    return 0


def _badge(options: argparse.Namespace) -> int:
    report = read_report(options.results)
    subjects = [info.name for info in report.subjects]
    if options.subject not in {None, *subjects}:
        message = f"there is no subject {options.subject!r} in the run; there are {', '.join(subjects)}"
        raise InputError(Problem(file=str(options.results), line=0, message=message))
    results = [result for result in report.results if options.subject in {None, result.subject}]
    made = badge(options.label, figures(results), whole=report.end is not None)
    print(msgspec.json.format(msgspec.json.encode(made), indent=1).decode())
    return 0

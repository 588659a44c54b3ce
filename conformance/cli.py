"""The command line door: one function a command, bad input as one message."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from conformance import catches, replay, sweep
from conformance.bench.large import large
from conformance.bench.overhead import overhead
from conformance.bench.pages import pages
from conformance.bench.scale import scale
from conformance.bench.small import small
from conformance.catalogue import coverage, lint, matrix, plan, schema, targets
from conformance.catalogue.places import cases_root, root_of, suite_files
from conformance.catalogue.suites import load
from conformance.emulator import cli as emulate
from conformance.lab import cli as lab
from conformance.model.problem import InputError, Problem
from conformance.model.words import Dialect
from conformance.prove import cli as proof
from conformance.report import compare
from conformance.report.badge import badge
from conformance.report.figures import figures
from conformance.report.filters import counted
from conformance.report.history import remember
from conformance.report.history_file import read_histories, write_histories
from conformance.report.merge import merge
from conformance.report.reader import read_report
from conformance.report.summary import terminal_summary
from conformance.report.writer import ResultWriter
from conformance.sources import build_report

BENCHES = {"overhead": overhead, "small": small, "large": large, "scale": scale, "pages": pages}
_USAGE_ERROR = 2
_IMPORTED = "ignore::pytest.PytestAssertRewriteWarning"
"""This command has imported the plugin before pytest could."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. Bad input is one message on stderr and exit code 2."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["run"]:
        return _run(words[1:])
    options = _parser().parse_args(words)
    try:
        return int(options.command(options))
    except InputError as error:
        print(error, file=sys.stderr)
        return _USAGE_ERROR
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="conformance", description="Encryption conformance of object stores.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("run", help="judge a target: takes pytest's options and --target, --endpoint, ...")
    _command(commands, "lint", _lint, "check the case files").add_argument("folder", nargs="?", type=Path)
    cases = _command(commands, "cases", _cases, "list the cases")
    cases.add_argument("folder", nargs="?", type=Path)
    cases.add_argument("--matrix", action="store_true", help="by dialect, operation and mode, so that a hole is seen")
    covered = _command(commands, "coverage", _coverage, "which cases test which documented statement, and back")
    covered.add_argument("folder", nargs="?", type=Path)
    covered.add_argument("--dialect", choices=list(Dialect), help="of this dialect only")
    covered.add_argument("--check", action="store_true", help="fail if anything is neither tried nor explained")
    _command(commands, "schema", _schema, "write the JSON Schemas of the file formats again")
    emulate.add_arguments(_command(commands, "emulate", emulate.run, "serve a store that keeps the documented rules"))
    lab.add_arguments(_command(commands, "lab", lab.run, "real servers on this machine: up, down, status"))
    proof.add_arguments(_command(commands, "prove", proof.run, "show that every case can fail"))
    replay.add_arguments(_command(commands, "replay", replay.run, "carry a recorded item out again"))
    sweep.add_arguments(_command(commands, "sweep", sweep.run, "remove what killed runs left on a store"))
    merged = _command(commands, "merge", _merge, "make one run of the shards of several machines")
    merged.add_argument("results", type=Path, nargs="+", help="the results.jsonl of each shard")
    merged.add_argument("--to", type=Path, required=True, metavar="DIR", help="where the whole and its report go")
    compared = _command(commands, "compare", _compare, "what changed between two runs; exit code 1 if for the worse")
    compared.add_argument("before", type=Path, help="a results.jsonl")
    compared.add_argument("after", type=Path, help="a later one")
    compared.add_argument("--markdown", action="store_true", help="for a pull request or a CI summary")
    remembered = _command(commands, "history", _history, "add a run to what is remembered, a small file per subject")
    remembered.add_argument("results", type=Path, help="a results.jsonl")
    remembered.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder of the histories")
    badged = _command(commands, "badge", _badge, "the three numbers as JSON for shields.io's endpoint badge")
    badged.add_argument("results", type=Path, help="a results.jsonl")
    badged.add_argument("--subject", metavar="NAME", help="of this subject only")
    badged.add_argument("--label", default="encryption conformance", metavar="TEXT", help="its left half")
    bench = _command(commands, "bench", _bench, "how fast the suite and its emulator are, as ratios of one run")
    bench.add_argument("what", nargs="?", choices=BENCHES, help="which one (default: all)")
    planned = _command(commands, "plan", _plan, "what a run would ask of a store, before anything is sent")
    planned.add_argument("folder", nargs="?", type=Path)
    planned.add_argument("--target", action="append", default=[], metavar="NAME", help="profile, group or profile file")
    planned.add_argument("--dialect", choices=sorted(Dialect), action="append", default=[], help="without a profile")
    planned.add_argument("--latency", type=float, default=50, metavar="MS", help="of one request (default: 50)")
    planned.add_argument("-n", type=int, default=1, dest="processes", metavar="N", help="processes (default: 1)")
    report = _command(commands, "report", _report, "build the HTML report of a results file again")
    report.add_argument("results", type=Path, help="a results.jsonl; the site is written beside it")
    for command in (merged, report):
        command.add_argument("--history", type=Path, metavar="DIR", help="what is remembered of earlier runs")
    return parser


def _command(commands, name: str, command, text: str) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]  # noqa: ANN001
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser


def _run(words: list[str]) -> int:
    """Hand over to pytest, with the shipped cases unless case files or folders are named."""
    named = any(root_of(Path(word.partition("::")[0]).resolve()) for word in words if not word.startswith("-"))
    places = [] if named else [str(cases_root())]
    return int(pytest.main(["-p", "no:cacheprovider", "-W", _IMPORTED, *words, *places]))


def _lint(options: argparse.Namespace) -> int:
    folder = options.folder or cases_root()
    if not suite_files(folder):
        raise InputError(Problem(file=str(folder), line=0, message="there is no case file"))
    problems = [*lint.lint(folder), *catches.lint(folder)]
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem(s)" if problems else "the cases are in order")
    return 1 if problems else 0


def _cases(options: argparse.Namespace) -> int:
    if options.matrix:
        print("\n".join(matrix.lines(matrix.matrix(options.folder or cases_root()))))
        return 0
    for path in suite_files(options.folder or cases_root()):
        suite = load(path)
        for variants in suite.variants:
            case = variants[0].case
            print(f"{suite.name}/{case.id}  [{', '.join(case.cites)}; {len(variants)} variant(s)]  {case.title}")
    return 0


def _coverage(options: argparse.Namespace) -> int:
    root = options.folder or cases_root()
    dialects = [Dialect(options.dialect)] if options.dialect else list(Dialect)
    if not options.check:
        print("\n\n".join("\n".join(coverage.lines(coverage.coverage(root, dialect))) for dialect in dialects))
        return 0
    found = [problem for dialect in dialects for problem in coverage.problems(root, dialect)]
    for problem in found:
        print(problem)
    print(f"{len(found)} hole(s)" if found else "every statement is tried or explained")
    return 1 if found else 0


def _schema(options: argparse.Namespace) -> int:  # noqa: ARG001 - every command takes the options
    for path in schema.write():
        print(path)
    return 0


def _report(options: argparse.Namespace) -> int:
    report = read_report(options.results)
    site = build_report(report, options.results.parent, options.history)
    print("\n".join([*terminal_summary(report), f"report: {site}"]))
    return 0


def _merge(options: argparse.Namespace) -> int:
    merged = merge(options.results)
    with ResultWriter(options.to / "results.jsonl") as writer:
        writer.header(merged.run)
        for result in merged.results:
            writer.result(result)
        if merged.end is not None:
            writer.end(merged.end)
    site = build_report(merged, options.to, options.history)
    print("\n".join([*terminal_summary(merged), f"report: {site}"]))
    return 0


def _compare(options: argparse.Namespace) -> int:
    comparison = compare.compare(read_report(options.before), read_report(options.after))
    print(compare.markdown(comparison) if options.markdown else "\n".join(compare.lines(comparison)))
    return 1 if comparison.worse else 0


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


def _plan(options: argparse.Namespace) -> int:
    for name, dialect in _planned(options):
        whole = plan.plan(options.folder or cases_root(), dialect)
        print("\n".join([f"{name}:", *plan.lines(whole, options.latency / 1000, max(1, options.processes))]))
    return 0


def _planned(options: argparse.Namespace) -> list[tuple[str, Dialect]]:
    """What to plan for, by name."""
    if options.dialect:
        return [(name, Dialect(name)) for name in options.dialect]
    return [(target.name, target.dialect) for target in targets.select(options.target or ["emulator"])]


def _bench(options: argparse.Namespace) -> int:
    for name in [options.what] if options.what else BENCHES:
        for line in BENCHES[name]():
            print(line, flush=True)
    return 0

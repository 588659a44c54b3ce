"""The command line door: one function a command, bad input as one message."""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from conformance import catches, doctor, initiate, pin, replay, reporting, sweep
from conformance.bench.large import large
from conformance.bench.load import under_load
from conformance.bench.overhead import overhead
from conformance.bench.pages import pages
from conformance.bench.scale import scale
from conformance.bench.small import small
from conformance.bench.workers import workers
from conformance.catalogue import coverage, lint, matrix, plan, schema, targets
from conformance.catalogue.places import cases_root, root_of, suite_files
from conformance.catalogue.suites import load
from conformance.crash import cli as crash
from conformance.emulator import cli as emulate
from conformance.lab import cli as lab
from conformance.model.problem import InputError, Problem
from conformance.model.words import Dialect
from conformance.prove import cli as proof

BENCHES = {
    "overhead": overhead,
    "small": small,
    "large": large,
    "load": under_load,
    "scale": scale,
    "pages": pages,
    "workers": workers,
}
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
    initiate.add_arguments(_command(commands, "init", initiate.run, "look at a store and write a profile to keep"))
    lab.add_arguments(_command(commands, "lab", lab.run, "real servers on this machine: up, down, status"))
    pin.add_arguments(_command(commands, "pin", pin.run, "draft waivers for what a run found"))
    proof.add_arguments(_command(commands, "prove", proof.run, "show that every case can fail"))
    replay.add_arguments(_command(commands, "replay", replay.run, "carry a recorded item out again"))
    doctor.add_arguments(_command(commands, "doctor", doctor.run, "what is missing before a run"))
    sweep.add_arguments(_command(commands, "sweep", sweep.run, "remove what killed runs left on a store"))
    crash.add_arguments(
        _command(commands, "crash", crash.run, "kill runs at what they make, sweep, and look for what is left")
    )
    bench = _command(commands, "bench", _bench, "how fast the suite and its emulator are, as ratios of one run")
    bench.add_argument("what", nargs="?", choices=BENCHES, help="which one (default: all)")
    planned = _command(commands, "plan", _plan, "what a run would ask of a store, before anything is sent")
    planned.add_argument("folder", nargs="?", type=Path)
    planned.add_argument("--target", action="append", default=[], metavar="NAME", help="profile, group or profile file")
    planned.add_argument("--dialect", choices=sorted(Dialect), action="append", default=[], help="without a profile")
    planned.add_argument("--latency", type=float, default=50, metavar="MS", help="of one request (default: 50)")
    planned.add_argument("-n", type=int, default=1, dest="processes", metavar="N", help="processes (default: 1)")
    reporting.add_commands(partial(_command, commands))
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

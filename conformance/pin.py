"""`conformance pin`: draft waivers for what a run found, for a person to read the exchanges and give the reasons."""

import argparse
from pathlib import Path

import msgspec
import yaml

from conformance.model.problem import InputError, Problem
from conformance.report.pins import drafts
from conformance.report.reader import read_report

_WIDTH = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("results", type=Path, help="a results.jsonl")
    parser.add_argument("--subject", metavar="NAME", help="of this subject (needed where there are several)")


def run(options: argparse.Namespace) -> int:
    """Print the drafts as a profile's `waivers`; raise `InputError` where it is not clear whose."""
    report = read_report(options.results)
    found = [info for info in report.run.subjects if options.subject in {None, info.name}]
    if len(found) != 1:
        names = ", ".join(info.name for info in report.run.subjects)
        raise InputError(Problem(file="--subject", line=0, message=f"name one of {names}"))
    waivers = [msgspec.to_builtins(waiver) for waiver in drafts(report.results, found[0])]
    print(yaml.safe_dump({"waivers": waivers}, sort_keys=False, width=_WIDTH, allow_unicode=True), end="")
    return 0

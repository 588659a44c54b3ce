"""`conformance replay`: carry a recorded item out again, same keys and bodies, and lay both runs side by side."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from conformance.catalogue.places import cases_root, suite_files
from conformance.catalogue.suites import Variant, load
from conformance.describe import recall
from conformance.drivers.sdk.registry import NotInstalledError
from conformance.engine.judge import judge
from conformance.engine.runner import carry_out
from conformance.label import item_label
from conformance.model.problem import InputError, Problem
from conformance.model.result import Result, StepRecord
from conformance.model.target import Target
from conformance.opening import CannotOpenError, open_subject
from conformance.options import Options
from conformance.report.reader import read_report
from conformance.wire.curl import curl

_FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("results", type=Path, help="a results.jsonl")
    parser.add_argument("item", help="the case, with its variant where it has one: sse-c/get/other-key[size=16]")
    parser.add_argument("--subject", default="", help="which subject, where the results hold several")
    parser.add_argument("--curl", action="store_true", help="print each request as a curl command")


def run(options: argparse.Namespace) -> int:
    """Replay; return 0 where the verdict is the recorded one."""
    report = read_report(options.results)
    recorded = _find(report.results, options)
    target = recall(next(info for info in report.subjects if info.name == recorded.subject))
    again = Options(
        targets=(target,),
        results=options.results.parent,
        run=os.urandom(3).hex(),
        seed=report.run.seed,
        answers=int(report.run.options.get("answers", "0")),
        faults=frozenset(filter(None, report.run.options.get("faults", "").split(", "))),
    )
    try:
        now = _carry_out(recorded, _variant(recorded), target, again)
    except (CannotOpenError, NotInstalledError) as error:
        print(error, file=sys.stderr)
        return _FAILED
    for line in _compare(recorded, now, show_curl=options.curl):
        print(line)
    return 0 if now.verdict is recorded.verdict else _FAILED


def _carry_out(recorded: Result, variant: Variant, target: Target, options: Options) -> Result:
    with ExitStack() as stack:
        subject = open_subject(target, options, stack)
        stack.callback(subject.sandbox.close)
        label = item_label(options.seed, recorded.case, variant.values, target.name)
        carried = carry_out(variant.case, variant.values, subject, label)
        return judge(variant.case, recorded.case, variant.values, subject, carried, nodeid=recorded.nodeid, keep=True)


def _find(results: list[Result], options: argparse.Namespace) -> Result:
    found = [
        result
        for result in results
        if options.item in {result.item, result.case} and options.subject in {"", result.subject}
    ]
    exact = [result for result in found if result.item == options.item] or found
    if len(exact) == 1:
        return exact[0]
    if not exact:
        raise _wrong(options.results, f"no result {options.item!r}")
    choices = ", ".join(f"{result.item} on {result.subject}" for result in exact)
    raise _wrong(options.results, f"{options.item!r} is not one result but {len(exact)}: {choices}; name one")


def _variant(recorded: Result) -> Variant:
    for path in suite_files(cases_root()):
        for variants in load(path).variants:
            for variant in variants:
                suite = str(path.relative_to(cases_root()).with_suffix(""))
                if f"{suite}/{variant.case.id}" == recorded.case and variant.values == recorded.variant:
                    return variant
    raise _wrong(cases_root(), f"the case {recorded.item} is not there any more")


def _compare(recorded: Result, now: Result, *, show_curl: bool) -> Iterator[str]:
    before = {step.name: step for step in recorded.steps}
    for step in now.steps:
        then = before[step.name].outcome if step.name in before else "not recorded"
        mark = " " if then in {step.outcome, "not recorded"} else "*"
        yield f"{mark} {step.name}: {step.outcome} (recorded: {then})"
        if show_curl:
            yield from _commands(step)
    yield f"verdict: {now.verdict} (recorded: {recorded.verdict}) {now.reason}".rstrip()


def _commands(step: StepRecord) -> Iterator[str]:
    for exchange in step.exchanges:
        yield "\n".join(f"    {line}" for line in curl(exchange).splitlines())


def _wrong(place: Path, message: str) -> InputError:
    return InputError(Problem(file=str(place), line=0, message=message))

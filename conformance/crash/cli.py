"""`conformance crash`: the command."""

import argparse
from collections.abc import Iterator

from conformance.catalogue import targets
from conformance.crash.crashing import Outcome, crash, scene
from conformance.crash.witness import WitnessError
from conformance.model.problem import InputError, Problem
from conformance.model.target import Target
from conformance.opening import CannotOpenError
from conformance.wire.errors import WireError

_FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--target", required=True, metavar="NAME", help="a store that is there, such as lab-ceph")
    parser.add_argument("--times", type=int, default=20, metavar="N", help="runs that are killed (default: 20)")
    parser.add_argument("--seed", default="0", help="of the moments")


def run(options: argparse.Namespace) -> int:
    """Crash, say what came of it; exit code 1 if anything was left or touched."""
    target = _target(options.target)
    try:
        with scene(target) as on:
            found = crash(on, options.times, options.seed, lambda text: print(text, flush=True))
    except (CannotOpenError, WitnessError, WireError, TimeoutError, RuntimeError) as error:
        raise InputError(Problem(file="--target", line=0, message=str(error))) from None
    print("\n".join(lines(found)))
    return _FAILED if any(each.wrong for each in found) else 0


def lines(found: list[Outcome]) -> Iterator[str]:
    """What was wrong, and the sum."""
    for each in found:
        yield from (f"{each.moment}: {text}" for text in each.wrong)
    wrong = sum(1 for each in found if each.wrong)
    removed = sum(len(each.removed) for each in found)
    yield f"{len(found)} runs killed, {removed} buckets, prefixes and keys swept"
    yield f"{wrong} of them left or touched something"


def _target(name: str) -> Target:
    found = targets.select([name])
    if len(found) != 1 or found[0].start:
        message = f"{name} is no single store that is already there; an embedded one ends with its run"
        raise InputError(Problem(file="--target", line=0, message=message))
    return found[0]

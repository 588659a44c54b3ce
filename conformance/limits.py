"""How much a run may ask of each target: what its profile says, and what `--rate` and its companions say instead."""

import os

import msgspec
import pytest

from conformance.engine.meter import Meter
from conformance.model.problem import InputError, Problem
from conformance.model.target import Limits, Target

_OPTIONS = {"rate": "--rate", "max_requests": "--max-requests", "max_bytes": "--max-bytes"}


def add_options(group: pytest.OptionGroup) -> None:
    """Declare the options."""
    group.addoption("--rate", type=float, metavar="N", help="make at most N calls a second, all processes together")
    group.addoption("--max-requests", type=int, metavar="N", help="make at most N calls; clean-up goes on beyond them")
    group.addoption("--max-bytes", type=int, metavar="N", help="move at most N bytes of bodies, up and down together")


def limited(target: Target, config: pytest.Config) -> Target:
    """The target under the limits of this run; raise `InputError` for more processes than it allows at once."""
    said = {name: config.getoption(option) for name, option in _OPTIONS.items()}
    changes = {name: value for name, value in said.items() if value is not None}
    for name, value in changes.items():
        if value <= 0:
            raise InputError(Problem(file=_OPTIONS[name], line=0, message="must be more than 0"))
    limits = msgspec.structs.replace(target.limits, **changes)
    processes = getattr(config.option, "numprocesses", None) or 1
    if limits.parallel and processes > limits.parallel:
        message = f"the target {target.name} allows {limits.parallel} at once (`parallel` of its profile's limits)"
        raise InputError(Problem(file="-n", line=0, message=message))
    return msgspec.structs.replace(target, limits=limits)


def meter_of(limits: Limits) -> Meter:
    """What one process may ask: an equal part of what the whole run may."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return Meter(
        rate=limits.rate / workers,
        max_calls=limits.max_requests // workers if limits.max_requests else None,
        max_bytes=limits.max_bytes // workers if limits.max_bytes else None,
    )

"""`conformance plan`: what a run would ask of a store, worked out from the cases before anything is sent."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from conformance.catalogue.matrix import tried
from conformance.catalogue.places import suite_files
from conformance.catalogue.suites import load
from conformance.model.case import Case
from conformance.model.steps import CreateBucket
from conformance.model.words import Dialect, Mode

_WRITES = {"put-object", "post-object", "append-object", "copy-object", "complete-multipart"}
_READS = {"get-object"}
_OPENING = {*_WRITES, *_READS, "initiate-multipart", "upload-part", "copy-part"}
"""Calls for which a store asks its KMS to make or open a data key."""
_MAKE = {"head-bucket": 1, "create-bucket": 1}
_REMOVE = {"list-uploads": 1, "list-versions": 2, "delete-bucket": 1}
"""A bucket is listed once more after its objects are deleted."""


@dataclass(slots=True)
class Plan:
    """What some items would ask of one store. The least: what a store answers may lead to more."""

    items: int = 0
    calls: Counter[str] = field(default_factory=Counter)
    """By verb, with what the sandbox makes and removes."""
    up: int = 0
    """Bytes of bodies sent."""
    down: int = 0
    """Bytes of bodies read."""
    kms: int = 0
    """Calls that make the store ask its KMS."""

    @property
    def requests(self) -> int:
        """Every call."""
        return self.calls.total()

    def seconds(self, latency: float, processes: int) -> float:
        """The time it takes where each call takes `latency` seconds."""
        return self.requests * latency / processes


def plan(root: Path, dialect: Dialect) -> Plan:
    """The plan of every case of a dialect below a cases folder; raise `InputError` for a file that cannot be read."""
    whole = Plan()
    _buckets(whole, 1)  # the shared one
    for path in suite_files(root):
        for variants in load(path).variants:
            for variant in variants:
                if dialect in variant.case.cites and not variant.case.observable.of_clients:
                    _add(whole, variant.case)
    return whole


def lines(whole: Plan, latency: float, processes: int) -> Iterator[str]:
    """For a terminal: the sums, then the calls by verb."""
    yield f"{whole.items:,} items, {whole.requests:,} requests or more"
    yield f"{whole.up:,} bytes up, {whole.down:,} bytes down, {whole.kms:,} calls that use a KMS key"
    minutes = whole.seconds(latency, processes) / 60
    yield f"{minutes:.1f} min at {latency * 1000:.0f} ms a request and {processes} process(es)"
    yield from (f"  {number:7,} {verb}" for verb, number in whole.calls.most_common())


def _add(whole: Plan, case: Case) -> None:
    whole.items += 1
    own = {step.bucket for step in case.steps} - ({"main"} if case.bucket == "shared" else set())
    made = {step.bucket for step in case.steps if isinstance(step, CreateBucket)}
    _buckets(whole, len(own | made))
    whole.calls["create-bucket"] -= len(made)  # the case's own step counts
    written: dict[str, int] = {}
    for step, (verb, mode) in zip(case.steps, tried(case), strict=True):
        whole.calls[verb] += 1
        size = _size(step)
        name = getattr(step, "object", "")
        whole.up += size
        if verb in _WRITES and step.expect.refused is None:
            written[name] = written.get(name, 0) + size if verb == "append-object" else size or written.get(name, 0)
            whole.calls["delete-object"] += 1
        if verb == "upload-part":
            written[name] = written.get(name, 0) + size
        if verb in _READS and step.expect.body is not None:
            whole.down += written.get(name, 0)
        whole.kms += verb in _OPENING and Mode.KMS in _modes(mode)


def _buckets(whole: Plan, number: int) -> None:
    for calls in (_MAKE, _REMOVE):
        for verb, each in calls.items():
            whole.calls[verb] += each * number


def _size(step: object) -> int:
    body = getattr(step, "body", None)
    if body is None:
        return 0
    return len(body.text.encode()) if body.text is not None else int(body.size)


def _modes(mode: str) -> Iterable[str]:
    return mode.split("->")

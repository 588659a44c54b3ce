"""An item carried out once on the honest emulator, with every answer kept as it came."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from conformance.drivers.rest import RestDriver
from conformance.engine import verdict
from conformance.engine.key_service import KeyService
from conformance.engine.probe import Probe
from conformance.engine.runner import Carried, carry_out
from conformance.engine.sandbox import Room, Rooms
from conformance.engine.verdict import Fact
from conformance.model.case import Case
from conformance.model.operation import Operation, Reply
from conformance.model.target import KmsKey
from conformance.model.words import Verdict
from conformance.prove.items import Item
from conformance.stand import Stand
from conformance.wire.answer import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One call of one step, and the answer to it."""

    step: str
    operation: Operation
    answer: Answer
    stored: bytes | None = field(default=None, repr=False)
    """What the probe then saw of the object, where the step asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is needed to carry an item out again without a store."""

    item: Item
    room: Room | None
    own_key: KmsKey | None
    """The KMS key that was made for it."""
    played: tuple[Played, ...]
    facts: tuple[Fact, ...]
    verdict: Verdict


@dataclass(slots=True)
class _Tape:
    """A driver that keeps what goes through it."""

    driver: RestDriver
    name: str = "rest"
    calls: list[tuple[Operation, Answer]] = field(default_factory=list)

    def perform(self, operation: Operation) -> Reply:
        self.driver.listener = lambda answer: self.calls.append((operation, answer))
        return self.driver.perform(operation)

    def close(self) -> None:
        self.driver.close()


@dataclass(slots=True)
class _Eye:
    """A probe that remembers what it saw, by the number of calls before."""

    probe: Probe
    tape: _Tape
    seen: dict[int, bytes] = field(default_factory=dict)

    def stored(self, bucket: str, key: str, version: str | None) -> Iterator[bytes]:
        data = self.seen[len(self.tape.calls)] = b"".join(self.probe.stored(bucket, key, version))
        yield data


@dataclass(slots=True)
class _Keys:
    """A key service that remembers the key it made."""

    service: KeyService
    made: KmsKey | None = None

    def create(self, description: str) -> KmsKey:
        self.made = self.service.create(description)
        return self.made

    def change(self, key: KmsKey, state: str) -> None:
        self.service.change(key, state)

    def remove(self, key: KmsKey) -> None:
        self.service.remove(key)

    def serve(self, *, active: bool) -> None:
        self.service.serve(active=active)


@dataclass(slots=True)
class _Witness:
    """Rooms that are remembered."""

    rooms: Rooms
    left: list[str] = field(default_factory=list)
    last: Room | None = None

    @contextmanager
    def room(self, case: Case, label: str) -> Iterator[Room]:
        with self.rooms.room(case, label) as room:
            self.last = room
            yield room

    def close(self) -> None:
        self.rooms.close()


def record(item: Item, on: Stand) -> Recorded:
    """Carry an item out and keep everything; without a room where it never got as far."""
    tape, rooms = _Tape(on.driver), _Witness(on.subject.sandbox)
    eye, keys = _Eye(on.probe, tape), _Keys(on.keys)
    watched = replace(on.subject, driver=tape, sandbox=rooms, probe=eye, key_service=keys)
    try:
        carried = carry_out(item.case, item.values, watched, item.label)
    finally:
        on.driver.listener = _nobody
    return Recorded(
        item=item,
        room=rooms.last,
        own_key=keys.made,
        played=tuple(_played(tape, eye, carried)),
        facts=tuple(carried.facts),
        verdict=verdict.of_item(carried.facts, carried.kept_from),
    )


def _nobody(_answer: Answer) -> None:
    """Nobody listens any more."""


def _played(tape: _Tape, eye: _Eye, carried: Carried) -> Iterator[Played]:
    """The call of each step; of one that was tried again the last."""
    calls = enumerate(tape.calls, start=1)
    for step in carried.steps:
        sent = [next(calls) for _ in step.exchanges]
        if not sent:  # the key service's, or nothing was sent
            continue
        count, (operation, answer) = sent[-1]
        yield Played(step=step.name, operation=operation, answer=answer, stored=eye.seen.get(count))

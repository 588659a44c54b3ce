"""An item carried out once on the honest emulator, with every answer kept as it came."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from conformance.drivers.rest import RestDriver
from conformance.engine import verdict
from conformance.engine.runner import Carried, carry_out
from conformance.engine.sandbox import Room, Rooms
from conformance.engine.verdict import Fact
from conformance.model.case import Case
from conformance.model.operation import Operation, Reply
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What is needed to carry an item out again without a store."""

    item: Item
    room: Room | None
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
    watched = replace(on.subject, driver=tape, sandbox=rooms)
    try:
        carried = carry_out(item.case, item.values, watched, item.label)
    finally:
        on.driver.listener = _nobody
    return Recorded(
        item=item,
        room=rooms.last,
        played=tuple(_played(tape, carried)),
        facts=tuple(carried.facts),
        verdict=verdict.of_item(carried.facts, carried.kept_from),
    )


def _nobody(_answer: Answer) -> None:
    """Nobody listens any more."""


def _played(tape: _Tape, carried: Carried) -> Iterator[Played]:
    """The call of each step; of one that was tried again the last."""
    calls = iter(tape.calls)
    for step in carried.steps:
        *_, (operation, answer) = (next(calls) for _ in step.exchanges)
        yield Played(step=step.name, operation=operation, answer=answer)

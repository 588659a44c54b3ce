"""A recorded item carried out again without a store: answers, and what a probe saw, come from the record.

One of them may be spoiled. They take the way of real answers: the dialect reads them, the engine checks them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from conformance.drivers.rest import reply_of
from conformance.engine.patience import is_failure
from conformance.engine.runner import Carried, carry_out
from conformance.engine.sandbox import Room
from conformance.engine.subject import Subject
from conformance.model.case import Case
from conformance.model.operation import Operation, Reply
from conformance.model.target import KmsKey
from conformance.prove.record import Played, Recorded
from conformance.prove.spoil import Spoiled
from conformance.wire.dialects.base import Dialect


class NotOnTapeError(Exception):
    """The engine made a call that the record does not have."""


@dataclass(slots=True, kw_only=True)
class _Player:
    """A driver that answers from a record. A call that is tried again is answered as before."""

    dialect: Dialect
    tape: Sequence[Played]
    spoiled: int | None
    instead: Spoiled | None
    name: str = "rest"
    _next: int = 0
    _again: Reply | None = None
    _last: Operation | None = None
    _stored: bytes | None = None

    def perform(self, operation: Operation) -> Reply:
        if self._again is not None and operation == self._last:
            return self._again
        index = self._find(operation)
        played = self.tape[index]
        answer, self._stored = played.answer, played.stored
        if index == self.spoiled and self.instead is not None:
            answer = self.instead.answer
            self._stored = played.stored if self.instead.stored is None else self.instead.stored
        reply = reply_of(self.dialect, operation, answer)
        self._next, self._last = index + 1, operation
        self._again = reply if is_failure(reply) else None
        return reply

    def stored(self, bucket: str, key: str, version: str | None) -> Iterator[bytes]:
        """What the probe saw after the latest call."""
        if self._stored is None:
            raise NotOnTapeError(f"nobody looked at what is kept of {bucket}/{key} {version or ''}")
        yield self._stored

    def close(self) -> None:
        """Nothing to close."""

    def _find(self, operation: Operation) -> int:
        """The next call like this one: a spoiled answer may have kept the engine from some that came between."""
        for alike in (_same, _about_the_same):
            for index in range(self._next, len(self.tape)):
                if alike(self.tape[index].operation, operation):
                    return index
        raise NotOnTapeError(f"{operation.do} was never recorded")


def _same(one: Operation, other: Operation) -> bool:
    return one == other


def _about_the_same(one: Operation, other: Operation) -> bool:
    """Whether two calls differ only in what the store told earlier: an upload id, a version, the ETags of parts."""
    return _untold(one) == _untold(other)


def _untold(operation: Operation) -> Operation:
    source = replace(operation.source, version_id=None) if operation.source is not None else None
    return replace(
        operation, upload_id=None, version_id=None, parts=(), if_match=None, if_none_match=None, source=source
    )


@dataclass(slots=True)
class _Rooms:
    """The room of the record."""

    recorded: Room | None
    left: list[str] = field(default_factory=list)

    @contextmanager
    def room(self, _case: Case, _label: str) -> Iterator[Room]:
        if self.recorded is None:
            raise NotOnTapeError("no room was ever made")
        yield self.recorded

    def close(self) -> None:
        """Nothing to remove."""


@dataclass(frozen=True, slots=True)
class _Keys:
    """The key of the record; what becomes of it, the recorded answers tell."""

    own: KmsKey | None

    def create(self, description: str) -> KmsKey:  # noqa: ARG002 - the record knows its key
        if self.own is None:
            raise NotOnTapeError("no key was ever made")
        return self.own

    def change(self, key: KmsKey, state: str) -> None:
        """Nothing to change."""

    def remove(self, key: KmsKey) -> None:
        """Nothing to remove."""

    def serve(self, *, active: bool) -> None:
        """Nothing to turn off."""


def play(
    recorded: Recorded, subject: Subject, dialect: Dialect, spoiled: int | None = None, instead: Spoiled | None = None
) -> Carried:
    """Carry a recorded item out again, with what came of one call replaced."""
    player = _Player(dialect=dialect, tape=recorded.played, spoiled=spoiled, instead=instead)
    rooms, keys = _Rooms(recorded.room), _Keys(recorded.own_key)
    offline = replace(subject, driver=player, sandbox=rooms, probe=player, key_service=keys)
    return carry_out(recorded.item.case, recorded.item.values, offline, recorded.item.label)

"""A run in a process of its own that kills itself at one moment, or counts what it makes."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn, TypeVar
from unittest.mock import patch

import pytest

from conformance.crash.moments import Kind, Moment, Point, kind_of
from conformance.drivers.rest import RestDriver
from conformance.model.operation import Operation, Reply
from conformance.model.target import KmsKey
from conformance.probes.kms_api import KmsApi
from conformance.recorder import Recorder
from conformance.wire import client as wire
from conformance.wire.dialogue import Dialogue

_LIMIT = 120.0
"""Seconds; a run that takes longer is a failure."""
_Answer = TypeVar("_Answer")
KILLED = -signal.SIGKILL


@dataclass(slots=True, kw_only=True)
class _Watch:
    """Counts what is made, and knows when it is time."""

    moment: Moment | None
    begun: dict[Kind, int] = field(default_factory=dict)
    made: list[tuple[Kind, int]] = field(default_factory=list)
    versioned: set[str] = field(default_factory=set)
    armed: bool = False
    """Whether what is sent next is to be sent by half."""

    def creation(self, kind: Kind | None, make: Callable[[], _Answer], made: Callable[[_Answer], bool]) -> _Answer:
        """Carry a call out, unless the end comes before it."""
        if kind is None:
            return make()
        self.begun[kind] = number = self.begun.get(kind, 0) + 1
        due = self.moment is not None and (self.moment.kind, self.moment.nth) == (kind, number)
        point = self.moment.point if self.moment is not None and due else None
        if point is Point.NOTED:
            die()
        self.armed = point is Point.HALF_SENT
        answer = make()
        if point is Point.ANSWERED:
            die()
        if made(answer):
            self.made.append((kind, number))
        return answer


def die() -> NoReturn:
    """End at once, as by `kill -9`."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody outlives SIGKILL")


def run(arguments: Sequence[str], moment: Moment | None, folder: Path) -> tuple[int, list[tuple[Kind, int]]]:
    """Run pytest in a process that is killed at a moment; return its exit code, and what it made.

    A killed one says nothing any more, and its exit code is `KILLED`. Raise `TimeoutError` for one that does not end.
    """
    context = multiprocessing.get_context("forkserver")  # imports once; and a store here has threads, so no fork
    context.set_forkserver_preload(["conformance.cli", __name__])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_body, args=(list(arguments), moment, folder, there))
    process.start()
    there.close()
    try:
        process.join(_LIMIT)
        if process.exitcode is None:
            raise TimeoutError(f"the run did not end within {_LIMIT:.0f} s")
        return process.exitcode, here.recv() if process.exitcode != KILLED else []
    except EOFError:
        return process.exitcode or 1, []
    finally:
        process.kill()
        process.join()


def _body(arguments: list[str], moment: Moment | None, folder: Path, pipe: Connection) -> None:
    os.chdir(folder)
    output = os.open(folder / "output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    watch = _Watch(moment=moment)
    with (
        patch.object(RestDriver, "perform", _performing(watch)),
        patch.object(KmsApi, "create", _creating(watch)),
        patch.object(wire, "Dialogue", _halving(watch)),
        patch.object(Recorder, "_say"),  # the report takes the longest, and nobody reads it
    ):
        code = pytest.main(arguments)
    pipe.send(watch.made)
    raise SystemExit(int(code))


def _performing(watch: _Watch) -> Callable[[RestDriver, Operation], Reply]:
    perform = RestDriver.perform

    def performing(driver: RestDriver, operation: Operation) -> Reply:
        kind = kind_of(operation, versioned=operation.bucket in watch.versioned)
        reply = watch.creation(kind, lambda: perform(driver, operation), lambda reply: reply.ok)
        if operation.do == "put-bucket-versioning" and reply.ok:
            watch.versioned.add(operation.bucket)
        return reply

    return performing


def _creating(watch: _Watch) -> Callable[[KmsApi, str], KmsKey]:
    create = KmsApi.create

    def creating(service: KmsApi, description: str) -> KmsKey:
        return watch.creation(Kind.KEY, lambda: create(service, description), lambda _: True)

    return creating


def _halving(watch: _Watch) -> type[Dialogue]:
    class Halving(Dialogue):
        """Sends the first half of what it should, and ends."""

        def _push(self, data: bytes) -> None:
            if watch.armed:
                self._sock.sendall(data[: len(data) // 2])
                die()
            super()._push(data)

    return Halving

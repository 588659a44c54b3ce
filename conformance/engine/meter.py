"""How much a run may ask of a store: so many calls a second, so many in all, so many bytes."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.drivers.base import Driver
from conformance.model.operation import Operation, Reply
from conformance.wire.errors import WireError


class BudgetSpentError(WireError):
    """Nothing was sent: the run has asked the store for as much as it may."""


@dataclass(slots=True, kw_only=True)
class Meter:
    """What one process asks of one store, and what it may ask."""

    rate: float = 0.0
    """Calls per second; 0: as fast as they come."""
    max_calls: int | None = None
    max_bytes: int | None = None
    """Of bodies, in both directions."""
    calls: int = 0
    bytes: int = 0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = field(default=0.0, init=False)

    def check(self, operation: Operation) -> None:
        """Raise `BudgetSpentError` where one more call would go beyond what is allowed."""
        if self.max_calls is not None and self.calls >= self.max_calls:
            raise BudgetSpentError(f"not sent: this run may make {self.max_calls:,} calls (max-requests)")
        if self.max_bytes is not None and self.bytes + len(operation.body or b"") > self.max_bytes:
            raise BudgetSpentError(f"not sent: this run may move {self.max_bytes:,} bytes (max-bytes)")

    def wait(self) -> None:
        """Wait until the next call is due."""
        if not self.rate:
            return
        now = self.clock()
        if self._next > now:
            self.sleep(self._next - now)
        self._next = max(self._next, now) + 1 / self.rate

    def count(self, operation: Operation, reply: Reply | None) -> None:
        """Take a call into account, answered or not."""
        self.calls += 1
        self.bytes += len(operation.body or b"") + len(reply.body if reply is not None else b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeteredDriver:
    """A driver that keeps to a meter."""

    driver: Driver
    meter: Meter
    bound: bool
    """Whether it stops where the budget ends. What is cleaned up is counted and paced, but never stopped."""

    @property
    def name(self) -> str:
        """The name of the driver that makes the calls."""
        return self.driver.name

    def perform(self, operation: Operation) -> Reply:
        """Make a call when it is due; raise `BudgetSpentError` instead where it is one too many."""
        if self.bound:
            self.meter.check(operation)
        self.meter.wait()
        reply: Reply | None = None
        try:
            reply = self.driver.perform(operation)
        finally:
            self.meter.count(operation, reply)
        return reply

    def close(self) -> None:
        """Let go of connections."""
        self.driver.close()

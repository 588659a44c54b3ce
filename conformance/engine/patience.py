"""Trying again: what may be sent a second time, how often, and after how long. Every attempt is kept as evidence.

What a road does to a request (a reset, a time-out, a store that asks to slow down) says nothing about a promise. So it
is tried again a few times, with growing pauses, and where it stays so the item ends as `error`, never as a judgement.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from conformance.drivers.base import Driver
from conformance.model.operation import Operation, Reply
from conformance.model.result import Exchange
from conformance.wire.errors import (
    BadAnswerError,
    CannotConnectError,
    ConnectionClosedError,
    TimedOutError,
    WireError,
)

_ONCE_ONLY = {"append-object", "complete-multipart", "initiate-multipart", "create-bucket"}
"""Calls whose second sending does something else than the first, if the first was carried out."""
_PASSING = (BadAnswerError, CannotConnectError, ConnectionClosedError, TimedOutError)
"""What may be over in a moment; a certificate that is not trusted stays so."""
_SERVER_ERRORS = range(500, 600)
_NOT_IMPLEMENTED = 501
_TOO_MANY = 429
THROTTLED = frozenset({_TOO_MANY, 503})


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often and how long. Seconds."""

    throttled: int = 5
    """Attempts where the store asks to slow down."""
    unanswered: int = 3
    """Attempts where no answer came."""
    failed: int = 2
    """Attempts where the store answers any other 5xx; the second comes at once."""
    pause: float = 0.5
    """The first pause; each next may be twice as long, and is cut by chance so that clients do not march in step."""
    longest: float = 20.0
    """No pause is longer, whatever the store's Retry-After asks."""
    sleep: Callable[[float], None] = time.sleep


@dataclass(slots=True)
class Tries:
    """What came of sending one call, however often."""

    replies: list[Reply] = field(default_factory=list)
    """In order; the last one counts."""
    exchanges: list[Exchange] = field(default_factory=list)
    """Of every attempt, answered or not."""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class PatientDriver:
    """A driver for calls that nobody judges: what a sandbox makes and removes. Only the last answer is told."""

    driver: Driver
    patience: Patience = field(default_factory=Patience)

    @property
    def name(self) -> str:
        """The name of the driver that makes the calls."""
        return self.driver.name

    def perform(self, operation: Operation) -> Reply:
        """Make a call, if need be several times."""
        tries = Tries()
        perform(self.driver, operation, self.patience, tries)
        return tries.replies[-1]

    def close(self) -> None:
        """Let go of connections."""
        self.driver.close()


def perform(driver: Driver, operation: Operation, patience: Patience, tries: Tries) -> None:
    """Send a call until it is answered for good; `tries` fills as it goes. Raise the last `WireError`."""
    while True:
        tries.attempts += 1
        try:
            reply = driver.perform(operation)
        except WireError as error:
            if error.exchange is not None:
                tries.exchanges.append(error.exchange)
            if not _may_send_again(operation, error) or tries.attempts >= patience.unanswered:
                raise
            _pause(patience, tries.attempts, None)
            continue
        tries.replies.append(reply)
        tries.exchanges += reply.exchanges
        if not _is_tried_again(operation, reply, tries.attempts, patience):
            return
        if reply.status in THROTTLED:
            _pause(patience, tries.attempts, _retry_after(reply))


def is_failure(reply: Reply) -> bool:
    """A server error, or a request to slow down."""
    return (reply.status in _SERVER_ERRORS and reply.status != _NOT_IMPLEMENTED) or reply.status in THROTTLED


def _is_tried_again(operation: Operation, reply: Reply, attempts: int, patience: Patience) -> bool:
    if not is_failure(reply):
        return False
    if operation.do in _ONCE_ONLY and reply.status != _TOO_MANY:
        return False
    return attempts < (patience.throttled if reply.status in THROTTLED else patience.failed)


def _may_send_again(operation: Operation, error: WireError) -> bool:
    """Whether a call that got no answer may be repeated: nothing of it arrived, or arriving twice does no harm."""
    if isinstance(error, CannotConnectError):
        return True
    return isinstance(error, _PASSING) and operation.do not in _ONCE_ONLY


def _pause(patience: Patience, attempts: int, wish: float | None) -> None:
    growing = patience.pause * 2 ** (attempts - 1)
    patience.sleep(min(patience.longest, wish if wish is not None else random.uniform(growing / 2, growing)))  # noqa: S311 - no secret


def _retry_after(reply: Reply) -> float | None:
    """The seconds that the store asks for; a date is not understood, and the own pause is taken."""
    value = next((value for name, value in reply.headers if name.lower() == "retry-after"), "")
    return float(value) if value.isdecimal() else None

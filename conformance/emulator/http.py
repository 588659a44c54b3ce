"""What the emulator's server hands to its application, and what it gets back.

The values keep what frameworks usually lose: header order, letter case and repetition, the raw request target, and
the moment at which `100 Continue` is sent. The application decides that moment: reading the body sends it.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Protocol


class BodyStream(Protocol):
    """The request's body. The first read sends `100 Continue` where the client waits for it."""

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives, never holding more than a window of it; transfer coding is removed."""
        ...

    async def read(self, limit: int) -> bytes:
        """Return the whole body, or raise `BodyTooLargeError` when it is longer than `limit` bytes."""
        ...


class WaitedBody(BodyStream, Protocol):
    """A body whose sender may wait to be told to send it."""

    def invite(self) -> None:
        """Send `100 Continue` now, where the client waits for it: what only a faulty store does before it reads."""
        ...

    def hush(self) -> None:
        """Never send `100 Continue`."""
        ...


class BodyTooLargeError(Exception):
    """A body that is read at once is longer than its operation allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as it stood on the wire."""

    method: str
    target: str
    """The raw request target in origin form: path and query, still percent-encoded (a proxy's absolute form is cut)."""
    headers: tuple[tuple[str, str], ...]
    """In wire order, with wire letter case, repeated headers kept apart; bytes are decoded as UTF-8 or Latin-1."""
    secure: bool
    """Whether it came over TLS."""
    body: WaitedBody = field(repr=False)

    @property
    def path(self) -> str:
        """The raw path, percent-encoded, without the query."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The raw query, percent-encoded, without the question mark."""
        return self.target.partition("?")[2]

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One answer. A body given as a factory of chunks is streamed; `length` is then its length in bytes."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Callable[[], AsyncIterator[bytes]] = b""
    length: int | None = None
    """Content-Length; None takes the length of a bytes body. A HEAD answer sets it without a body."""
    close: bool = False
    """Whether the connection ends after this answer."""


class Application(Protocol):
    """The emulator's application: one call per request."""

    async def __call__(self, request: Request) -> Response:
        """Answer one request; an exception is a bug and becomes a 500."""
        ...

"""The emulator's own record of the requests it saw, for tests that ask what an SDK really sent.

Access keys, signatures and tokens never get into it; the word that names the scheme does.
"""

import re
import threading
from collections import deque
from dataclasses import dataclass

from conformance.emulator.http import Request

HIDDEN = "<hidden>"
CAPACITY = 10_000
"""Entries kept; the oldest give way."""

_SECRET_HEADER = re.compile(r"(proxy-)?authorization|cookie|x-[a-z]+-security-token|security-token", re.IGNORECASE)
_SECRET_PARAMETER = re.compile(
    r"(?<=[?&])((?:[a-z-]*(?:accesskeyid|credential|signature|security-token)|q-ak|sign)=)[^&]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request as it was received, and how it was understood and answered."""

    method: str
    host: str
    target: str
    headers: tuple[tuple[str, str], ...]
    """In wire order and letter case; secret values replaced."""
    secure: bool
    dialect: str
    scheme: str | None
    """How it was signed, such as `obs` or `aws-v4`; None for an anonymous or unauthentic request."""
    addressing: str | None
    """`virtual`, `path` or `cname`; None where no bucket is addressed."""
    status: int

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def entry_of(request: Request, *, dialect: str, scheme: str | None, addressing: str | None, status: int) -> Entry:
    """Describe a request without its secrets."""
    return Entry(
        method=request.method,
        host=request.header("host") or "",
        target=_SECRET_PARAMETER.sub(rf"\1{HIDDEN}", request.target),
        headers=tuple((name, _hide(name, value)) for name, value in request.headers),
        secure=request.secure,
        dialect=dialect,
        scheme=scheme,
        addressing=addressing,
        status=status,
    )


def _hide(name: str, value: str) -> str:
    if _SECRET_HEADER.fullmatch(name) is None:
        return value
    word, blank, _ = value.partition(" ")
    return f"{word} {HIDDEN}" if blank else HIDDEN


class RequestLog:
    """The latest requests, oldest first; safe to read from any thread."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._entries: deque[Entry] = deque(maxlen=capacity)
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> None:
        """Remember a request."""
        with self._lock:
            self._entries.append(entry)

    def entries(self) -> tuple[Entry, ...]:
        """What is remembered."""
        with self._lock:
            return tuple(self._entries)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()

"""Two parts of an upload cross on their way, every time: left to chance, a race shows now and then."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs

_PATIENCE = 15.0
"""Seconds that the first part waits for a second; a client that sends one at a time sends none."""


class Crossing:
    """The body of the first part that comes by is left unread until that of another has been read."""

    def __init__(self, patience: float = _PATIENCE) -> None:
        self._patience = patience
        self._first = threading.Lock()
        self._second_read = threading.Event()

    @contextmanager
    def passing(self, method: str, target: str) -> Iterator[None]:
        """Wait, where this is the first part of all; the block reads the body."""
        part = method == "PUT" and "partNumber" in parse_qs(target.partition("?")[2])
        first = part and self._first.acquire(blocking=False)
        if first:
            self._second_read.wait(self._patience)
        yield
        if part and not first:
            self._second_read.set()

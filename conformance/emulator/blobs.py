"""Bytes at rest: in memory while they are few, in a nameless temporary file when they are many."""

import os
import tempfile
from collections.abc import Iterator
from weakref import finalize

SPILL_BYTES = 4 << 20
"""Longer blobs live in a file, so that the emulator's memory does not grow with its objects (4 MiB)."""

WINDOW = 256 << 10
"""Bytes read at once."""


class Blob:
    """Appended to while it is written, then read at any place; the file goes away with the last reference."""

    def __init__(self) -> None:
        self.size = 0
        self._memory = bytearray()
        self._file = -1

    def append(self, data: bytes) -> None:
        """Add bytes at the end."""
        self.size += len(data)
        if self._file < 0 and self.size <= SPILL_BYTES:
            self._memory += data
            return
        if self._file < 0:
            self._spill()
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` to before `stop`."""
        if self._file < 0:
            return bytes(self._memory[start:stop])
        return os.pread(self._file, stop - start, start)

    def windows(self, start: int, stop: int) -> Iterator[bytes]:
        """The same bytes, a window at a time."""
        for at in range(start, stop, WINDOW):
            yield self.read(at, min(at + WINDOW, stop))

    def _spill(self) -> None:
        with tempfile.TemporaryFile() as file:
            self._file = os.dup(file.fileno())
        finalize(self, os.close, self._file)
        os.write(self._file, self._memory)
        self._memory = bytearray()

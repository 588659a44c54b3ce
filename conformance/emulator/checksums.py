"""The checksums that S3 clients send along: CRC32, CRC32C, CRC64NVME, SHA-1 and SHA-256, over the plaintext."""

import hashlib
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol

PREFIX = "checksum-"
"""What the header names begin with, behind the vendor's prefix."""

REFLECTED = {"crc32c": (0x82F63B78, 4), "crc64nvme": (0x9A6C9329AC4BC9B5, 8)}
"""Polynomials in reflected form and lengths in bytes."""


class Checksum(Protocol):
    """A checksum that is computed piece by piece."""

    name: str

    def update(self, data: bytes) -> None:
        """Take in data."""
        ...

    def digest(self) -> bytes:
        """The value, big-endian."""
        ...


class Crc32:
    """CRC-32 as zlib computes it."""

    name = "crc32"

    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes) -> None:
        """Take in data."""
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        """The value, big-endian."""
        return self._value.to_bytes(4, "big")


class TableCrc:
    """A reflected CRC by table: some 10 MiB/s, for the few clients that ask for it."""

    def __init__(self, name: str) -> None:
        self.name = name
        polynomial, self._length = REFLECTED[name]
        self._table = _table(polynomial)
        self._mask = (1 << 8 * self._length) - 1
        self._value = self._mask

    def update(self, data: bytes) -> None:
        """Take in data."""
        table, value = self._table, self._value
        for byte in data:
            value = table[(value ^ byte) & 0xFF] ^ (value >> 8)
        self._value = value

    def digest(self) -> bytes:
        """The value, big-endian."""
        return (self._value ^ self._mask).to_bytes(self._length, "big")


class Digest:
    """A cryptographic hash of hashlib."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._hash = hashlib.new(name)

    def update(self, data: bytes) -> None:
        """Take in data."""
        self._hash.update(data)

    def digest(self) -> bytes:
        """The value."""
        return self._hash.digest()


ALGORITHMS: Mapping[str, Callable[[], Checksum]] = {
    "crc32": Crc32,
    "crc32c": lambda: TableCrc("crc32c"),
    "crc64nvme": lambda: TableCrc("crc64nvme"),
    "sha1": lambda: Digest("sha1"),
    "sha256": lambda: Digest("sha256"),
}
"""A fresh checksum by the end of its header's name."""


@cache
def _table(polynomial: int) -> tuple[int, ...]:
    return tuple(_entry(byte, polynomial) for byte in range(256))


def _entry(value: int, polynomial: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (polynomial if value & 1 else 0)
    return value

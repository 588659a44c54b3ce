"""CRC-64 with the ECMA polynomial, reflected: COS and OSS show that of the plaintext (COS facts 2.3, OSS facts 1)."""

from collections.abc import Iterable

from anycrc import Model

_ECMA = Model("CRC64-XZ")


def extended(crc: int, data: bytes) -> int:
    """The checksum of what a checksum is of, and more data behind it; that of nothing is 0."""
    return int(_ECMA.calc(data, crc))


def joined(pieces: Iterable[tuple[int, int]]) -> int:
    """The checksum of pieces in a row, from the checksum and the length in bytes of each; nothing is read again."""
    whole = 0
    for crc, size in pieces:
        whole = int(_ECMA.combine(whole, crc, size))
    return whole

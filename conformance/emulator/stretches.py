"""Stretches: what is written in one go under one IV. A simple object has one, a multipart object one per part."""

import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from conformance.emulator.blobs import Blob
from conformance.emulator.crc64 import extended
from conformance.emulator.sealing import IV_BYTES, DataKey, unsealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Sealed bytes, and where their keystream begins; `iv` is None for bytes that are stored as they came."""

    sealed: Blob = field(repr=False)
    iv: bytes | None
    plain_md5: bytes
    sealed_md5: bytes
    plain_crc64: int

    @property
    def size(self) -> int:
        """Length in bytes: the cipher adds nothing."""
        return self.sealed.size


class StretchWriter:
    """Seals what it is given, window by window; without a key it keeps the plaintext."""

    def __init__(self, key: DataKey | None, iv: bytes | None = None) -> None:
        """Begin a stretch; it gets a fresh IV unless one is given."""
        self._iv = None if key is None else iv or os.urandom(IV_BYTES)
        self._seal = unsealed if key is None or self._iv is None else key.keystream(self._iv)
        self._blob = Blob()
        self._plain = hashlib.md5()
        self._sealed = hashlib.md5()
        self._crc64 = 0

    def write(self, data: bytes) -> None:
        """Add plaintext."""
        sealed = self._seal(data)
        self._plain.update(data)
        self._sealed.update(sealed)
        self._crc64 = extended(self._crc64, data)
        self._blob.append(sealed)

    def finish(self) -> Stretch:
        """What was written."""
        return Stretch(
            sealed=self._blob,
            iv=self._iv,
            plain_md5=self._plain.digest(),
            sealed_md5=self._sealed.digest(),
            plain_crc64=self._crc64,
        )


async def read(stretches: Sequence[Stretch], key: DataKey | None, start: int, stop: int) -> AsyncIterator[bytes]:
    """Yield the plaintext from `start` to before `stop`, opening only the windows that hold it."""
    begin = 0
    for stretch in stretches:
        first, last = max(start - begin, 0), min(stop - begin, stretch.size)
        begin += stretch.size
        if first >= last:
            continue
        transform = unsealed if key is None or stretch.iv is None else key.keystream(stretch.iv, first)
        for window in stretch.sealed.windows(first, last):
            yield transform(window)

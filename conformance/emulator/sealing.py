"""The cipher at rest: counter mode, so that any range opens without the bytes before it.

A stretch of data is sealed under its object's data key and an IV of its own; its block number i is covered by the
keystream block of the 128-bit big-endian integer IV + i.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Self

from cryptography.hazmat.primitives.ciphers import Cipher as Keystream
from cryptography.hazmat.primitives.ciphers.algorithms import AES256, SM4
from cryptography.hazmat.primitives.ciphers.modes import CTR

BLOCK = 16
IV_BYTES = 16

Transform = Callable[[bytes], bytes]


class Cipher(Enum):
    """A data cipher, by the name that documents give it."""

    AES256 = "AES256"
    SM4 = "SM4"

    @property
    def key_bytes(self) -> int:
        """Length of its keys in bytes."""
        return 32 if self is Cipher.AES256 else 16


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of one object's data."""

    cipher: Cipher
    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls, cipher: Cipher) -> Self:
        """Make a fresh random key."""
        return cls(cipher, os.urandom(cipher.key_bytes))

    def keystream(self, iv: bytes, offset: int = 0) -> Transform:
        """Seal or open data that begins `offset` bytes behind the start of its stretch; call it piece by piece."""
        algorithm = AES256(self.secret) if self.cipher is Cipher.AES256 else SM4(self.secret)
        counter = (int.from_bytes(iv, "big") + offset // BLOCK) % (1 << 128)
        apply = Keystream(algorithm, CTR(counter.to_bytes(IV_BYTES, "big"))).encryptor().update
        apply(bytes(offset % BLOCK))
        return apply


def unsealed(data: bytes) -> bytes:
    """The transform of data that is not encrypted."""
    return data

"""What three of the four vendors share: content under AES-CTR, whose counter runs over the whole object."""

import base64
import binascii
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from conformance.reference.aes import BLOCK, ctr
from conformance.reference.errors import MalformedMetadataError, MissingMetadataError, PartSizeError

KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class ContentKey:
    """The key and first counter block of one object."""

    key: bytes = field(repr=False)
    start: bytes = field(repr=False)

    @classmethod
    def random(cls) -> "ContentKey":
        """A fresh one."""
        return cls(secrets.token_bytes(KEY_LENGTH), secrets.token_bytes(BLOCK))

    def apply(self, data: bytes, offset: int = 0) -> bytes:
        """Encrypt or decrypt the bytes that lie at `offset` of the object."""
        return ctr(self.key, self.start, data, offset)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An object as it is stored: its metadata and its bytes."""

    metadata: Mapping[str, str]
    body: bytes = field(repr=False)


def checked(key: bytes, start: bytes, *, names: tuple[str, str]) -> ContentKey:
    """A content key whose lengths are right; else the entries' names and what is wrong."""
    for name, value, length in ((names[0], key, KEY_LENGTH), (names[1], start, BLOCK)):
        if len(value) != length:
            raise MalformedMetadataError(name, f"opens to {len(value)} bytes, not {length}")
    return ContentKey(key, start)


def required(metadata: Mapping[str, str], name: str) -> str:
    """An entry that must be there and hold something."""
    if not metadata.get(name):
        raise MissingMetadataError(name)
    return metadata[name]


def decoded(metadata: Mapping[str, str], name: str) -> bytes:
    """A required entry in standard Base64, nothing lenient."""
    try:
        return base64.b64decode(required(metadata, name), validate=True)
    except (binascii.Error, ValueError):
        raise MalformedMetadataError(name, "is not Base64") from None


def encoded(data: bytes) -> str:
    """Base64 as every format writes it."""
    return base64.b64encode(data).decode()


def part_offset(number: int, size: int) -> int:
    """Where part `number` (from 1) of parts of `size` bytes lies; a size that cuts a block is refused."""
    if size <= 0 or size % BLOCK:
        raise PartSizeError(f"a part size is a multiple of {BLOCK} bytes, not {size}")
    return (number - 1) * size


def part_offsets(parts: Iterable[bytes]) -> list[int]:
    """Where parts lie that are joined in order; every part but the last must be a multiple of a block."""
    offsets = []
    at = 0
    for part in parts:
        if at % BLOCK:
            raise PartSizeError(f"the parts before byte {at} are no multiple of {BLOCK} bytes")
        offsets.append(at)
        at += len(part)
    return offsets

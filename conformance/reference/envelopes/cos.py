"""Tencent COS: key and first counter, wrapped, in two entries; no algorithm, no description, nothing authenticated.

An AES master key is a CTR stream from counter 0 over key and then counter, the same for every object: anyone who knows
one object's key knows the others'. Parts are slices of one stream in order. Source: COS facts 7.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from conformance.reference.aes import BLOCK, ctr
from conformance.reference.envelopes.content import (
    ContentKey,
    Sealed,
    checked,
    decoded,
    encoded,
    part_offsets,
)
from conformance.reference.envelopes.masters import Master

KEY = "client-side-encryption-key"
START = "client-side-encryption-iv"


class PairMaster(Protocol):
    """Wraps a content key as a pair."""

    def wrap(self, content: ContentKey) -> tuple[bytes, bytes]:
        """Key and counter, wrapped."""
        ...

    def unwrap(self, key: bytes, start: bytes) -> tuple[bytes, bytes]:
        """Key and counter, open; raise `UnwrapError` where the wrap can tell."""
        ...


@dataclass(frozen=True, slots=True)
class AesMaster:
    """A secret of 16, 24 or 32 bytes. It cannot tell a wrong key from a right one."""

    secret: bytes = field(repr=False)

    def wrap(self, content: ContentKey) -> tuple[bytes, bytes]:
        """Key and counter under one stream."""
        return self._stream(content.key), self._stream(content.start, len(content.key))

    def unwrap(self, key: bytes, start: bytes) -> tuple[bytes, bytes]:
        """The same stream again."""
        return self._stream(key), self._stream(start, len(key))

    def _stream(self, data: bytes, offset: int = 0) -> bytes:
        return ctr(self.secret, bytes(BLOCK), data, offset)


@dataclass(frozen=True, slots=True)
class RsaMaster:
    """An RSA key: PKCS#1 v1.5 where it was given by value, OAEP where by path. Each cannot open the other."""

    master: Master

    def wrap(self, content: ContentKey) -> tuple[bytes, bytes]:
        """Key and counter, each on its own."""
        return self.master.wrap(content.key), self.master.wrap(content.start)

    def unwrap(self, key: bytes, start: bytes) -> tuple[bytes, bytes]:
        """Open both; raise `UnwrapError`."""
        return self.master.unwrap(key), self.master.unwrap(start)


def fresh() -> ContentKey:
    """A random key and counter."""
    return ContentKey(secrets.token_bytes(32), secrets.token_bytes(BLOCK))


def envelope(master: PairMaster, content: ContentKey) -> dict[str, str]:
    """The two entries."""
    key, start = master.wrap(content)
    return {KEY: encoded(key), START: encoded(start)}


def seal(plain: bytes, master: PairMaster, content: ContentKey | None = None) -> Sealed:
    """A whole object."""
    content = content or fresh()
    return Sealed(envelope(master, content), content.apply(plain))


def seal_parts(
    parts: Sequence[bytes], master: PairMaster, content: ContentKey | None = None
) -> tuple[dict[str, str], list[bytes]]:
    """The metadata of an upload and its parts in order; every part but the last is a multiple of a block (N88)."""
    content = content or fresh()
    offsets = part_offsets(parts)
    return envelope(master, content), [content.apply(part, at) for part, at in zip(parts, offsets, strict=True)]


def is_sealed(metadata: Mapping[str, str]) -> bool:
    """Whether an entry says that the object was encrypted by its writer."""
    return KEY in metadata or START in metadata


def content_key(metadata: Mapping[str, str], master: PairMaster) -> ContentKey:
    """The content key."""
    key, start = master.unwrap(decoded(metadata, KEY), decoded(metadata, START))
    return checked(key, start, names=(KEY, START))


def open_object(metadata: Mapping[str, str], body: bytes, master: PairMaster) -> bytes:
    """The plaintext of a whole object."""
    return open_range(metadata, body, 0, master)


def open_range(metadata: Mapping[str, str], body: bytes, offset: int, master: PairMaster) -> bytes:
    """The plaintext of stored bytes that lie at `offset`."""
    return content_key(metadata, master).apply(body, offset)

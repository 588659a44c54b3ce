"""Huawei OBS: AES-256-CTR under the caller's own key, or under a fresh key that RSA (OAEP, SHA-1) wraps.

The first counter stands in the open. Digests of plaintext and ciphertext may stand beside it; no SDK checks them, this
does. Parts are slices of one stream. Source: OBS facts 7.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from conformance.reference.envelopes.content import (
    ContentKey,
    Sealed,
    checked,
    decoded,
    encoded,
    part_offsets,
    required,
)
from conformance.reference.envelopes.masters import RsaOaep
from conformance.reference.errors import AuthenticationError, UnknownAlgorithmError

ALGORITHM = "encrypted-algorithm"
START = "encrypted-start"
OBJECT_KEY = "encrypted-object-key"
DESCRIPTION = "master-key-info"
PLAIN_SHA256 = "plaintext-sha256"
SEALED_SHA256 = "encrypted-sha256"
PLAIN_LENGTH = "plaintext-content-length"
OWN_KEY = "AES256-Ctr/iv_base64/NoPadding"
RSA_KEY = "AES256-Ctr/RSA-Object-Key/NoPadding"


@dataclass(frozen=True, slots=True)
class OwnKey:
    """The caller's key encrypts every object itself; only the counters differ."""

    key: bytes = field(repr=False)
    algorithm: str = OWN_KEY

    def entries(self, content: ContentKey) -> dict[str, str]:
        """Nothing is wrapped; a key of another length than the cipher's, or another key, is the caller's mistake."""
        if content.key != self.key:
            raise ValueError("without a wrap the content key is the caller's own")
        checked(content.key, content.start, names=("the caller's key", START))
        return {}

    def content_key(self, metadata: Mapping[str, str]) -> ContentKey:
        """The caller's key with the object's counter."""
        return checked(self.key, decoded(metadata, START), names=("the caller's key", START))

    def fresh(self) -> ContentKey:
        """A random counter."""
        return ContentKey(self.key, ContentKey.random().start)


@dataclass(frozen=True, slots=True)
class RsaKey:
    """A fresh key for every object, wrapped."""

    master: RsaOaep
    algorithm: str = RSA_KEY

    def entries(self, content: ContentKey) -> dict[str, str]:
        """The wrapped content key."""
        return {OBJECT_KEY: encoded(self.master.wrap(content.key))}

    def content_key(self, metadata: Mapping[str, str]) -> ContentKey:
        """Unwrap; raise `UnwrapError`."""
        wrapped, start = decoded(metadata, OBJECT_KEY), decoded(metadata, START)
        return checked(self.master.unwrap(wrapped), start, names=(OBJECT_KEY, START))

    def fresh(self) -> ContentKey:
        """A random key and counter."""
        return ContentKey.random()


Generator = OwnKey | RsaKey


def envelope(by: Generator, content: ContentKey, description: str = "") -> dict[str, str]:
    """The metadata that says how an object was encrypted."""
    metadata = {ALGORITHM: by.algorithm, START: encoded(content.start)} | by.entries(content)
    return metadata | ({DESCRIPTION: description} if description else {})


def seal(
    plain: bytes, by: Generator, content: ContentKey | None = None, *, description: str = "", digests: bool = False
) -> Sealed:
    """A whole object; `digests` adds those of plaintext and ciphertext, which tell an observer about the plaintext."""
    content = content or by.fresh()
    body = content.apply(plain)
    metadata = envelope(by, content, description)
    if digests:
        metadata[PLAIN_SHA256] = hashlib.sha256(plain).hexdigest()
        metadata[SEALED_SHA256] = hashlib.sha256(body).hexdigest()
        metadata[PLAIN_LENGTH] = str(len(plain))
    return Sealed(metadata, body)


def seal_parts(
    parts: Sequence[bytes], by: Generator, content: ContentKey | None = None, *, description: str = ""
) -> tuple[dict[str, str], list[bytes]]:
    """The metadata of an upload and its parts in order."""
    content = content or by.fresh()
    offsets = part_offsets(parts)
    sealed = [content.apply(part, at) for part, at in zip(parts, offsets, strict=True)]
    return envelope(by, content, description), sealed


def is_sealed(metadata: Mapping[str, str]) -> bool:
    """Whether an entry says that the object was encrypted by its writer."""
    return ALGORITHM in metadata or START in metadata


def content_key(metadata: Mapping[str, str], by: Generator) -> ContentKey:
    """The content key; the envelope must be of the generator's kind."""
    algorithm = required(metadata, ALGORITHM)
    if algorithm != by.algorithm:
        raise UnknownAlgorithmError(f"the object is {algorithm!r}, the key is for {by.algorithm!r}")
    return by.content_key(metadata)


def open_object(metadata: Mapping[str, str], body: bytes, by: Generator) -> bytes:
    """The plaintext of a whole object; digests that stand beside it must fit."""
    plain = content_key(metadata, by).apply(body)
    for name, content in ((SEALED_SHA256, body), (PLAIN_SHA256, plain)):
        if name in metadata and metadata[name] != hashlib.sha256(content).hexdigest():
            raise AuthenticationError(f"the content does not have the digest in {name!r}")
    return plain


def open_range(metadata: Mapping[str, str], body: bytes, offset: int, by: Generator) -> bytes:
    """The plaintext of stored bytes that lie at `offset`."""
    return content_key(metadata, by).apply(body, offset)

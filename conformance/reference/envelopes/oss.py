"""Alibaba OSS: the envelope of both SDK generations, and the deprecated one before it, which is read only.

An object is AES-256-CTR under a 128-bit counter. Key and first counter are wrapped separately by a master key, which a
description (`matdesc`) tells from others. Nothing is authenticated. Source: OSS facts 7.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from conformance.reference.aes import BLOCK
from conformance.reference.envelopes.content import (
    KEY_LENGTH,
    ContentKey,
    Sealed,
    checked,
    decoded,
    encoded,
    part_offset,
    required,
)
from conformance.reference.envelopes.masters import Master
from conformance.reference.errors import (
    MalformedMetadataError,
    MissingMetadataError,
    NoMasterKeyError,
    PartSizeError,
    UnknownAlgorithmError,
)

KEY = "client-side-encryption-key"
START = "client-side-encryption-start"
CONTENT_ALGORITHM = "client-side-encryption-cek-alg"
WRAP_ALGORITHM = "client-side-encryption-wrap-alg"
DESCRIPTION = "client-side-encryption-matdesc"
DATA_SIZE = "client-side-encryption-data-size"
PART_SIZE = "client-side-encryption-part-size"
AES_CTR = "AES/CTR/NoPadding"
PLAIN_MD5 = "client-side-encryption-unencrypted-content-md5"
PLAIN_LENGTH = "client-side-encryption-unencrypted-content-length"
OLD_KEY = "oss-crypto-key"
OLD_START = "oss-crypto-start"
OLD_WRAP = "oss-wrap-alg"
_OLD_WRAPS = {"rsa": "RSA/NONE/OAEPWithSHA-1AndMGF1Padding", "kms": "KMS/ALICLOUD"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A master key and the description it goes by; None for none."""

    master: Master
    description: Mapping[str, str] | None = None


def fresh() -> ContentKey:
    """A content key whose counter leaves room: 8 random bytes, 4 zero ones, 4 random ones."""
    return ContentKey(secrets.token_bytes(KEY_LENGTH), secrets.token_bytes(8) + bytes(4) + secrets.token_bytes(4))


def seal(plain: bytes, by: Candidate, content: ContentKey | None = None) -> Sealed:
    """A whole object as either SDK stores it."""
    content = content or fresh()
    return Sealed(envelope(by, content), content.apply(plain))


def envelope(by: Candidate, content: ContentKey) -> dict[str, str]:
    """The metadata that a content key is kept in."""
    metadata = {
        KEY: encoded(by.master.wrap(content.key)),
        START: encoded(by.master.wrap(content.start)),
        CONTENT_ALGORITHM: AES_CTR,
        WRAP_ALGORITHM: by.master.algorithm,
    }
    return metadata | ({DESCRIPTION: json.dumps(dict(by.description))} if by.description else {})


def seal_parts(
    parts: Mapping[int, bytes], part_size: int, by: Candidate, content: ContentKey | None = None
) -> tuple[dict[str, str], dict[int, bytes]]:
    """The metadata of an upload, and each part as sent; every part but the highest has exactly `part_size` bytes."""
    content = content or fresh()
    last = max(parts, default=0)
    for number, part in parts.items():
        if len(part) > part_size or (number < last and len(part) != part_size):
            raise PartSizeError(f"part {number} has {len(part)} bytes where the upload says {part_size}")
    sizes = {DATA_SIZE: str(sum(map(len, parts.values()))), PART_SIZE: str(part_size)}
    sealed = {number: content.apply(part, part_offset(number, part_size)) for number, part in parts.items()}
    return envelope(by, content) | sizes, sealed


def is_sealed(metadata: Mapping[str, str]) -> bool:
    """Whether any entry says that the object was encrypted by its writer."""
    return any(name in metadata for name in (KEY, START, OLD_KEY, OLD_START))


def open_object(metadata: Mapping[str, str], body: bytes, masters: Sequence[Candidate]) -> bytes:
    """The plaintext of a whole object."""
    return open_range(metadata, body, 0, masters)


def open_range(metadata: Mapping[str, str], body: bytes, offset: int, masters: Sequence[Candidate]) -> bytes:
    """The plaintext of stored bytes that lie at `offset`, which need not be a multiple of a block."""
    return content_key(metadata, masters).apply(body, offset)


def content_key(metadata: Mapping[str, str], masters: Sequence[Candidate]) -> ContentKey:
    """The content key, opened by the one master key that the envelope describes."""
    if KEY not in metadata and OLD_KEY in metadata:
        return _old_content_key(metadata, masters)
    wrapped = decoded(metadata, KEY), decoded(metadata, START)
    algorithm = required(metadata, CONTENT_ALGORITHM)
    if algorithm != AES_CTR:
        raise UnknownAlgorithmError(f"content algorithm {algorithm!r}; the format has {AES_CTR!r} only")
    master = choose(masters, required(metadata, WRAP_ALGORITHM), _description(metadata))
    key, start = (master.unwrap(part) for part in wrapped)
    return checked(key, start, names=(KEY, START))


def choose(masters: Sequence[Candidate], algorithm: str, description: Mapping[str, str]) -> Master:
    """The master key with this description; descriptions are compared as values, never as text."""
    for candidate in masters:
        if candidate.master.algorithm == algorithm and dict(candidate.description or {}) == description:
            return candidate.master
    raise NoMasterKeyError(f"no master key for {algorithm} with the description {dict(description)}")


def _description(metadata: Mapping[str, str]) -> Mapping[str, str]:
    text = metadata.get(DESCRIPTION)
    if not text:
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        raise MalformedMetadataError(DESCRIPTION, "is not JSON") from None
    if not isinstance(value, dict):
        raise MalformedMetadataError(DESCRIPTION, "is no JSON object")
    return value


def _old_content_key(metadata: Mapping[str, str], masters: Sequence[Candidate]) -> ContentKey:
    """The first envelope: the counter is a wrapped decimal number, and the label of its cipher (GCM) is wrong."""
    wraps = required(metadata, OLD_WRAP)
    if wraps not in _OLD_WRAPS:
        raise UnknownAlgorithmError(f"wrap algorithm {wraps!r}")
    master = choose(masters, _OLD_WRAPS[wraps], {})
    if OLD_START not in metadata:
        raise MissingMetadataError(OLD_START)
    start = master.unwrap(decoded(metadata, OLD_START))
    if not start.isdigit():
        raise MalformedMetadataError(OLD_START, "opens to no decimal number")
    return checked(master.unwrap(decoded(metadata, OLD_KEY)), int(start).to_bytes(BLOCK), names=(OLD_KEY, OLD_START))

"""Amazon S3's encryption clients: objects under GCM with key commitment (version 3), GCM (2) or CBC (1, 2).

Source: S3EC facts 1 and 5 to 8. Instruction files are given as their text. A part of an upload is no object of its own:
all parts are slices of one ciphertext, and the tag is behind the last.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from conformance.reference import aes
from conformance.reference.envelopes.s3_format import (
    CBC,
    COMMITMENT_LENGTH,
    COMMITTING,
    GCM,
    WRAP_CODES,
    Envelope,
    is_sealed,
    parse,
    write,
)
from conformance.reference.envelopes.s3_keyrings import Keyring
from conformance.reference.errors import (
    AuthenticationError,
    LegacyError,
    MalformedMetadataError,
    NoMasterKeyError,
    PartSizeError,
)

__all__ = ["Reading", "Stored", "Upload", "begin", "commit", "cut", "is_sealed", "open_object", "open_range", "seal"]

SUITE_ID = bytes.fromhex("0073")
FIXED_NONCE = b"\x01" * aes.GCM_NONCE
_KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as it is stored, perhaps with an instruction file beside it."""

    metadata: Mapping[str, str]
    body: bytes = field(repr=False)
    instructions: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader accepts beyond the committing suite under a current wrap: nothing unless said."""

    uncommitted: bool = False
    legacy_content: bool = False
    legacy_wraps: bool = False

    def check(self, envelope: Envelope, keyring: Keyring) -> None:
        """Raise `LegacyError` for what is not accepted, before anything is unwrapped."""
        if envelope.suite != COMMITTING and not self.uncommitted:
            raise LegacyError(f"{envelope.suite} commits to no key")
        if envelope.suite == CBC and not self.legacy_content:
            raise LegacyError("CBC is not authenticated")
        if keyring.legacy and not self.legacy_wraps:
            raise LegacyError(f"the wrap {keyring.algorithm} is bound to nothing")


ANYTHING = Reading(uncommitted=True, legacy_content=True, legacy_wraps=True)


def commit(data_key: bytes, message_id: bytes) -> tuple[bytes, bytes]:
    """The content key and the commitment to the data key (HKDF with SHA-512, the message id as salt)."""
    extracted = hmac.new(message_id, data_key, hashlib.sha512).digest()
    content = HKDFExpand(SHA512(), _KEY_LENGTH, SUITE_ID + b"DERIVEKEY").derive(extracted)
    commitment = HKDFExpand(SHA512(), COMMITMENT_LENGTH, SUITE_ID + b"COMMITKEY").derive(extracted)
    return content, commitment


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What one object will be sealed under, and what says so beside it."""

    metadata: Mapping[str, str]
    instructions: str | None
    suite: str
    nonce: bytes
    data_key: bytes = field(repr=False)


def begin(keyring: Keyring, *, suite: str = COMMITTING, version: int = 3, apart: bool = False) -> Begun:
    """A fresh data key and its envelope in any of the formats; `apart` puts that into an instruction file."""
    if (suite == COMMITTING) != (version == 3) or (version == 3 and keyring.algorithm not in WRAP_CODES.values()):  # noqa: PLR2004
        raise ValueError(f"no envelope of version {version} holds {suite} under {keyring.algorithm}")
    data_key = secrets.token_bytes(_KEY_LENGTH)
    lengths = {COMMITTING: COMMITMENT_LENGTH, GCM: aes.GCM_NONCE, CBC: aes.BLOCK}
    nonce = secrets.token_bytes(lengths[suite])
    description = keyring.describe(suite)
    label = COMMITTING if suite == COMMITTING else GCM
    envelope = Envelope(
        version=version,
        suite=suite,
        wrap=keyring.algorithm,
        wrapped=keyring.wrap(data_key, label, description),
        description=description,
        nonce=nonce,
        commitment=commit(data_key, nonce)[1] if suite == COMMITTING else b"",
    )
    metadata, instructions = write(envelope, instruction_file=apart)
    return Begun(metadata=metadata, instructions=instructions, suite=suite, nonce=nonce, data_key=data_key)


def seal(plain: bytes, keyring: Keyring, *, suite: str = COMMITTING, version: int = 3, apart: bool = False) -> Stored:
    """An object in any of the formats; raise `ValueError` for a mixture that none has."""
    begun = begin(keyring, suite=suite, version=version, apart=apart)
    return Stored(begun.metadata, _sealed(plain, suite, begun.data_key, begun.nonce), begun.instructions)


class Upload:
    """The parts of one object, sealed one behind the other as slices of one ciphertext; the tag goes with the last."""

    def __init__(self, begun: Begun) -> None:
        if begun.suite == COMMITTING:
            key, _ = commit(begun.data_key, begun.nonce)
            self._stream = aes.gcm_stream(key, FIXED_NONCE, SUITE_ID)
        else:
            self._stream = aes.gcm_stream(begun.data_key, begun.nonce)
        self._parts = 0
        self.ended = False

    def part(self, number: int, plain: bytes, *, last: bool) -> bytes:
        """What is stored of a part; raise `PartSizeError` where it is not the next one."""
        if self.ended or number != self._parts + 1:
            raise PartSizeError(f"part {number} does not follow part {self._parts}{' and last' * self.ended}")
        self._parts, self.ended = number, last
        sealed = self._stream.update(plain)
        return sealed + self._stream.finalize() + self._stream.tag if last else sealed


def open_object(stored: Stored, keyrings: Sequence[Keyring], reading: Reading | None = None) -> bytes:
    """The plaintext, authenticated where the suite is; raise an `EnvelopeError`."""
    envelope = parse(stored.metadata, stored.instructions)
    data_key = _data_key(envelope, keyrings, reading or Reading())
    if envelope.suite == CBC:
        return aes.cbc_open(data_key, envelope.nonce, stored.body)
    if len(stored.body) < aes.TAG:
        raise AuthenticationError(f"{len(stored.body)} bytes hold no tag")
    if envelope.suite == GCM:
        return aes.gcm_open(data_key, envelope.nonce, stored.body)
    return aes.gcm_open(_content_key(envelope, data_key), FIXED_NONCE, stored.body, SUITE_ID)


def open_range(stored: Stored, offset: int, keyrings: Sequence[Keyring], reading: Reading | None = None) -> bytes:
    """The plaintext of ciphertext (no tag, no padding) that lies at `offset`; the commitment is checked, no tag can be.

    Under CBC the bytes begin one block before `offset`, a multiple of a block: that block is the first one's IV.
    """
    envelope = parse(stored.metadata, stored.instructions)
    data_key = _data_key(envelope, keyrings, reading or Reading())
    if envelope.suite == CBC:
        if offset % aes.BLOCK or len(stored.body) % aes.BLOCK:
            raise PartSizeError("under CBC a range is whole blocks")
        return aes.cbc_blocks(data_key, stored.body[: aes.BLOCK], stored.body[aes.BLOCK :])
    if envelope.suite == GCM:
        return aes.gcm_range(data_key, envelope.nonce, stored.body, offset)
    return aes.gcm_range(_content_key(envelope, data_key), FIXED_NONCE, stored.body, offset)


def cut(body: bytes, lengths: Sequence[int]) -> list[bytes]:
    """A sealed object as parts of these plaintext lengths; what is behind (tag, padding) goes with the last.

    Every part but the last is whole blocks, as the Java client requires; the Python client does not.
    """
    if any(length % aes.BLOCK for length in lengths[:-1]):
        raise PartSizeError(f"every part but the last is a multiple of {aes.BLOCK} bytes")
    starts = [sum(lengths[:index]) for index in range(len(lengths))]
    ends = [*starts[1:], len(body)]
    return [body[start:end] for start, end in zip(starts, ends, strict=True)]


def _sealed(plain: bytes, suite: str, data_key: bytes, nonce: bytes) -> bytes:
    if suite == CBC:
        return aes.cbc_seal(data_key, nonce, plain)
    if suite == GCM:
        return aes.gcm_seal(data_key, nonce, plain)
    return aes.gcm_seal(commit(data_key, nonce)[0], FIXED_NONCE, plain, SUITE_ID)


def _content_key(envelope: Envelope, data_key: bytes) -> bytes:
    content, commitment = commit(data_key, envelope.nonce)
    if not hmac.compare_digest(commitment, envelope.commitment):
        raise AuthenticationError("the data key is not the one that the object commits to")
    return content


def _data_key(envelope: Envelope, keyrings: Sequence[Keyring], reading: Reading) -> bytes:
    keyring = next((one for one in keyrings if one.algorithm == envelope.wrap), None)
    if keyring is None:
        raise NoMasterKeyError(f"no keyring on hand for the wrap {envelope.wrap!r}")
    reading.check(envelope, keyring)
    data_key = keyring.unwrap(envelope.wrapped, envelope.label, envelope.description)
    if len(data_key) != _KEY_LENGTH:
        raise MalformedMetadataError("the wrapped data key", f"opens to {len(data_key)} bytes")
    return data_key

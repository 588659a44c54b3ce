"""The three metadata formats of the S3 encryption clients, and instruction files. Source: S3EC facts 2 and 3.

A strict reader: what mixes formats, lacks an entry or names an unknown algorithm is refused.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.reference.aes import BLOCK, GCM_NONCE
from conformance.reference.envelopes.content import decoded, encoded, required
from conformance.reference.envelopes.s3_keyrings import described
from conformance.reference.errors import (
    AmbiguousEnvelopeError,
    MalformedMetadataError,
    MissingMetadataError,
    UnknownAlgorithmError,
)

CBC = "AES/CBC/PKCS5Padding"
GCM = "AES/GCM/NoPadding"
COMMITTING = "115"
WRAP_CODES = {"02": "AES/GCM", "12": "kms+context", "22": "RSA-OAEP-SHA1"}
OBJECT_ONLY = ("x-amz-c", "x-amz-d", "x-amz-i")
COMMITMENT_LENGTH = 28
_KEYS = {"x-amz-key": 1, "x-amz-key-v2": 2, "x-amz-3": 3}
_OF_VERSION = {
    1: {"x-amz-key", "x-amz-iv", "x-amz-matdesc", "x-amz-wrap-alg", "x-amz-cek-alg"},
    2: {"x-amz-key-v2", "x-amz-iv", "x-amz-matdesc", "x-amz-wrap-alg", "x-amz-cek-alg", "x-amz-tag-len"},
    3: {"x-amz-3", "x-amz-w", "x-amz-m", "x-amz-t", *OBJECT_ONLY},
}
_ALL = set().union(*_OF_VERSION.values())
_TAG_BITS = "128"
_LONGEST_AES_WRAP = 48
"""Bytes; what is longer in a version 1 envelope was wrapped by RSA."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the metadata of one object says."""

    version: int
    suite: str
    wrap: str
    wrapped: bytes = field(repr=False)
    description: Mapping[str, str]
    nonce: bytes
    """The IV; under version 3, the message id."""
    commitment: bytes = b""

    @property
    def label(self) -> str:
        """What a raw keyring binds the data key to."""
        return COMMITTING if self.suite == COMMITTING else GCM


def is_sealed(metadata: Mapping[str, str]) -> bool:
    """Whether an entry says that the object was encrypted by its writer."""
    return any(name in metadata for name in (*_KEYS, *OBJECT_ONLY))


def parse(metadata: Mapping[str, str], instructions: str | None = None) -> Envelope:
    """Read the envelope of an object, with its instruction file's text if it has one; raise an `EnvelopeError`."""
    if instructions is not None and not any(name in metadata for name in _KEYS):
        metadata = _joined(metadata, instructions)
    versions = [version for name, version in _KEYS.items() if name in metadata]
    if not versions:
        raise MissingMetadataError(" or ".join(_KEYS))
    version = versions[0]
    foreign = (_ALL - _OF_VERSION[version]) & set(metadata)
    if foreign:
        raise AmbiguousEnvelopeError(f"a version {version} envelope beside {', '.join(sorted(foreign))}")
    return {1: _first, 2: _second, 3: _third}[version](metadata)


def write(envelope: Envelope, *, instruction_file: bool = False) -> tuple[dict[str, str], str | None]:
    """An envelope's metadata and, if it is to be apart, the text of its instruction file."""
    entries = _written(envelope)
    if not instruction_file:
        return entries, None
    beside = {name: entries.pop(name) for name in list(entries) if name not in OBJECT_ONLY}
    return entries, json.dumps(beside)


def _joined(metadata: Mapping[str, str], instructions: str) -> dict[str, str]:
    name = "instruction file"
    try:
        beside = described(name, json.loads(instructions))
    except ValueError:
        raise MalformedMetadataError(name, "is not JSON") from None
    unknown = set(beside) - _ALL - {"x-amz-unencrypted-content-length"}
    misplaced = set(beside) & set(OBJECT_ONLY)
    if unknown or misplaced:
        raise MalformedMetadataError(name, f"holds {', '.join(sorted(unknown | misplaced))}")
    beside_object = sorted(_ALL & set(metadata))
    if "x-amz-3" not in beside and beside_object:
        raise AmbiguousEnvelopeError(f"{', '.join(beside_object)} beside an instruction file that holds everything")
    return {**beside, **metadata}


def _first(metadata: Mapping[str, str]) -> Envelope:
    suite = metadata.get("x-amz-cek-alg", CBC)
    if suite != CBC:
        raise UnknownAlgorithmError(f"content algorithm {suite!r} in a version 1 envelope")
    wrapped = decoded(metadata, "x-amz-key")
    inferred = "RSA" if len(wrapped) > _LONGEST_AES_WRAP else "AES"
    return Envelope(
        version=1,
        suite=suite,
        wrap=metadata.get("x-amz-wrap-alg", inferred),
        wrapped=wrapped,
        description=_description(metadata, "x-amz-matdesc", needed=True),
        nonce=_sized(metadata, "x-amz-iv", BLOCK),
    )


def _second(metadata: Mapping[str, str]) -> Envelope:
    suite = required(metadata, "x-amz-cek-alg")
    if suite not in {CBC, GCM}:
        raise UnknownAlgorithmError(f"content algorithm {suite!r} in a version 2 envelope")
    if metadata.get("x-amz-tag-len", _TAG_BITS) != _TAG_BITS or (suite == CBC and "x-amz-tag-len" in metadata):
        raise MalformedMetadataError("x-amz-tag-len", f"is {metadata['x-amz-tag-len']!r} beside {suite}")
    if suite == GCM:
        required(metadata, "x-amz-tag-len")
    return Envelope(
        version=2,
        suite=suite,
        wrap=required(metadata, "x-amz-wrap-alg"),
        wrapped=decoded(metadata, "x-amz-key-v2"),
        description=_description(metadata, "x-amz-matdesc", needed=True),
        nonce=_sized(metadata, "x-amz-iv", GCM_NONCE if suite == GCM else BLOCK),
    )


def _third(metadata: Mapping[str, str]) -> Envelope:
    suite = required(metadata, "x-amz-c")
    code = required(metadata, "x-amz-w")
    if suite != COMMITTING or code not in WRAP_CODES:
        raise UnknownAlgorithmError(f"suite {suite!r} with the wrap {code!r} in a version 3 envelope")
    return Envelope(
        version=3,
        suite=suite,
        wrap=WRAP_CODES[code],
        wrapped=decoded(metadata, "x-amz-3"),
        description=_description(metadata, "x-amz-t" if code == "12" else "x-amz-m", needed=False),
        nonce=_sized(metadata, "x-amz-i", COMMITMENT_LENGTH),
        commitment=_sized(metadata, "x-amz-d", COMMITMENT_LENGTH),
    )


def _sized(metadata: Mapping[str, str], name: str, length: int) -> bytes:
    value = decoded(metadata, name)
    if len(value) != length:
        raise MalformedMetadataError(name, f"has {len(value)} bytes, not {length}")
    return value


def _description(metadata: Mapping[str, str], name: str, *, needed: bool) -> dict[str, str]:
    if not needed and name not in metadata:
        return {}
    try:
        return described(name, json.loads(required(metadata, name)))
    except ValueError:
        raise MalformedMetadataError(name, "is not JSON") from None


def _written(envelope: Envelope) -> dict[str, str]:
    description = json.dumps(dict(envelope.description))
    if envelope.version == 3:  # noqa: PLR2004 - a version's number
        code = next(code for code, name in WRAP_CODES.items() if name == envelope.wrap)
        entries = {"x-amz-c": envelope.suite, "x-amz-3": encoded(envelope.wrapped), "x-amz-w": code}
        entries |= {"x-amz-d": encoded(envelope.commitment), "x-amz-i": encoded(envelope.nonce)}
        return entries | ({"x-amz-t" if code == "12" else "x-amz-m": description} if envelope.description else {})
    entries = {"x-amz-iv": encoded(envelope.nonce), "x-amz-matdesc": description}
    if envelope.version == 1:
        named = {} if envelope.wrap in {"AES", "RSA"} else {"x-amz-wrap-alg": envelope.wrap}
        return entries | {"x-amz-key": encoded(envelope.wrapped)} | named
    entries |= {"x-amz-key-v2": encoded(envelope.wrapped), "x-amz-wrap-alg": envelope.wrap}
    entries["x-amz-cek-alg"] = envelope.suite
    return entries | ({"x-amz-tag-len": _TAG_BITS} if envelope.suite == GCM else {})

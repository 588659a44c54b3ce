"""What every client-side format can do, whatever it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from conformance.model.operation import Encryption, Master
from conformance.reference.rsa import private_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What is to be stored of an object or a part."""

    metadata: Mapping[str, str]
    body: bytes = field(repr=False)
    beside: str | None = None
    """The text of the object of its own that keeps the envelope, where it does not lie in the metadata."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What was read of an object, or of a range of it that begins at `offset`."""

    metadata: Mapping[str, str]
    body: bytes = field(repr=False)
    offset: int = 0
    ranged: bool = False
    beside: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """How an upload is cut, as its caller declares: bytes of every part but the last, and of all data."""

    part_size: int | None
    data_size: int | None


class Upload(Protocol):
    """An upload under way, under one content key."""

    @property
    def metadata(self) -> Mapping[str, str]:
        """What goes with its initiation."""
        ...

    def part(self, number: int, body: bytes, *, last: bool) -> Sealed:
        """One part; raise an `EnvelopeError` where it does not fit."""
        ...

    def end(self) -> None:
        """Raise an `EnvelopeError` where the upload cannot be completed yet."""
        ...


class Envelopes(Protocol):
    """One dialect's client-side format."""

    @property
    def suffix(self) -> str:
        """What the name of an object has more that keeps another's envelope; empty: none does."""
        ...

    def seal(self, encryption: Encryption, plain: bytes, *, apart: bool = False) -> Sealed:
        """An object to be stored; `apart` keeps the envelope in an object of its own."""
        ...

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        """The content of an object or range; raise an `EnvelopeError`."""
        ...

    def begin(self, encryption: Encryption, cut: Cut) -> Upload:
        """An upload in parts; raise an `EnvelopeError` or `ValueError`."""
        ...

    def lies_apart(self, metadata: Mapping[str, str]) -> bool:
        """Whether an object's envelope is to be looked for in an object of its own."""
        ...

    def noted(self, digest: str, length: int) -> dict[str, str]:
        """The metadata that keeps what the caller said of the plaintext."""
        ...

    def reserved(self) -> frozenset[str]:
        """Names of metadata that are the envelope's and no caller's."""
        ...

    def start_of(self, encryption: Encryption, length: int) -> str:
        """The entry of a start that opens to another length; raise `ValueError` where the format wraps none."""
        ...

    def entry(self, name: str, metadata: Mapping[str, str]) -> str:
        """What the format of an envelope calls an entry; raise `KeyError` for one that it does not have."""
        ...


def master_of(encryption: Encryption) -> Master:
    """The master key that encrypts; raise `ValueError`."""
    if encryption.master is None:
        raise ValueError("client-side encryption needs a master key")
    return encryption.master


def masters_of(encryption: Encryption) -> list[Master]:
    """The master keys that open, the one that encrypts first."""
    return [master_of(encryption), *encryption.also]


def rsa_key(master: Master) -> RSAPrivateKey:
    """The key pair of an RSA master key."""
    return private_key(master.private_key)

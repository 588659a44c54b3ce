"""What OSS, COS and OBS share: content under AES-CTR, of which any part and any range stands by itself."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from conformance.engine.envelopes.base import Cut, Sealed, Stored
from conformance.model.operation import Encryption
from conformance.reference.envelopes.content import ContentKey, part_offset
from conformance.reference.errors import PartSizeError


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterUpload:
    """An upload whose parts have the declared size, the last excepted. They may come in any order."""

    content: ContentKey
    metadata: Mapping[str, str]
    part_size: int
    data_size: int

    def part(self, number: int, body: bytes, *, last: bool) -> Sealed:
        """A part, with the envelope beside it; raise `PartSizeError`."""
        del last
        return Sealed(metadata=self.metadata, body=self.content.apply(body, self.offset(number, len(body))))

    def offset(self, number: int, length: int) -> int:
        """Where a part lies; raise `PartSizeError` where it has not the declared size and is not the last."""
        start = part_offset(number, self.part_size)
        if length != self.part_size and start + self.part_size < self.data_size:
            raise PartSizeError(f"part {number} has {length} bytes where {self.part_size} were declared")
        return start

    def end(self) -> None:
        """Nothing is left to do."""


class CounterEnvelopes(ABC):
    """A format that keeps a content key and the counter's start."""

    suffix = ""
    entries: ClassVar[Mapping[str, str]] = {}
    """What the format calls the entries of its envelope."""

    @abstractmethod
    def fresh(self, encryption: Encryption) -> ContentKey:
        """A content key for one object."""

    @abstractmethod
    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        """The metadata that keeps a content key."""

    @abstractmethod
    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        """The content key of an object; raise an `EnvelopeError`."""

    def sizes(self, part_size: int, data_size: int) -> dict[str, str]:
        """The metadata that declares how an upload is cut; none, unless the format has some."""
        del part_size, data_size
        return {}

    def seal(self, encryption: Encryption, plain: bytes, *, apart: bool = False) -> Sealed:
        """An object to be stored; raise `ValueError` for an envelope apart, which none of these formats has."""
        if apart:
            raise ValueError("the format keeps the envelope in the object's metadata")
        content = self.fresh(encryption)
        return Sealed(metadata=self.envelope(encryption, content), body=content.apply(plain))

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        """The content of an object or range; raise an `EnvelopeError`."""
        return self.content_key(stored.metadata, encryption).apply(stored.body, stored.offset)

    def begin(self, encryption: Encryption, cut: Cut) -> CounterUpload:
        """An upload in parts; raise `PartSizeError`, or `ValueError` where sizes are not declared."""
        if cut.part_size is None or cut.data_size is None:
            raise ValueError("the sizes of the parts and of all data are to be declared")
        part_offset(1, cut.part_size)
        content = self.fresh(encryption)
        metadata = self.envelope(encryption, content) | self.sizes(cut.part_size, cut.data_size)
        return CounterUpload(content=content, metadata=metadata, part_size=cut.part_size, data_size=cut.data_size)

    def lies_apart(self, metadata: Mapping[str, str]) -> bool:
        """Never."""
        del metadata
        return False

    def noted(self, digest: str, length: int) -> dict[str, str]:
        """The metadata that keeps what the caller said of the plaintext; none, unless the format has some."""
        del digest, length
        return {}

    def reserved(self) -> frozenset[str]:
        """Names of metadata that are the envelope's and no caller's."""
        return frozenset(self.entries.values())

    def start_of(self, encryption: Encryption, length: int) -> str:
        """The entry of a start that opens to another length than the format has."""
        content = self.fresh(encryption)
        other = ContentKey(content.key, bytes(length))
        return self.envelope(encryption, other)[self.entries["start"]]

    def entry(self, name: str, metadata: Mapping[str, str]) -> str:
        """What the format calls an entry; raise `KeyError` for one that it does not have."""
        del metadata
        return self.entries[name]

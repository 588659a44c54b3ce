"""Objects, versions and multipart uploads, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from conformance.emulator.crc64 import joined
from conformance.emulator.encryption import Keeping
from conformance.emulator.stretches import Stretch

Pairs = tuple[tuple[str, str], ...]

ARCHIVED = frozenset({"COLD", "DEEP_ARCHIVE", "GLACIER", "ARCHIVE", "Archive", "ColdArchive", "DeepColdArchive"})
"""Storage classes whose objects are restored before they are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a client says about an object besides its content and encryption."""

    headers: Pairs = ()
    """Standard headers that reads give back, such as Content-Type."""
    metadata: Pairs = ()
    """User metadata; names without the vendor's prefix."""
    storage_class: str = ""
    tags: Pairs = ()
    acl: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """One version of an object. Its lock opens its data key; the data key itself is not kept."""

    key: str
    version_id: str = "null"
    owner: str
    modified: datetime
    etag: str
    """Without quotes."""
    stretches: tuple[Stretch, ...] = field(repr=False)
    part_sizes: tuple[int, ...] = ()
    """Lengths of the parts in bytes, of a multipart object."""
    keeping: Keeping
    description: Description
    checksums: Mapping[str, str] = field(default_factory=dict)
    """Base64 checksums of the plaintext by algorithm."""
    appendable: bool = False
    restored: bool = False

    @property
    def type(self) -> str:
        """How it was made."""
        return "Appendable" if self.appendable else "Multipart" if self.part_sizes else "Normal"

    @property
    def size(self) -> int:
        """Length of the content in bytes."""
        return sum(stretch.size for stretch in self.stretches)

    @property
    def crc64(self) -> int:
        """CRC-64 of the content."""
        return joined((stretch.plain_crc64, stretch.size) for stretch in self.stretches)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteMarker:
    """A version that says the object is gone."""

    key: str
    version_id: str
    owner: str
    modified: datetime


Version = StoredObject | DeleteMarker


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One uploaded part."""

    number: int
    etag: str
    stretch: Stretch = field(repr=False)
    modified: datetime
    checksums: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Upload:
    """A multipart upload under way. The encryption of the object is settled when it begins."""

    id: str
    key: str
    owner: str
    started: datetime
    keeping: Keeping
    description: Description
    checksum_algorithm: str = ""
    parts: dict[int, Part] = field(default_factory=dict)

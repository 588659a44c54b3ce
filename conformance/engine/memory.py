"""What the engine believes the store holds: only what the store accepted and a step meant to write."""

from dataclasses import dataclass, field

from conformance.model.operation import Reply
from conformance.model.words import Mode

Place = tuple[str, str]
"""Bucket and key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What one step wrote, and how the store answered it."""

    content: bytes = field(repr=False)
    etag: str | None
    version_id: str | None
    customer_key: bytes | None = field(default=None, repr=False)
    """The customer key that opens it; None where it was stored without one."""


@dataclass(slots=True, kw_only=True)
class Upload:
    """A multipart upload under way."""

    place: Place
    upload_id: str
    customer_key: bytes | None = field(default=None, repr=False)
    parts: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    """Part number to ETag and content."""

    def content(self) -> bytes:
        """The parts joined in part number order."""
        return b"".join(content for _, (_, content) in sorted(self.parts.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was uploaded, and what is kept of it."""

    content: bytes = field(repr=False)
    data: bytes = field(repr=False)


class Memory:
    """One item's view of its objects, uploads and earlier answers."""

    def __init__(self) -> None:
        self.objects: dict[Place, bytes] = {}
        self.opened_by: dict[Place, bytes | None] = {}
        """The customer key that an object was last stored under."""
        self.modes: dict[Place, Mode] = {}
        """The encryption that a call last asked for."""
        self.uploads: dict[str, Upload] = {}
        self.steps: dict[str, Written] = {}
        self.kept: list[Kept] = []
        """What was seen at rest so far, each piece sealed in one go."""

    def remember(self, step: str, place: Place, content: bytes, reply: Reply, customer_key: bytes | None) -> None:
        """A write was accepted: the object now holds `content`, and this customer key opens it."""
        self.objects[place] = content
        self.opened_by[place] = customer_key
        self.steps[step] = Written(
            content=content, etag=reply.etag, version_id=reply.version_id, customer_key=customer_key
        )

    def mode_of(self, place: Place) -> Mode:
        """The encryption that was last asked for, for an object; `none` where none was."""
        return self.modes.get(place, Mode.NONE)

    def part(self, place: Place, number: int) -> bytes:
        """The content of one part of an object that was put together from parts."""
        uploads = [upload for upload in self.uploads.values() if upload.place == place]
        return uploads[-1].parts[number][1] if uploads and number in uploads[-1].parts else b""

    def bodies(self) -> list[bytes]:
        """Every content that was uploaded, for the search for leaks."""
        parts = [content for upload in self.uploads.values() for _, content in upload.parts.values()]
        return [*self.objects.values(), *(written.content for written in self.steps.values()), *parts]

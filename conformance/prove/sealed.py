"""What recorded steps wrote and what a probe saw of it, so that it can be made to look badly sealed."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from conformance.engine.ranges import cut
from conformance.model.operation import Operation
from conformance.prove.record import Played

_BLOCK = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What was sealed in one go, and how it is kept."""

    content: bytes = field(repr=False)
    stored: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The segments of one step's object, and those that were sealed before it."""

    segments: tuple[Segment, ...] = ()
    before: tuple[Segment, ...] = ()
    kept: bytes = field(default=b"", repr=False)
    """All that is kept of the object; what stood there before an append comes first."""

    @property
    def content(self) -> bytes:
        """What the step wrote."""
        return b"".join(segment.content for segment in self.segments)

    def under_a_used_keystream(self) -> bytes | None:
        """The object as it would be kept under a keystream that served before; None where nothing did."""
        earlier = [each for each in (*self.before, *self.segments[:-1]) if len(each.content) >= _BLOCK]
        if not earlier or len(self.segments[-1].content) < _BLOCK:
            return None
        last, stream = self.segments[-1], _xor(earlier[0].content, earlier[0].stored)
        longer = stream * (len(last.content) // len(stream) + 1)
        return self.kept[: -len(last.content)] + _xor(last.content, longer)


def sealed(played: Sequence[Played], index: int, controls: Collection[str]) -> Sealed:
    """What the step of that index and those before it wrote under a probe's eye; what lies open is not sealed."""
    seen = [each for each in played[: index + 1] if each.stored is not None and each.step not in controls]
    if not seen or seen[-1] is not played[index]:
        return Sealed()
    *before, last = [tuple(_segments(played, each)) for each in seen]
    earlier = tuple(segment for segments in before for segment in segments)
    return Sealed(segments=last, before=earlier, kept=seen[-1].stored or b"")


def _segments(played: Sequence[Played], one: Played) -> Iterator[Segment]:
    start, stored = one.operation.position or 0, one.stored or b""
    for content in _contents(played, one.operation):
        yield Segment(content=content, stored=stored[start : start + len(content)])
        start += len(content)


def _xor(one: bytes, other: bytes) -> bytes:
    """As long as the first; the second is not shorter."""
    return bytes(a ^ b for a, b in zip(one, other, strict=False))


def _contents(played: Sequence[Played], operation: Operation) -> list[bytes]:
    """What an operation wrote: its body, its source, or the parts that it put together."""
    if operation.source is not None:
        whole = b"".join(_contents(played, _writer(played, operation.source.bucket, operation.source.key)))
        return [cut(whole, operation.source.range)]
    if operation.do == "complete-multipart":
        return [content for _, content in sorted(_parts(played, operation.upload_id))]
    return [operation.body or b""]


def _parts(played: Sequence[Played], upload_id: str | None) -> Iterator[tuple[int, bytes]]:
    for each in played:
        part = each.operation
        if part.upload_id == upload_id and part.part_number is not None:
            yield part.part_number, _contents(played, part)[0]


def _writer(played: Sequence[Played], bucket: str, key: str) -> Operation:
    writes = ("put-object", "post-object", "complete-multipart", "copy-object")
    return next(
        each.operation
        for each in played
        if each.operation.do in writes and (each.operation.bucket, each.operation.key) == (bucket, key)
    )

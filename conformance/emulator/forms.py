"""Upload forms: `multipart/form-data`, its fields read at once and its file as it arrives (RFC 7578)."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser

from conformance.emulator.http import BodyTooLargeError

FIELD_BYTES = 64 << 10
"""The longest field, and the longest head of a part (64 KiB)."""

MOST_FIELDS = 100


class FormError(Exception):
    """The form cannot be read."""


class _Source:
    """A stream that is read up to marks; holds little more than a chunk."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""

    async def until(self, mark: bytes) -> AsyncIterator[bytes]:
        """Yield what stands before a mark, and take the mark away; raises `FormError` where there is none."""
        while (at := self._held.find(mark)) < 0:
            safe = len(self._held) - len(mark) + 1
            if safe > 0:
                piece, self._held = self._held[:safe], self._held[safe:]
                yield piece
            chunk = await anext(self._chunks, None)
            if chunk is None:
                raise FormError("the form ends too early")
            self._held += chunk
        piece, self._held = self._held[:at], self._held[at + len(mark) :]
        if piece:
            yield piece

    async def text(self, mark: bytes) -> bytes:
        """What stands before a mark, which is short; raises `FormError`."""
        found = b""
        async for piece in self.until(mark):
            found += piece
            if len(found) > FIELD_BYTES:
                raise FormError("a field is too long")
        return found


@dataclass(slots=True)
class FormFile:
    """The form's file; a payload like any other."""

    source: _Source = field(repr=False)
    mark: bytes
    trailers: Mapping[str, str] = field(default_factory=dict)

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the file; what follows it in the form is left alone. Raises `FormError` where it has no end."""
        async for piece in self.source.until(self.mark):
            yield piece

    async def read(self, limit: int) -> bytes:
        """The whole file; raises `BodyTooLargeError` when it is longer than `limit` bytes."""
        content = b""
        async for piece in self.chunks():
            content += piece
            if len(content) > limit:
                raise BodyTooLargeError
        return content


@dataclass(frozen=True, slots=True)
class Form:
    """A form up to its file."""

    fields: tuple[tuple[str, str], ...]
    """In order; `${filename}` is filled in."""
    file: FormFile


async def read_form(content_type: str, chunks: AsyncIterator[bytes]) -> Form:
    """Read a form up to its file; raises `FormError`."""
    boundary = _parameter("content-type", content_type, "boundary")
    if not content_type.lower().startswith("multipart/form-data") or not boundary:
        raise FormError("not a form")
    source, mark = _Source(chunks), f"\r\n--{boundary}".encode()
    if await source.text(mark[2:]):
        raise FormError("something stands before the form")
    fields: list[tuple[str, str]] = []
    while len(fields) < MOST_FIELDS:
        disposition = await _part_head(source)
        name = _parameter("content-disposition", disposition, "name")
        if name.lower() == "file":
            filename = _parameter("content-disposition", disposition, "filename")
            filled = tuple((name, value.replace("${filename}", filename)) for name, value in fields)
            return Form(filled, FormFile(source, mark))
        fields.append((name, (await source.text(mark)).decode()))
    raise FormError("too many fields")


async def _part_head(source: _Source) -> str:
    """The Content-Disposition of the part that begins here; raises `FormError` at the end of the form."""
    if (await source.text(b"\r\n")).strip():
        raise FormError("the form has no file")
    head = await source.text(b"\r\n\r\n")
    return str(BytesHeaderParser().parsebytes(head)["content-disposition"] or "")


def _parameter(header: str, value: str, name: str) -> str:
    message = Message()
    message[header] = value
    found = message.get_param(name, "", header=header)
    return found if isinstance(found, str) else found[2]

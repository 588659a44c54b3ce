"""How a user hands content over to an SDK: as bytes, text, an open file, a stream, or piece by piece."""

import io
from collections.abc import Iterator

from conformance.drivers.sdk.kit import Untyped
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError

_PIECE = 7
"""Bytes that an iterator hands over at a time: no multiple of a cipher's block."""


def handed_over(operation: Operation, file: Untyped) -> Untyped:
    """The content as a user hands it over; `file` is an empty one to write to."""
    content = operation.body or b""
    match operation.given:
        case "text":
            return content.decode()
        case "file":
            file.write(content)
            file.seek(0)
            return file
        case "stream":
            return io.BytesIO(content)
        case "iterator":
            return _pieces(content)
        case "bytes":
            return content
        case other:
            raise NotExpressibleError(f"the SDK's upload takes no content given as {other!r}")


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]

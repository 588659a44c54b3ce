"""Reading lines and counted bytes out of a body that arrives in pieces."""

from collections.abc import AsyncIterator

from conformance.emulator.auth.errors import AuthError, Reason

LONGEST_LINE = 8192


class Pieces:
    """A stream of pieces, read as framing; holds no more than one piece and one line."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self._held = b""

    async def line(self, *, end_allowed: bool = False) -> bytes:
        """Return the next line without its CRLF; the stream may end in its place where `end_allowed`."""
        while (end := self._held.find(b"\r\n")) < 0:
            if len(self._held) > LONGEST_LINE:
                raise AuthError(Reason.MALFORMED_BODY, "a line of the chunk framing has no end")
            if not await self._more():
                if end_allowed and not self._held:
                    return b""
                raise AuthError(Reason.INCOMPLETE_BODY, "the body ends inside its chunk framing")
        line, self._held = self._held[:end], self._held[end + 2 :]
        return line

    async def take(self, size: int) -> AsyncIterator[bytes]:
        """Yield exactly `size` bytes."""
        while size:
            if not self._held and not await self._more():
                raise AuthError(Reason.INCOMPLETE_BODY, "the body ends inside a chunk")
            piece, self._held = self._held[:size], self._held[size:]
            size -= len(piece)
            yield piece

    async def _more(self) -> bool:
        piece = await anext(self._source, None)
        self._held += piece or b""
        return piece is not None

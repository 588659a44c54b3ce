"""A request body that is checked against its signature while it is read."""

from collections.abc import AsyncIterator, Callable

from conformance.emulator.http import BodyStream, BodyTooLargeError

Trailers = dict[str, str]
"""Trailing headers by lower-cased name; filled when the body has been read to its end."""

Decoder = Callable[[AsyncIterator[bytes], Trailers], AsyncIterator[bytes]]
"""Turns the body on the wire into the payload; raises `AuthError` where it is not the signed one."""


class SignedBody:
    """A `BodyStream` of the payload. A reader must not commit what it read before the stream has ended in peace."""

    def __init__(self, source: BodyStream, decode: Decoder) -> None:
        self.trailers: Trailers = {}
        self._source = source
        self._decode = decode

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the payload as it arrives; raises `AuthError` at the latest after its last byte."""
        return self._decode(self._source.chunks(), self.trailers)

    async def read(self, limit: int) -> bytes:
        """Return the whole payload, or raise `BodyTooLargeError` when it is longer than `limit` bytes."""
        payload = bytearray()
        async for chunk in self.chunks():
            payload += chunk
            if len(payload) > limit:
                raise BodyTooLargeError
        return bytes(payload)


def unchecked(body: AsyncIterator[bytes], _trailers: Trailers) -> AsyncIterator[bytes]:
    """The payload is the body, and nothing about it is signed."""
    return body

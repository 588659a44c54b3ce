"""aiohttp's low-level server with an end: when it stops, no socket stays open."""

import asyncio
import logging

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from conformance.emulator.handler import Handler

GRACE_SECONDS = 0.5
"""How long requests in progress may go on when the server stops."""

LIMIT = 65536
"""Longest request line and header field, in bytes: session tokens and policies are long."""

# Broken requests are answered with 400; their tracebacks help nobody.
_quiet = logging.getLogger(__name__)
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False


class Connections(web.Server):
    """The connections of one server."""

    def __init__(self, handler: Handler) -> None:
        super().__init__(
            handler,
            access_log=None,
            auto_decompress=False,  # an uploaded Content-Encoding belongs to the object
            lingering_time=0,  # `WireBody.settle` does it
            logger=_quiet,
            max_field_size=LIMIT,
            max_line_size=LIMIT,
        )
        self._open: dict[RequestHandler, asyncio.Transport] = {}
        self._none_open = asyncio.Event()
        self._none_open.set()

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        """Note a new connection."""
        super().connection_made(handler, transport)
        self._open[handler] = transport
        self._none_open.clear()

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        """Forget a connection."""
        super().connection_lost(handler, exc)
        self._open.pop(handler, None)
        if not self._open:
            self._none_open.set()

    async def end(self) -> None:
        """Let requests in progress finish for a moment, then close every connection."""
        self.pre_shutdown()
        await self.shutdown(GRACE_SECONDS)
        for transport in self._open.values():
            transport.abort()
        await self._none_open.wait()

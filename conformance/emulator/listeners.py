"""The ports a server listens on."""

import asyncio
import errno
import ssl
from collections.abc import Callable

TLS_GOODBYE_SECONDS = 2.0

ACCEPT_TURNS = 8
"""Turns of the loop, with some to spare, in which asyncio hands over a connection that it has accepted."""


class PortInUseError(Exception):
    """Another program listens on the port."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is in use: stop the program that listens there, or choose another port "
            "(0 takes a free one)."
        )
        self.host = host
        self.port = port


class Listeners:
    """Listening sockets on one address of this machine."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._loop = asyncio.get_running_loop()
        self._open: list[asyncio.Server] = []

    async def open(
        self, protocol: Callable[[], asyncio.BaseProtocol], port: int, context: ssl.SSLContext | None = None
    ) -> int:
        """Listen, with TLS where a context is given, and return the port; raises `PortInUseError`."""
        goodbye = None if context is None else TLS_GOODBYE_SECONDS
        try:
            server = await self._loop.create_server(
                protocol, self._host, port, ssl=context, ssl_shutdown_timeout=goodbye
            )
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUseError(self._host, port) from error
            raise
        self._open.append(server)
        return int(server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening. Connections accepted last are handed over first: asyncio would drop them on the floor."""
        for server in self._open:
            for listening in server.sockets:
                self._loop.remove_reader(listening.fileno())
        for _ in range(ACCEPT_TURNS):
            await asyncio.sleep(0)
        for server in self._open:
            server.close()

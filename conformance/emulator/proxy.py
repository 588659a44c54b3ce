"""A forward proxy, so that unmodified SDKs reach virtual hosts that no DNS knows.

Whatever host a client asks for, it gets this emulator; nothing ever leaves the machine. `CONNECT` tunnels are told
apart by their first byte: TLS goes to the HTTPS port, anything else to the HTTP port. Plain requests in absolute form
go to the HTTP port as they are; the server there cuts the target.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

TLS_HANDSHAKE = 0x16
WINDOW = 65536
"""Bytes relayed at once."""

GOODBYE_SECONDS = 0.5

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
REFUSED = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    b"This port is a forward proxy: it takes CONNECT, or a target such as http://bucket.host/key.\n"
)


class Relays:
    """The connections that a proxy relays."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Count the current task among the relays."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - asyncio serves each connection in a task
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    async def end(self) -> None:
        """Close every relay."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class Proxy:
    """Relays connections to the emulator's own ports."""

    def __init__(self, relays: Relays, host: str, http_port: int, https_port: int | None) -> None:
        self._relays = relays
        self._host = host
        self._http_port = http_port
        self._https_port = https_port

    async def __call__(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Serve one client; what an asyncio server calls."""
        with self._relays.entered():
            try:
                await self._serve(reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                pass  # the client has gone, or it does not speak HTTP
            except asyncio.CancelledError:
                pass  # `Relays.end`; nobody waits for this task's result
            finally:
                await _close(writer)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        line = await reader.readuntil(b"\r\n")
        method, _, target = line.partition(b" ")
        if method == b"CONNECT":
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass
            writer.write(ESTABLISHED)
            first = await reader.read(WINDOW)
            if first:
                await self._relay(reader, writer, first)
        elif target.lower().startswith(b"http://"):
            await self._relay(reader, writer, line)
        else:
            writer.write(REFUSED)

    async def _relay(self, reader: StreamReader, writer: StreamWriter, first: bytes) -> None:
        port = self._https_port if first[0] == TLS_HANDSHAKE else self._http_port
        if port is None:
            return
        upstream_reader, upstream_writer = await asyncio.open_connection(self._host, port)
        try:
            upstream_writer.write(first)
            await asyncio.gather(_pump(reader, upstream_writer), _pump(upstream_reader, writer))
        finally:
            await _close(upstream_writer)


async def _pump(source: StreamReader, sink: StreamWriter) -> None:
    """Copy one direction to its end; the other direction goes on."""
    with suppress(OSError):
        while data := await source.read(WINDOW):
            sink.write(data)
            await sink.drain()
        sink.write_eof()


async def _close(writer: StreamWriter) -> None:
    """Close in peace; a peer that takes nothing more is cut off."""
    writer.close()
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            await writer.wait_closed()
    except OSError:  # a timeout is one, too
        writer.transport.abort()

"""The emulator's server: HTTP, HTTPS and proxy ports around one application, in a thread of its own."""

import asyncio
import errno
import signal
import ssl
import threading
from concurrent.futures import Future
from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

from conformance.emulator.certificates import Authority
from conformance.emulator.connections import Connections
from conformance.emulator.handler import Handler
from conformance.emulator.http import Application
from conformance.emulator.proxy import Proxy

TLS_GOODBYE_SECONDS = 2.0


class PortInUseError(Exception):
    """Another program listens on the port."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"Port {port} on {host} is in use: stop the program that listens there, or choose another port "
            "(0 takes a free one)."
        )
        self.host = host
        self.port = port


@dataclass(frozen=True, slots=True)
class _Ports:
    http: int
    https: int | None
    proxy: int | None


class Server:
    """A running emulator: a context manager. Port 0 takes a free port, None opens none.

    Errors inside the application are answered with 500 and remembered in `errors`.
    """

    def __init__(  # noqa: PLR0913 - the server's three doors, each with a default
        self,
        application: Application,
        *,
        host: str = "127.0.0.1",
        http_port: int = 0,
        https_port: int | None = None,
        proxy_port: int | None = None,
        authority: Authority | None = None,
    ) -> None:
        self.host = host
        self.authority = authority or Authority()
        self._handler = Handler(application)
        self._wanted = _Ports(http_port, https_port, proxy_port)
        self._ports = self._wanted
        self._started: Future[_Ports] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="emulator", daemon=True)

    @property
    def http_port(self) -> int:
        """Where plain HTTP is served."""
        return self._ports.http

    @property
    def https_port(self) -> int | None:
        """Where HTTPS is served, if it is."""
        return self._ports.https

    @property
    def proxy_port(self) -> int | None:
        """Where the forward proxy listens, if it does."""
        return self._ports.proxy

    @property
    def errors(self) -> tuple[Exception, ...]:
        """What went wrong inside the application so far."""
        return tuple(self._handler.errors)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self._ports = self._started.result()
        except BaseException:
            self._thread.join()
            raise
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def serve_forever(self) -> None:
        """Wait for SIGINT or SIGTERM; call it inside the context, from the main thread."""
        told = threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            told.set()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            told.wait()
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        async with AsyncExitStack() as stack:
            try:
                ports = await self._open(stack)
            except Exception as error:  # noqa: BLE001 - raised again where the server was to be started
                self._started.set_exception(error)
                return
            self._started.set_result(ports)
            await self._stopping.wait()

    async def _open(self, stack: AsyncExitStack) -> _Ports:
        connections = Connections(self._handler)
        stack.push_async_callback(connections.end)
        http = await self._listen(stack, connections, self._wanted.http)
        https = None
        if self._wanted.https is not None:
            https = await self._listen(stack, connections, self._wanted.https, self.authority.server_context())
        if self._wanted.proxy is None:
            return _Ports(http, https, None)
        proxy = Proxy(self.host, http, https)
        stack.push_async_callback(proxy.end)
        return _Ports(http, https, await self._listen_proxy(stack, proxy, self._wanted.proxy))

    async def _listen(
        self, stack: AsyncExitStack, connections: Connections, port: int, context: ssl.SSLContext | None = None
    ) -> int:
        goodbye = None if context is None else TLS_GOODBYE_SECONDS
        try:
            listener = await self._loop.create_server(
                connections, self.host, port, ssl=context, ssl_shutdown_timeout=goodbye
            )
        except OSError as error:
            raise _explained(error, self.host, port) from error
        stack.callback(listener.close)
        return _port_of(listener)

    async def _listen_proxy(self, stack: AsyncExitStack, proxy: Proxy, port: int) -> int:
        try:
            listener = await asyncio.start_server(proxy, self.host, port)
        except OSError as error:
            raise _explained(error, self.host, port) from error
        stack.callback(listener.close)
        return _port_of(listener)


def _explained(error: OSError, host: str, port: int) -> Exception:
    return PortInUseError(host, port) if error.errno == errno.EADDRINUSE else error


def _port_of(listener: asyncio.Server) -> int:
    port = listener.sockets[0].getsockname()[1]
    assert isinstance(port, int)  # noqa: S101 - TCP addresses have a port number
    return port

"""The emulator's server: HTTP, HTTPS and proxy ports around one application, in a thread of its own."""

import asyncio
import signal
import threading
from asyncio import StreamReader, StreamReaderProtocol
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

from conformance.emulator.certificates import Authority
from conformance.emulator.connections import Connections
from conformance.emulator.handler import Handler
from conformance.emulator.http import Application
from conformance.emulator.listeners import Listeners, PortInUseError
from conformance.emulator.proxy import Proxy, Relays

__all__ = ["PortInUseError", "Server"]


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

    def serve_forever(self, ready: Callable[[], object]) -> None:
        """Wait for SIGINT or SIGTERM; call it inside the context, from the main thread.

        `ready` is called once a signal ends the wait in order, so that whoever is told may send one at once.
        """
        told = threading.Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            told.set()

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            ready()
            told.wait()
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        listeners, relays, connections = Listeners(self.host), Relays(), Connections(self._handler)
        try:
            self._started.set_result(await self._open(listeners, relays, connections))
            await self._stopping.wait()
        except Exception as error:  # noqa: BLE001 - raised again where the server was to be started
            self._started.set_exception(error)
        finally:
            await listeners.close()
            await relays.end()
            await connections.end()

    async def _open(self, listeners: Listeners, relays: Relays, connections: Connections) -> _Ports:
        wanted = self._wanted
        http = await listeners.open(connections, wanted.http)
        https = proxy = None
        if wanted.https is not None:
            https = await listeners.open(connections, wanted.https, self.authority.server_context())
        if wanted.proxy is not None:
            serve = Proxy(relays, self.host, http, https)
            proxy = await listeners.open(lambda: StreamReaderProtocol(StreamReader(), serve), wanted.proxy)
        return _Ports(http, https, proxy)

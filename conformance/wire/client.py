"""The HTTP/1.1 client: raw targets, raw and repeated headers, interim answers seen, nothing normalised.

It knows no redirects, cookies, compression or retries of an answered request: what a store says is what the
caller gets; what a proxy on the way says is an error. One client serves one thread.
"""

import socket
import time
from dataclasses import replace

from conformance.wire.answer import Answer
from conformance.wire.connect import Route, connect, route_of
from conformance.wire.dialogue import Dialogue
from conformance.wire.errors import ConnectionClosedError, WireError
from conformance.wire.limits import Limits
from conformance.wire.pool import Pool
from conformance.wire.proxies import Proxies
from conformance.wire.request import Request
from conformance.wire.tls import Trust
from conformance.wire.tunnel import check_answer


class Client:
    """Sends requests over kept connections."""

    def __init__(
        self, trust: Trust | None = None, limits: Limits | None = None, proxies: Proxies | None = None
    ) -> None:
        self._proxies = proxies or Proxies()
        self._trust = trust or Trust()
        self._limits = limits or Limits()
        self._pool = Pool(self._limits.idle_connections)

    def send(self, request: Request) -> Answer:
        """Send a request and return its answer; raise a `WireError` where none can be had.

        A kept connection that turns out to be closed before any byte of an answer is replaced once by a fresh one. What
        does something else the second time (POST: completing, appending) goes over a fresh one at once: where that
        closes, nobody can take it for one that was idle for too long (RFC 9110 9.2.2).
        """
        route = route_of(request, self._proxies)
        try:
            return self._send(request, route)
        except WireError as error:
            if route.proxy is None:
                raise
            raise type(error)(f"{error} (by way of {route.proxy})") from None

    def _send(self, request: Request, route: Route) -> Answer:
        began = time.perf_counter()
        kept = self._pool.take(route) if request.method != "POST" else None
        if kept is not None:
            try:
                return self._converse(kept, route, request)
            except ConnectionClosedError:
                pass
        answer = self._converse(connect(route, self._trust, self._limits), route, request)
        return replace(answer, seconds=time.perf_counter() - began)

    def close(self) -> None:
        """Close the kept connections."""
        self._pool.close()

    def _converse(self, sock: socket.socket, route: Route, request: Request) -> Answer:
        try:
            answer = Dialogue(sock, self._limits, route.forwarded).hold(request)
            if route.forwarded is not None:
                check_answer(answer)
            if answer.continued == "none" and answer.connection == "usable":
                answer = replace(answer, connection=self._try_out(sock, route, request))
        except BaseException:
            sock.close()
            raise
        if answer.connection == "usable":
            self._pool.give(route, sock)
        else:
            sock.close()
        return answer

    def _try_out(self, sock: socket.socket, route: Route, refused: Request) -> str:
        """Whether a connection serves on after a refusal whose body was never sent: ask for something harmless on it.

        RFC 9110 10.1.1 lets a store close it, read on for the body that will not come, or go on with what comes next;
        many clients hang in the second case.
        """
        harmless = replace(refused, method="HEAD", query=(), headers=(), body=None)
        limits = replace(self._limits, silence=self._limits.interim, whole=self._limits.interim)
        try:
            return Dialogue(sock, limits, route.forwarded).hold(harmless).connection
        except ConnectionClosedError:
            return "closed"
        except WireError:
            return "stuck"

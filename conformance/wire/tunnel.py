"""What goes by a proxy: tunnels for HTTPS (`CONNECT`), and what a proxy itself says instead of the store."""

import socket
import time

import h11

from conformance.wire.answer import Answer
from conformance.wire.errors import (
    BadAnswerError,
    CannotConnectError,
    ConnectionClosedError,
    ProxyRefusedError,
    TimedOutError,
    WireError,
)
from conformance.wire.hosts import with_port
from conformance.wire.limits import Limits
from conformance.wire.proxies import Proxy

_RECEIVE = 4096
_GOOD = range(200, 300)
_WANTS_CREDENTIALS = 407
_GATEWAY = frozenset({502, 503, 504})
"""By which a proxy says that it could not reach the store, or not in time."""
_UNREACHED = frozenset({502, 504})
"""Likewise where the store might have said it: a store asks to slow down with 503."""


def open_tunnel(sock: socket.socket, proxy: Proxy, host: str, port: int, limits: Limits) -> None:
    """Have a proxy connect us to a host, so that what follows is between the host and us; raise a `WireError`."""
    authority = with_port(host, port)
    headers = [("Host", authority)]
    if proxy.authorization is not None:
        headers.append(("Proxy-Authorization", proxy.authorization))
    parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.header_bytes)
    asked = parser.send(h11.Request(method="CONNECT", target=authority, headers=headers))
    try:
        sock.settimeout(limits.connect)
        sock.sendall((asked or b"") + (parser.send(h11.EndOfMessage()) or b""))
        status = _status(sock, parser, time.monotonic() + limits.silence)
    except h11.RemoteProtocolError:
        raise BadAnswerError("what the proxy answers is not HTTP") from None
    except TimeoutError:
        raise TimedOutError(f"the proxy did not answer for {limits.silence:g} s") from None
    except OSError as error:
        raise ConnectionClosedError(f"the proxy broke the connection ({error.strerror or error})") from None
    if status not in _GOOD:
        raise _no_tunnel(status, authority)


def _status(sock: socket.socket, parser: h11.Connection, until: float) -> int:
    while not isinstance(event := parser.next_event(), h11.Response):
        if event is not h11.NEED_DATA:  # an interim answer
            continue
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        sock.settimeout(left)
        data = sock.recv(_RECEIVE)
        if not data:
            raise ConnectionClosedError("the proxy closed the connection before answering")
        parser.receive_data(data)
    return event.status_code


def _no_tunnel(status: int, authority: str) -> WireError:
    if status == _WANTS_CREDENTIALS:
        return _unknown_user()
    if status in _GATEWAY:
        return CannotConnectError(f"the proxy cannot reach {authority} (it answers {status})")
    return ProxyRefusedError(f"the proxy refuses to connect to {authority} (it answers {status})")


def check_answer(answer: Answer) -> None:
    """Raise a `WireError` where a plain answer that came by a proxy is the proxy's own, and not the store's.

    407 and the gateway's statuses are a proxy's; `Proxy-Status` with an error (RFC 9209) and Squid's header tell more.
    """
    if answer.status == _WANTS_CREDENTIALS:
        raise _unknown_user()
    own = "error=" in (answer.header("Proxy-Status") or "") or answer.header("X-Squid-Error") is not None
    if answer.status in (_GATEWAY if own else _UNREACHED):
        raise BadAnswerError(f"the proxy has no answer of the store (it answers {answer.status})")
    if own:
        raise ProxyRefusedError(f"the proxy refuses the request (it answers {answer.status})")


def _unknown_user() -> ProxyRefusedError:
    return ProxyRefusedError(
        "the proxy wants (other) credentials (407); they stand in its URL, http://user:password@host:port"
    )

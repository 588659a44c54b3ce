"""Connections kept open for the next request."""

import socket
import ssl
from collections import OrderedDict

from conformance.wire.connect import Route


class Pool:
    """Idle connections by route, the longest unused closed first when there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._idle: OrderedDict[int, tuple[Route, socket.socket]] = OrderedDict()

    def take(self, route: Route) -> socket.socket | None:
        """The connection last used on a route, if the store still holds it open."""
        for key in reversed([key for key, (kept, _) in self._idle.items() if kept == route]):
            _, sock = self._idle.pop(key)
            if _quiet(sock):
                return sock
            sock.close()
        return None

    def give(self, route: Route, sock: socket.socket) -> None:
        """Keep a connection for later."""
        self._idle[id(sock)] = (route, sock)
        while len(self._idle) > self._most:
            _, (_, oldest) = self._idle.popitem(last=False)
            oldest.close()

    def close(self) -> None:
        """Close every idle connection."""
        while self._idle:
            self._idle.popitem()[1][1].close()


def _quiet(sock: socket.socket) -> bool:
    """Whether the store has neither closed an idle connection nor said anything unasked on it."""
    sock.settimeout(0)
    try:
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return True
    except OSError:
        return False
    return False

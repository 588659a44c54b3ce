"""A loopback server that says exactly the bytes a test scripts, one script per connection."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PATIENCE = 10.0


class Line:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._rest = b""

    def head(self) -> str:
        """The next request's head, without the blank line."""
        while b"\r\n\r\n" not in self._rest:
            self._rest += self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        return head.decode()

    def body(self, length: int) -> bytes:
        while len(self._rest) < length:
            self._rest += self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        return body

    def hung_up(self) -> bool:
        """Wait for the client: True when it closed, False when it said something more."""
        try:
            return not self._rest and not self._sock.recv(1)
        except ConnectionError:
            return True

    def say(self, *lines: str, body: bytes = b"") -> None:
        """A head of these lines, and a body."""
        self.raw("\r\n".join([*lines, "", ""]).encode() + body)

    def raw(self, data: bytes) -> None:
        self._sock.sendall(data)

    def _more(self) -> bytes:
        data = self._sock.recv(65536)
        if not data:
            raise EOFError("the client closed")
        return data


Script = Callable[[Line], object]


@dataclass
class Served:
    """What a running server tells the test."""

    port: int
    connections: int = 0
    faults: list[BaseException] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def serving(*scripts: Script, tls: ssl.SSLContext | None = None) -> Iterator[Served]:
    """Serve the first connection by the first script and so on, the last script again and again."""
    listener = socket.create_server(("127.0.0.1", 0))
    served = Served(port=listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            script = scripts[min(served.connections, len(scripts) - 1)]
            served.connections += 1
            threads.append(threading.Thread(target=_serve, args=(sock, script, tls, served)))
            threads[-1].start()

    acceptor = threading.Thread(target=accept)
    acceptor.start()
    try:
        yield served
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in [acceptor, *threads]:
            thread.join(PATIENCE)
    assert not served.faults, served.faults


def _serve(sock: socket.socket, script: Script, tls: ssl.SSLContext | None, served: Served) -> None:
    sock.settimeout(PATIENCE)
    try:
        if tls is not None:
            sock = tls.wrap_socket(sock, server_side=True)
        script(Line(sock))
    except (EOFError, OSError):
        pass
    except BaseException as error:  # noqa: BLE001 - shown by the test that began the server
        served.faults.append(error)
    finally:
        sock.close()

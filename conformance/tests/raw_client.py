"""An application that remembers, and a client that sees every byte, for tests of the emulator's server."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from conformance.emulator.certificates import Authority
from conformance.emulator.http import Request, Response

MIB = 1 << 20


class App:
    """Remembers what it was asked and answers as told."""

    def __init__(self, answer: Callable[[Request], Response] | None = None, *, reads: bool = True) -> None:
        self.requests: list[Request] = []
        self.bodies: list[bytes] = []
        self._answer = answer or (lambda _: Response(status=200, body=b"ok"))
        self._reads = reads

    async def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        if self._reads:
            self.bodies.append(await request.body.read(64 * MIB))
        return self._answer(request)


@contextmanager
def connection(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        yield client


def read_answer(client: socket.socket) -> tuple[bytes, bytes]:
    """One answer with a Content-Length: its head and its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = client.recv(65536)
        assert more, f"the server closed after {data!r}"
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(int(line.partition(b":")[2]) for line in head.lower().split(b"\r\n") if b"content-length" in line)
    while len(body) < length:
        body += client.recv(65536)
    return head, body


def read_to_end(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(65536), b""))


def tls_client(authority: Authority, port: int | None, name: str | None) -> ssl.SSLSocket:
    assert port is not None
    context = ssl.create_default_context(cadata=authority.ca_pem.decode())
    return context.wrap_socket(
        socket.create_connection(("127.0.0.1", port), timeout=10), server_hostname=name or "127.0.0.1"
    )

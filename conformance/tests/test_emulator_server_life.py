"""What goes wrong around the emulator's server, how it speaks TLS, and how it ends."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator

import pytest

from conformance.emulator.certificates import Authority
from conformance.emulator.http import Request, Response
from conformance.emulator.server import PortInUseError, Server
from conformance.tests.raw_client import App, connection, read_answer, read_to_end, tls_client


def test_a_bug_of_the_application_is_a_500_and_is_remembered() -> None:
    def fail(_: Request) -> Response:
        raise KeyError("store")

    with Server(App(fail)) as server, connection(server.http_port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: b\r\n\r\n")
        head, body = read_answer(client)
    assert head.startswith(b"HTTP/1.1 500 ")
    assert body == b"The emulator failed: KeyError: 'store'\n"
    assert [type(error) for error in server.errors] == [KeyError]


def test_a_stream_that_breaks_off_is_seen_by_the_client_and_remembered() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"half"

    app = App(lambda _: Response(status=200, body=chunks, length=8))
    with Server(app) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=10)
        client.request("GET", "/")
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            client.getresponse().read()
        client.close()
    assert len(server.errors) == 1


@pytest.mark.parametrize("sent", [b"GARBAGE\r\n\r\n", b"GET / HTTP/1.1\r\nHost: b\r\nbad header: x\r\n\r\n"])
def test_what_is_not_http_is_refused_quietly(sent: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with Server(App()) as server, connection(server.http_port) as client:
        client.sendall(sent)
        assert read_to_end(client).startswith(b"HTTP/1.")
    assert server.errors == ()
    assert capfd.readouterr() == ("", "")


def test_a_client_that_leaves_is_no_error() -> None:
    done = threading.Event()

    async def app(request: Request) -> Response:
        try:
            return Response(status=200, body=await request.body.read(10))
        finally:
            done.set()

    with Server(app) as server:
        with connection(server.http_port) as client:
            client.sendall(b"PUT / HTTP/1.1\r\nHost: b\r\nContent-Length: 5\r\n\r\nhe")
        assert done.wait(10)
    assert server.errors == ()


@pytest.mark.parametrize("name", ["bucket.obs.example.com", "a.b.c.localhost", "localhost", None])
def test_tls_by_name(name: str | None) -> None:
    app = App()
    authority = Authority()
    with (
        Server(app, https_port=0, authority=authority) as server,
        tls_client(authority, server.https_port, name) as client,
    ):
        client.sendall(b"GET /x HTTP/1.1\r\nHost: b\r\n\r\n")
        read_answer(client)
        assert client.version() in {"TLSv1.2", "TLSv1.3"}
    assert app.requests[0].secure


def test_port_in_use_is_said_in_one_sentence() -> None:
    with Server(App()) as first, pytest.raises(PortInUseError, match=f"Port {first.http_port} on 127.0.0.1 is in use"):
        Server(App(), http_port=first.http_port).__enter__()


def test_stopping_leaves_nothing_behind() -> None:
    before = threading.active_count()
    authority = Authority()
    with Server(App(), https_port=0, proxy_port=0, authority=authority) as server:
        port = server.http_port
        idle = socket.create_connection(("127.0.0.1", port), timeout=10)
        idle_tls = tls_client(authority, server.https_port, "b.example")
        assert server.proxy_port is not None
        idle_proxy = socket.create_connection(("127.0.0.1", server.proxy_port), timeout=10)
    for client in (idle, idle_tls, idle_proxy):
        with client:
            assert client.recv(1) == b""
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=10)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_terminated_in_peace(number: signal.Signals) -> None:
    program = (
        "from conformance.emulator.http import Response\n"
        "from conformance.emulator.server import Server\n"
        "async def app(request): return Response(status=200)\n"
        "with Server(app) as server:\n"
        "    server.serve_forever(ready=lambda: print(server.http_port, flush=True))\n"
        "print('ended', flush=True)\n"
    )
    command = [sys.executable, "-W", "error", "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:  # noqa: S603 - ours
        assert child.stdout is not None
        with connection(int(child.stdout.readline())):
            child.send_signal(number)
            out, err = child.communicate(timeout=10)
    assert (child.returncode, out, err) == (0, "ended\n", "")

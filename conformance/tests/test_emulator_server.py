"""The emulator's server, as seen by a client that looks at every byte."""

import asyncio
import http.client
import threading
import tracemalloc
from collections.abc import AsyncIterator

import pytest

from conformance.emulator.certificates import Authority
from conformance.emulator.http import BodyTooLargeError, Request, Response
from conformance.emulator.server import Server
from conformance.tests.raw_client import MIB, App, connection, read_answer, read_to_end, tls_client

HEAD_WITH_EXPECT = (
    b"PUT /object HTTP/1.1\r\nHost: b.example\r\nContent-Length: 5\r\nExpect: 100-continue\r\n"
    b"Authorization: none\r\n\r\n"
)


def test_request_arrives_as_it_was_sent() -> None:
    app = App()
    with Server(app) as server, connection(server.http_port) as client:
        client.sendall(
            b"PUT //a/../%7e%2Fb+c?x=%zz&acl&X=1 HTTP/1.1\r\nhOST: B.example:80\r\n"
            b"x-obs-Meta-A: 1\r\nX-OBS-meta-a:  2 \r\nx-latin: \xe4\r\nx-utf: \xc3\xa4\r\nContent-Length: 3\r\n\r\nabc"
        )
        read_answer(client)
    request = app.requests[0]
    assert request.method == "PUT"
    assert request.target == "//a/../%7e%2Fb+c?x=%zz&acl&X=1"
    assert request.headers == (
        ("hOST", "B.example:80"),
        ("x-obs-Meta-A", "1"),
        ("X-OBS-meta-a", "2"),
        ("x-latin", "ä"),
        ("x-utf", "ä"),
        ("Content-Length", "3"),
    )
    assert not request.secure
    assert app.bodies == [b"abc"]


@pytest.mark.parametrize(
    ("sent", "target"),
    [
        ("http://b.example:80/a%20b?x#y", "/a%20b?x#y"),
        ("http://b.example", "/"),
        ("http://b.example?acl", "/?acl"),
    ],
)
def test_absolute_form_is_cut(sent: str, target: str) -> None:
    app = App()
    with Server(app) as server, connection(server.http_port) as client:
        client.sendall(f"GET {sent} HTTP/1.1\r\nHost: other.example\r\n\r\n".encode())
        read_answer(client)
    assert app.requests[0].target == target
    assert app.requests[0].header("host") == "other.example"


def test_answer_goes_out_as_given() -> None:
    headers = (("eTag", '"1"'), ("x-cos-a-MD5", "m"), ("x-cos-a-md5", "n"), ("Date", "today"))
    with (
        Server(App(lambda _: Response(status=200, headers=headers, body=b"abc"))) as server,
        connection(server.http_port) as client,
    ):
        client.sendall(b"GET / HTTP/1.1\r\nHost: b\r\n\r\n")
        head, body = read_answer(client)
    assert head.decode().split("\r\n") == [
        "HTTP/1.1 200 OK",
        'eTag: "1"',
        "x-cos-a-MD5: m",
        "x-cos-a-md5: n",
        "Date: today",
        "Content-Length: 3",
    ]
    assert body == b"abc"


@pytest.mark.parametrize(
    ("method", "response", "length"),
    [
        ("HEAD", Response(status=200, length=1234), "1234"),
        ("HEAD", Response(status=404, body=b"not sent"), "8"),
        ("DELETE", Response(status=204), None),
        ("GET", Response(status=304), None),
        ("PUT", Response(status=200), "0"),
    ],
)
def test_answers_without_body(method: str, response: Response, length: str | None) -> None:
    with Server(App(lambda _: response)) as server, connection(server.http_port) as client:
        client.sendall(f"{method} / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n".encode())
        head, _, body = read_to_end(client).partition(b"\r\n\r\n")
    assert body == b""
    names = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert names.get("Content-Length") == length
    assert set(names) <= {"Date", "Content-Length", "Connection"}


def test_connection_is_used_again() -> None:
    app = App()
    with Server(app) as server, connection(server.http_port) as client:
        for number in range(3):
            client.sendall(f"PUT /{number} HTTP/1.1\r\nHost: b\r\nContent-Length: 1\r\n\r\n{number}".encode())
            head, _ = read_answer(client)
            assert b"Connection" not in head
    assert app.bodies == [b"0", b"1", b"2"]


def test_continue_is_sent_when_the_body_is_read_and_not_before() -> None:
    called, may_read = threading.Event(), threading.Event()

    async def app(request: Request) -> Response:
        called.set()
        await asyncio.to_thread(may_read.wait)
        return Response(status=200, body=await request.body.read(5))

    with Server(app) as server, connection(server.http_port) as client:
        client.sendall(HEAD_WITH_EXPECT)
        assert called.wait(10)
        client.setblocking(False)  # noqa: FBT003 - the socket's own signature
        with pytest.raises(BlockingIOError):
            client.recv(1)
        client.settimeout(10)
        may_read.set()
        assert client.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"hello")
        head, body = read_answer(client)
        assert head.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"Connection" not in head
        assert body == b"hello"


def test_refusal_of_an_expectation_ends_the_connection_unread() -> None:
    app = App(lambda _: Response(status=403, body=b"no"), reads=False)
    with Server(app) as server, connection(server.http_port) as client:
        client.sendall(HEAD_WITH_EXPECT)
        answer = read_to_end(client)
    assert answer.startswith(b"HTTP/1.1 403 Forbidden\r\n")
    assert b"\r\nConnection: close\r\n" in answer
    assert answer.endswith(b"\r\n\r\nno")


def test_refusal_of_an_expectation_over_tls() -> None:
    app = App(lambda _: Response(status=403, body=b"no"), reads=False)
    authority = Authority()
    with Server(app, https_port=0, authority=authority) as server:
        client = tls_client(authority, server.https_port, "b.example")
        with client:
            client.sendall(HEAD_WITH_EXPECT)
            answer = read_to_end(client)
    assert answer.startswith(b"HTTP/1.1 403 Forbidden\r\n")
    assert answer.endswith(b"\r\n\r\nno")


def test_early_refusal_can_be_read_after_the_whole_body_was_sent() -> None:
    app = App(lambda _: Response(status=403, body=b"no"), reads=False)
    with Server(app) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=10)
        for _ in range(2):
            client.request("PUT", "/object", body=b"x" * (8 * MIB))
            answer = client.getresponse()
            assert (answer.status, answer.read()) == (403, b"no")
        client.close()


def test_body_over_its_limit() -> None:
    refused: list[BodyTooLargeError] = []

    async def app(request: Request) -> Response:
        try:
            await request.body.read(4)
        except BodyTooLargeError as error:
            refused.append(error)
        return Response(status=400)

    with Server(app) as server, connection(server.http_port) as client:
        client.sendall(b"PUT / HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
        assert read_answer(client)[0].startswith(b"HTTP/1.1 400")
    assert refused


def test_streams_hold_only_a_window() -> None:
    chunk, count = b"x" * MIB, 48

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(count):
            yield chunk

    async def app(request: Request) -> Response:
        received = 0
        async for piece in request.body.chunks():
            received += len(piece)
        assert received == count * MIB
        return Response(status=200, body=chunks, length=count * MIB)

    with Server(app) as server:
        client = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=10)
        tracemalloc.start()
        client.request("PUT", "/", body=(chunk for _ in range(count)), headers={"Content-Length": str(count * MIB)})
        answer = client.getresponse()
        assert sum(len(piece) for piece in iter(lambda: answer.read(MIB), b"")) == count * MIB
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        client.close()
    assert server.errors == ()
    assert peak < 12 * MIB


def test_stream_of_unknown_length_is_chunked() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"a"
        yield b"bc"

    with Server(App(lambda _: Response(status=200, body=chunks))) as server, connection(server.http_port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n")
        answer = read_to_end(client)
    assert answer.endswith(b"\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n")

"""The recording hop hands on what an SDK sends as it is, and remembers it."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from conformance.drivers.sdk.crossing import Crossing
from conformance.drivers.sdk.hop import Hop
from conformance.emulator import Emulator
from conformance.tests.byte_server import Line, serving
from conformance.tests.talking import OK
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.errors import ConnectionClosedError
from conformance.wire.tls import Trust


@contextmanager
def hop_to(port: int) -> Iterator[Hop]:
    origin = Origin(scheme="http", host="store.test", port=80, connect_to=("127.0.0.1", port))
    with closing(Hop(Endpoint(origin=origin))) as hop:
        yield hop


def said(hop: Hop, request: bytes) -> bytes:
    with closing(socket.create_connection(("127.0.0.1", hop.port), timeout=10)) as sock:
        sock.sendall(request)
        answer = b""
        while piece := sock.recv(65536):
            answer += piece
        return answer


def test_the_raw_target_and_the_headers_go_on_as_they_came() -> None:
    heads: list[str] = []

    def script(line: Line) -> None:
        heads.append(line.head())
        line.say(*OK, body=b"ok")

    with serving(script) as store, hop_to(store.port) as hop:
        answer = said(
            hop, b"GET http://b.store.test//k%2f?uploads&x= HTTP/1.1\r\nHost: b.store.test\r\nX-b: 1\r\nx-A: 2\r\n"
            b"Connection: close\r\n\r\n"
        )  # fmt: skip
        spoken = hop.taken()
    assert heads[0].splitlines()[:4] == ["GET //k%2f?uploads&x= HTTP/1.1", "Host: b.store.test", "X-b: 1", "x-A: 2"]
    assert answer.endswith(b"\r\n\r\nok")
    assert (spoken[0].request.header("x-a"), spoken[0].answer and spoken[0].answer.body) == ("2", b"ok")
    assert not hop.taken()


PART = b"PUT /k?partNumber=%d HTTP/1.1\r\nHost: b\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"


def test_the_first_part_waits_for_a_second_where_the_hop_is_told_so() -> None:
    def script(line: Line) -> None:
        line.head()
        line.body(4)
        line.say(*OK, body=b"ok")

    with serving(script) as store, hop_to(store.port) as hop, ThreadPoolExecutor() as both:
        crossing = Crossing(patience=30)
        hop.cross(crossing)
        first = both.submit(said, hop, PART % 1 + b"one!")
        assert any(crossing._first.locked() or threading.Event().wait(0.01) for _ in range(1000))
        assert not first.done()
        second = said(hop, PART % 2 + b"two!")
        assert first.result(timeout=10).endswith(second[-2:])
        assert {spoken.request.body for spoken in hop.taken()} == {b"two!", b"one!"}


@pytest.mark.parametrize("crossing", [None, Crossing(patience=0)])
def test_a_part_that_is_alone_goes_on(crossing: Crossing | None) -> None:
    def script(line: Line) -> None:
        line.head()
        line.body(4)
        line.say(*OK, body=b"ok")

    with serving(script) as store, hop_to(store.port) as hop:
        hop.cross(crossing)
        said(hop, PART % 1 + b"one!")
        assert [spoken.request.body for spoken in hop.taken()] == [b"one!"]


def test_a_chunked_body_is_recorded_whole() -> None:
    def script(line: Line) -> None:
        line.head()
        line.say(*OK, body=b"ok")

    with serving(script) as store, hop_to(store.port) as hop:
        chunks = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        head = b"PUT /k HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        said(hop, head + chunks)
        assert hop.taken()[0].request.body == b"abcde"


def test_a_store_that_hangs_up_hangs_up_on_the_sdk_too() -> None:
    with serving(lambda line: line.head()) as store, hop_to(store.port) as hop:
        assert said(hop, b"GET /k HTTP/1.1\r\nHost: b\r\n\r\n") == b""
        assert isinstance(hop.taken()[0].error, ConnectionClosedError)


def test_tls_is_opened_by_the_hop_and_closed_again_towards_the_store() -> None:
    with Emulator("s3") as store:
        origin = Origin(scheme="https", host=store.domain, port=443, connect_to=("127.0.0.1", store.https_port or 0))
        with closing(Hop(Endpoint(origin=origin, trust=Trust(ca_pem=store.ca_pem.decode())))) as hop:
            trust = ssl.create_default_context(cafile=str(hop.ca_file))
            client = http.client.HTTPSConnection("127.0.0.1", hop.port, context=trust, timeout=10)
            with closing(client):
                client.set_tunnel(f"bucket.{store.domain}", 443)
                client.request("GET", "/key")
                assert client.getresponse().status == 403
            spoken = hop.taken()[0]
    assert (spoken.request.url, spoken.answer and spoken.answer.status) == (f"https://bucket.{store.domain}/key", 403)


def test_a_tunnel_may_carry_plain_http() -> None:
    def script(line: Line) -> None:
        line.head()
        line.say(*OK, body=b"ok")

    with serving(script) as store, hop_to(store.port) as hop:
        client = http.client.HTTPConnection("127.0.0.1", hop.port, timeout=10)
        with closing(client):
            client.set_tunnel("bucket.store.test", 80)
            client.request("GET", "/key")
            assert client.getresponse().read() == b"ok"
        assert hop.taken()[0].request.url == "http://bucket.store.test/key"

"""The HTTP client against scripted bytes: what it sends, what it makes of answers, how it keeps connections."""

import re
from contextlib import closing

import pytest

from conformance.tests.byte_server import Line, serving
from conformance.tests.talking import OK, QUICK, answering, get, hanging_up, put
from conformance.wire.client import Client
from conformance.wire.errors import (
    BadAnswerError,
    ConnectionClosedError,
    UnsendableError,
)
from conformance.wire.request import Request, parameters

# What is sent


def test_headers_keep_order_case_and_repetition_and_the_target_stays_raw() -> None:
    heads: list[str] = []

    def script(line: Line) -> None:
        heads.append(line.head())
        line.say(*OK, body=b"ok")

    with serving(script) as served, closing(Client()) as client:
        request = Request(
            method="GET",
            scheme="http",
            host=served.host,
            path="//a/../%2e%2F",
            query=parameters("b&a=1&b=%2f&=&x="),
            headers=(("X-b", "2"), ("x-A", "1"), ("X-b", "3"), ("x-empty", "")),
        )
        client.send(request)
    lines = heads[0].split("\r\n")
    assert lines[0] == "GET //a/../%2e%2F?b&a=1&b=%2f&=&x= HTTP/1.1"
    assert lines[1:6] == [f"Host: {served.host}", "X-b: 2", "x-A: 1", "X-b: 3", "x-empty: "]


@pytest.mark.parametrize("size", [0, 1, 70_000, 300_000])
def test_a_body_arrives_whole(size: int) -> None:
    bodies: list[bytes] = []

    def script(line: Line) -> None:
        length = re.search(r"content-length: (\d+)", line.head().lower())
        assert length is not None
        bodies.append(line.body(int(length[1])))
        line.say(*OK, body=b"ok")

    body = bytes(index % 251 for index in range(size))
    with serving(script) as served, closing(Client()) as client:
        assert client.send(put(served.host, body)).status == 200
    assert bodies == [body]


def test_a_line_break_in_a_header_is_refused_without_showing_the_value() -> None:
    with serving(hanging_up) as served, pytest.raises(UnsendableError) as caught:
        Client().send(put(served.host, b"", ("Authorization", "secret\n")))
    assert "Authorization" in str(caught.value)
    assert "secret" not in str(caught.value)


# What comes back


def test_an_answer_keeps_its_headers_as_received() -> None:
    script = answering(
        "HTTP/1.1 404 Gone Fishing", "ETag: a", "etag: b", "X-Name: Zürich", "Content-Length: 4", body=b"body"
    )
    with serving(script) as served, closing(Client()) as client:
        answer = client.send(get(served.host))
    assert (answer.status, answer.reason, answer.body) == (404, "Gone Fishing", b"body")
    assert answer.headers[:3] == (("ETag", "a"), ("etag", "b"), ("X-Name", "Zürich"))
    assert answer.header("eTAG") == "a"


@pytest.mark.parametrize(
    ("lines", "body", "wanted", "connection"),
    [
        (("HTTP/1.1 200 OK", "Transfer-Encoding: chunked"), b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", b"abc", "usable"),
        (("HTTP/1.1 200 OK", "Content-Length: 2", "Connection: close"), b"ab", b"ab", "closed"),
        (("HTTP/1.1 204 No Content",), b"", b"", "usable"),
        (("HTTP/1.0 200 OK", "Content-Length: 2"), b"ab", b"ab", "closed"),
    ],
)
def test_bodies_end_as_their_framing_says(lines: tuple[str, ...], body: bytes, wanted: bytes, connection: str) -> None:
    with serving(answering(*lines, body=body)) as served, closing(Client()) as client:
        answer = client.send(get(served.host))
    assert (answer.body, answer.connection) == (wanted, connection)


def test_a_body_without_length_ends_with_the_connection() -> None:
    def script(line: Line) -> None:
        line.head()
        line.say("HTTP/1.1 200 OK", body=b"until the end")

    with serving(script) as served, closing(Client()) as client:
        answer = client.send(get(served.host))
    assert (answer.body, answer.connection) == (b"until the end", "closed")


def test_an_answer_to_head_has_no_body() -> None:
    with serving(answering("HTTP/1.1 200 OK", "Content-Length: 999")) as served, closing(Client()) as client:
        assert client.send(get(served.host, method="HEAD")).body == b""
        assert client.send(get(served.host, method="HEAD")).connection == "usable"
    assert served.connections == 1


# Connections


def test_a_connection_serves_again() -> None:
    with serving(answering(*OK, body=b"ok")) as served, closing(Client()) as client:
        assert [client.send(get(served.host)).body for _ in range(3)] == [b"ok"] * 3
    assert served.connections == 1


def test_a_connection_that_the_store_closed_meanwhile_is_replaced() -> None:
    def once(line: Line) -> None:
        line.head()
        line.say(*OK, body=b"ok")

    with serving(once) as served, closing(Client()) as client:
        assert [client.send(get(served.host)).status for _ in range(3)] == [200] * 3
    assert served.connections == 3


def test_a_kept_connection_closed_without_an_answer_is_tried_once_more() -> None:
    def then_hangs_up(line: Line) -> None:
        line.head()
        line.say(*OK, body=b"ok")
        line.head()

    with serving(then_hangs_up, answering(*OK, body=b"ok")) as served, closing(Client()) as client:
        assert [client.send(get(served.host)).status for _ in range(2)] == [200] * 2
    assert served.connections == 2


def test_what_does_something_else_the_second_time_is_never_sent_again() -> None:
    asked: list[str] = []

    def then_hangs_up(line: Line) -> None:
        asked.append(line.head().split()[0])
        line.say(*OK, body=b"ok")
        asked.append(line.head().split()[0])

    with serving(then_hangs_up, hanging_up) as served, closing(Client()) as client:
        client.send(get(served.host))
        with pytest.raises(ConnectionClosedError):
            client.send(get(served.host, method="POST"))
    assert served.connections == 2
    assert asked == ["GET"], "the kept connection was not asked"


def test_a_fresh_connection_closed_without_an_answer_is_an_error() -> None:
    with (
        serving(hanging_up) as served,
        pytest.raises(ConnectionClosedError, match="closed the connection before answering"),
    ):
        Client().send(get(served.host))
    assert served.connections == 1


def test_half_an_answer_is_not_tried_again() -> None:
    def half(line: Line) -> None:
        line.head()
        line.say(*OK, body=b"ok")
        line.head()
        line.say("HTTP/1.1 200 OK", "Content-Length: 10", body=b"hal")

    with serving(half) as served, closing(Client()) as client:
        client.send(get(served.host))
        with pytest.raises(BadAnswerError):
            client.send(get(served.host))
    assert served.connections == 1


def test_idle_connections_are_bounded() -> None:
    script = answering(*OK, body=b"ok")
    with (
        serving(script) as one,
        serving(script) as two,
        serving(script) as three,
        closing(Client(limits=QUICK)) as client,
    ):
        for host in (one.host, two.host, three.host, one.host):
            client.send(get(host))
    assert (one.connections, two.connections, three.connections) == (2, 1, 1)

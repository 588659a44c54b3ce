"""The HTTP client against scripted bytes: what it sends, what it makes of answers, and how it fails."""

import re
import socket
import ssl
from contextlib import closing
from pathlib import Path

import pytest
import trustme

from conformance.tests.byte_server import Line, Script, serving
from conformance.wire.client import Client
from conformance.wire.errors import (
    BadAnswerError,
    CannotConnectError,
    ConnectionClosedError,
    TimedOutError,
    TlsRefusedError,
    UnsendableError,
    WireError,
)
from conformance.wire.limits import Limits
from conformance.wire.request import Pair, Request, parameters
from conformance.wire.tls import Trust

QUICK = Limits(connect=5, silence=0.5, whole=2, interim=0.5, header_bytes=4096, body_bytes=1000, idle_connections=2)
PATIENT = Limits(connect=5, silence=5, whole=5, interim=5)
OK = ("HTTP/1.1 200 OK", "Content-Length: 2")
WAITING: tuple[Pair, ...] = (("Expect", "100-continue"),)


def get(host: str, path: str = "/", **changes: str) -> Request:
    return Request(method=changes.get("method", "GET"), scheme=changes.get("scheme", "http"), host=host, path=path)


def put(host: str, body: bytes, *headers: Pair) -> Request:
    return Request(method="PUT", scheme="http", host=host, path="/o", headers=headers, body=body)


def answering(*lines: str, body: bytes = b"") -> Script:
    """Answer every request of a connection alike."""

    def script(line: Line) -> None:
        while True:
            line.head()
            line.say(*lines, body=body)

    return script


def hanging_up(line: Line) -> None:
    """Read a request and close without a word."""
    line.head()


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


# Expect: 100-continue


def test_the_body_waits_for_the_interim_answer() -> None:
    seen: list[object] = []

    def script(line: Line) -> None:
        seen.append(line.head().count("Expect: 100-continue"))
        line.say("HTTP/1.1 103 Early Hints", "Link: x")
        line.say("HTTP/1.1 100 Continue")
        seen.append(line.body(4))
        line.say(*OK, body=b"ok")

    with serving(script) as served, closing(Client(limits=PATIENT)) as client:
        answer = client.send(put(served.host, b"body", *WAITING))
    assert seen == [1, b"body"]
    assert (answer.status, answer.continued, answer.interim) == (200, "continue", (103, 100))


def test_without_an_interim_answer_the_body_is_sent_after_a_while() -> None:
    def script(line: Line) -> None:
        line.head()
        line.body(4)
        line.say(*OK, body=b"ok")

    with serving(script) as served, closing(Client(limits=QUICK)) as client:
        answer = client.send(put(served.host, b"body", *WAITING))
    assert (answer.status, answer.continued, answer.interim) == (200, "silence", ())


REFUSED = ("HTTP/1.1 403 Forbidden", "Content-Length: 2")


def refuse_and_serve_on(line: Line) -> None:
    line.head()
    line.say(*REFUSED, body=b"no")
    assert line.head().startswith("HEAD /o HTTP/1.1\r\n")
    line.say("HTTP/1.1 403 Forbidden", "Content-Length: 2")
    assert line.hung_up()


def refuse_and_announce_the_end(line: Line) -> None:
    line.head()
    line.say(*REFUSED, "Connection: close", body=b"no")
    assert line.hung_up(), "a body byte, or a further request, was sent"


def refuse_and_close(line: Line) -> None:
    line.head()
    line.say(*REFUSED, body=b"no")


def refuse_and_wait_for_the_body(line: Line) -> None:
    line.head()
    line.say(*REFUSED, body=b"no")
    line.body(100_000)


@pytest.mark.parametrize(
    ("script", "connection"),
    [
        (refuse_and_serve_on, "usable"),
        (refuse_and_announce_the_end, "closed"),
        (refuse_and_close, "closed"),
        (refuse_and_wait_for_the_body, "stuck"),
    ],
)
def test_no_body_follows_a_final_answer(script: Script, connection: str) -> None:
    with serving(script) as served, closing(Client(limits=QUICK)) as client:
        answer = client.send(put(served.host, b"x" * 100_000, *WAITING))
    assert (answer.status, answer.body, answer.continued, answer.connection) == (403, b"no", "none", connection)


def test_a_connection_that_served_on_after_a_refusal_is_used_again() -> None:
    def script(line: Line) -> None:
        line.head()
        line.say(*REFUSED, body=b"no")
        line.head()
        line.say("HTTP/1.1 403 Forbidden", "Content-Length: 0")
        assert "GET" in line.head()
        line.say(*OK, body=b"ok")

    with serving(script) as served, closing(Client(limits=QUICK)) as client:
        client.send(put(served.host, b"body", *WAITING))
        assert client.send(get(served.host)).status == 200
    assert served.connections == 1


def test_an_answer_that_comes_while_a_long_body_is_sent_is_heard() -> None:
    def script(line: Line) -> None:
        line.head()
        line.say("HTTP/1.1 413 Too Large", "Content-Length: 2", body=b"no")
        assert not line.hung_up()

    with serving(script) as served, closing(Client(limits=PATIENT)) as client:
        answer = client.send(put(served.host, b"x" * 20_000_000))
    assert (answer.status, answer.connection) == (413, "closed")


# Failures


def trickling(line: Line) -> None:
    line.head()
    line.raw(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        line.raw(b"x" * 100)


def header_without_end(line: Line) -> None:
    line.head()
    line.raw(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        line.raw(b"x" * 1000)


def interim_without_end(line: Line) -> None:
    line.head()
    while True:
        line.say("HTTP/1.1 102 Processing")


@pytest.mark.parametrize(
    ("script", "error", "says"),
    [
        (lambda line: (line.head(), line.hung_up()), TimedOutError, "did not answer"),
        (lambda line: (line.head(), line.raw(b"HTTP/1.1 2"), line.hung_up()), TimedOutError, "went silent"),
        (trickling, BadAnswerError, "longer than 1000 bytes"),
        (header_without_end, BadAnswerError, "not HTTP"),
        (interim_without_end, BadAnswerError, "without end"),
        (answering("SSH-2.0-OpenSSH"), BadAnswerError, "not HTTP"),
        (answering("HTTP/1.1 200 OK", "Content-Length: x"), BadAnswerError, "not HTTP"),
    ],
)
def test_what_is_no_answer_is_one_clear_error(script: Script, error: type[WireError], says: str) -> None:
    with serving(script) as served, pytest.raises(error, match=says) as caught:
        Client(limits=QUICK).send(get(served.host))
    shown = caught.value
    assert shown.__suppress_context__ or shown.__context__ is None, "a person gets one sentence, no chain of causes"
    assert "\n" not in str(shown)


def test_nobody_listening_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(CannotConnectError, match=rf"cannot connect to 127\.0\.0\.1:{port}: Connection refused"):
        Client().send(get(f"127.0.0.1:{port}"))


def test_an_unknown_name_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    with pytest.raises(CannotConnectError, match=r"b\.store\.invalid:80: the name is not known"):
        Client().send(get("b.store.invalid"))


def test_no_connection_in_time_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> None:
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", slow)
    with pytest.raises(TimedOutError, match="no connection to store:80 within 10 s"):
        Client().send(get("store"))


# TLS


def server_context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


def pem(authority: trustme.CA) -> str:
    return authority.cert_pem.bytes().decode()


def virtual(port: int, name: str = "bucket.store.example") -> Request:
    return Request(method="GET", scheme="https", host=name, connect_to=("127.0.0.1", port))


def test_a_virtual_host_is_verified_by_its_name_wherever_it_is() -> None:
    authority = trustme.CA()
    heads: list[str] = []

    def script(line: Line) -> None:
        heads.append(line.head())
        line.say(*OK, body=b"ok")
        heads.append(line.head())
        line.say(*OK, body=b"ok")

    with (
        serving(script, tls=server_context(authority, "*.store.example")) as served,
        closing(Client(Trust(ca_pem=pem(authority)))) as client,
    ):
        answers = [client.send(virtual(served.port)).status for _ in range(2)]
    assert answers == [200, 200]
    assert served.connections == 1
    assert "Host: bucket.store.example\r\n" in heads[0]


def test_a_certificate_authority_may_come_from_a_file(tmp_path: Path) -> None:
    authority = trustme.CA()
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    with (
        serving(answering(*OK, body=b"ok"), tls=server_context(authority, "bucket.store.example")) as served,
        closing(Client(Trust(ca_file=str(file)))) as client,
    ):
        assert client.send(virtual(served.port)).status == 200


@pytest.mark.parametrize(
    ("trusts_it", "name", "says"),
    [(False, "bucket.store.example", "not trusted"), (True, "other.example", "Hostname mismatch")],
)
def test_a_foreign_certificate_says_what_to_do(*, trusts_it: bool, name: str, says: str) -> None:
    authority = trustme.CA()
    trust = Trust(ca_pem=pem(authority if trusts_it else trustme.CA()))
    tls = server_context(authority, "bucket.store.example")
    with serving(hanging_up, tls=tls) as served, pytest.raises(TlsRefusedError, match=says) as caught:
        Client(trust).send(virtual(served.port, name))
    assert "`ca-file`" in str(caught.value)
    assert "--ca-file" in str(caught.value)


def test_plain_http_behind_an_https_url_is_named() -> None:
    def script(line: Line) -> None:
        line.raw(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with serving(script) as served, pytest.raises(TlsRefusedError, match="is it a plain HTTP port"):
        Client(Trust(ca_pem=pem(trustme.CA()))).send(virtual(served.port))


@pytest.mark.parametrize("content", [None, "no PEM"])
def test_a_certificate_authority_file_that_cannot_be_used_is_named(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    with (
        serving(hanging_up) as served,
        pytest.raises(TlsRefusedError, match=r"authority file .*ca\.pem cannot be used"),
    ):
        Client(Trust(ca_file=str(file))).send(virtual(served.port))

"""How the HTTP client fails: one typed error and one clear sentence each."""

import socket
import ssl
from contextlib import closing
from pathlib import Path

import pytest
import trustme

from conformance.tests.byte_server import Line, Script, serving
from conformance.tests.talking import OK, QUICK, answering, get, hanging_up
from conformance.wire.client import Client
from conformance.wire.errors import (
    BadAnswerError,
    CannotConnectError,
    TimedOutError,
    TlsRefusedError,
    WireError,
)
from conformance.wire.request import Request
from conformance.wire.tls import Trust


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


@pytest.mark.parametrize("host", ["store..example", f"{'b' * 64}.store.example"])
def test_a_host_that_no_name_can_be_is_named(host: str) -> None:
    with pytest.raises(CannotConnectError, match="the name is not known"):
        Client().send(get(host))


def test_what_is_no_http_is_not_told_at_length() -> None:
    with serving(answering("HTTP/1.1 " + "x" * 5000)) as served, pytest.raises(BadAnswerError) as caught:
        Client(limits=QUICK).send(get(served.host))
    assert "not HTTP/1.1: " in str(caught.value)
    assert len(str(caught.value)) < 300


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

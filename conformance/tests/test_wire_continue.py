"""100-continue: the body waits, and does not follow a final answer."""

from contextlib import closing

import pytest

from conformance.tests.byte_server import Line, Script, serving
from conformance.tests.talking import OK, PATIENT, QUICK, WAITING, get, put
from conformance.wire.client import Client


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

"""Requests and scripts that tests of the HTTP client share."""

from conformance.tests.byte_server import Line, Script
from conformance.wire.limits import Limits
from conformance.wire.request import Pair, Request

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

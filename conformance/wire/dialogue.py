"""One request and its answer on an open connection, by the letter of HTTP/1.1 (parsed by h11)."""

import re
import socket
import ssl
import time

import h11

from conformance.model.plain import plain
from conformance.wire.answer import Answer
from conformance.wire.errors import BadAnswerError, ConnectionClosedError, TimedOutError, UnsendableError
from conformance.wire.limits import Limits
from conformance.wire.proxies import Proxy
from conformance.wire.request import Request

_CHUNK = 64 * 1024
_RECEIVE = 256 * 1024
_MOST_INTERIM = 32
_SHOWN = 200
"""Signs of what was no HTTP."""
_ILLEGAL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]|^[ \t]|[ \t]$")
_NOTHING_YET = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Dialogue:
    """Sends one request and hears its answer out. Used once."""

    def __init__(self, sock: socket.socket, limits: Limits, proxy: Proxy | None = None) -> None:
        """`proxy`: who is asked in the store's stead, by the whole URL (RFC 9112 3.2.2)."""
        self._proxy = proxy
        self._sock = sock
        self._limits = limits
        self._parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.header_bytes)
        self._deadline = 0.0
        self._heard = False
        self._writable = True
        self._interim: list[int] = []
        self._final: h11.Response | None = None

    def hold(self, request: Request) -> Answer:
        """Send the request and return its answer; raise a `WireError` where none can be had."""
        began = time.perf_counter()
        continued = self._send(request)
        self._deadline = time.monotonic() + self._limits.whole
        final = self._hear_head()
        body = self._hear_body()
        return Answer(
            status=final.status_code,
            reason=_text(final.reason),
            headers=tuple((_text(name), _text(value)) for name, value in final.headers.raw_items()),
            body=body,
            interim=tuple(self._interim),
            continued=continued,
            connection="usable" if self._clean() or self._unsent(continued) else "closed",
            seconds=time.perf_counter() - began,
        )

    def _clean(self) -> bool:
        """Both sides are through with this exchange and neither said that the connection ends."""
        return self._parser.our_state is h11.DONE and self._heard_out() and self._writable

    def _unsent(self, continued: str | None) -> bool:
        """The store refused before the body and did not say that it closes: whether it does is to be tried out."""
        return continued == "none" and self._heard_out()

    def _heard_out(self) -> bool:
        """The store is through, has said nothing more, and has neither closed nor announced it."""
        return self._parser.their_state is h11.DONE and self._parser.trailing_data == (b"", False)

    # Sending

    def _send(self, request: Request) -> str | None:
        head, body = self._frame_head(request), request.body or b""
        if _waits(request) and body:
            self._push(head)
            continued = self._await_interim()
            if continued != "none":
                self._push_body(body)
            return continued
        if len(body) <= _CHUNK:
            self._push(head + self._frame(h11.Data(data=body)) + self._frame(h11.EndOfMessage()))
        else:
            self._push(head)
            self._push_body(body)
        return None

    def _frame(self, event: h11.Data | h11.EndOfMessage) -> bytes:
        try:
            return self._parser.send(event) or b""
        except h11.LocalProtocolError as error:
            raise UnsendableError(f"the request's length is not that of its body: {error}") from None

    def _frame_head(self, request: Request) -> bytes:
        headers = [(name.encode(), value.encode()) for name, value in request.framed()]
        target = request.target if self._proxy is None else request.url
        if self._proxy is not None and self._proxy.authorization is not None:
            headers.append((b"Proxy-Authorization", self._proxy.authorization.encode()))
        try:
            head = h11.Request(method=request.method, target=target.encode(), headers=headers)
            return self._parser.send(head) or b""
        except h11.LocalProtocolError:
            raise UnsendableError(f"the request cannot be written as HTTP: {_offence(request)}") from None

    def _push_body(self, body: bytes) -> None:
        """Send the body piece by piece, and stop when the store has answered or takes no more."""
        view = memoryview(body)
        for start in range(0, len(body), _CHUNK):
            if start and self._answered_already():
                return
            self._push(self._frame(h11.Data(data=bytes(view[start : start + _CHUNK]))))
            if not self._writable:
                return
        self._push(self._frame(h11.EndOfMessage()))

    def _push(self, data: bytes) -> None:
        """Write; a store that will not read may still have answered, so a failure is remembered, not raised."""
        try:
            self._sock.settimeout(self._limits.silence)
            self._sock.sendall(data)
        except OSError:
            self._writable = False

    def _answered_already(self) -> bool:
        while self._advance() is None:
            self._sock.settimeout(0)
            try:
                data = self._sock.recv(_RECEIVE)
            except _NOTHING_YET:
                return False
            except OSError:
                return True
            self._feed(data)
        return True

    def _await_interim(self) -> str:
        """Hear what comes before the body: `continue`, `none` (the final answer) or `silence`."""
        until = time.monotonic() + self._limits.interim
        while self._advance() is None:
            if 100 in self._interim:  # noqa: PLR2004 - 100 Continue
                return "continue"
            left = until - time.monotonic()
            if left <= 0 or not self._receive_within(left):
                return "silence"
        return "none"

    # Hearing

    def _hear_head(self) -> h11.Response:
        while (final := self._advance()) is None:
            self._receive()
        return final

    def _hear_body(self) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while True:
            event = self._next()
            if event is h11.NEED_DATA:
                self._receive()
            elif isinstance(event, h11.Data):
                size += len(event.data)
                if size > self._limits.body_bytes:
                    raise BadAnswerError(f"the answer's body is longer than {self._limits.body_bytes} bytes")
                pieces.append(bytes(event.data))
            else:
                return b"".join(pieces)

    def _advance(self) -> h11.Response | None:
        """Take in what has arrived; the final answer's head once it is there."""
        while self._final is None:
            event = self._next()
            if isinstance(event, h11.InformationalResponse):
                self._interim.append(event.status_code)
                if len(self._interim) > _MOST_INTERIM:
                    raise BadAnswerError("the store sends interim answers without end")
            elif isinstance(event, h11.Response):
                self._final = event
            else:
                return None
        return self._final

    def _next(self) -> object:
        try:
            return self._parser.next_event()
        except h11.RemoteProtocolError as error:
            said = plain(str(error), _SHOWN)
            raise BadAnswerError(f"the store's answer is not HTTP/1.1: {said}") from None

    def _receive(self) -> None:
        left = min(self._limits.silence, self._deadline - time.monotonic())
        if left <= 0:
            raise TimedOutError(f"the answer was not complete after {self._limits.whole:g} s")
        if not self._receive_within(left):
            what = "went silent" if self._heard else "did not answer"
            raise TimedOutError(f"the store {what} for {left:.3g} s")

    def _receive_within(self, seconds: float) -> bool:
        """Wait for the next bytes; False where none came in time."""
        self._sock.settimeout(seconds)
        try:
            data = self._sock.recv(_RECEIVE)
        except TimeoutError:
            return False
        except OSError as error:
            if self._heard:
                raise BadAnswerError("the connection broke in the middle of the answer") from None
            reason = error.strerror or "connection broken"
            raise ConnectionClosedError(f"the store closed the connection before answering ({reason})") from None
        self._feed(data)
        return True

    def _feed(self, data: bytes) -> None:
        if not data and not self._heard:
            raise ConnectionClosedError("the store closed the connection before answering")
        if not data and self._final is None:
            raise BadAnswerError("the store closed the connection before its final answer")
        self._heard = True
        self._parser.receive_data(data)


def _waits(request: Request) -> bool:
    return (request.header("Expect") or "").lower() == "100-continue"


def _offence(request: Request) -> str:
    """What HTTP does not allow in a request, without its value: that may be a credential with a line break."""
    broken = [name for name, value in request.framed() if _ILLEGAL.search(value)]
    return f"the value of {broken[0]} has a line break or blanks at an end" if broken else "a name in it is malformed"


def _text(raw: bytes) -> str:
    try:
        return bytes(raw).decode()
    except UnicodeDecodeError:
        return bytes(raw).decode("latin-1")

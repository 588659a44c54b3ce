"""A recording hop: a forward proxy on loopback that an SDK is pointed at, and that keeps what the SDK really sent.

It answers `CONNECT` itself, with certificates of a throw-away authority, so that it reads what TLS would hide; nothing
of the SDK is changed. Every request goes on to the store as it came: raw target, order and letter case of headers.
"""

import socket
import ssl
import tempfile
import threading
from contextlib import nullcontext
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import trustme

from conformance.drivers.sdk.crossing import Crossing
from conformance.wire.answer import Answer
from conformance.wire.client import Client
from conformance.wire.endpoint import Endpoint
from conformance.wire.errors import WireError
from conformance.wire.hosts import is_address
from conformance.wire.request import Pair, Request, parameters

_LOOPBACK = "127.0.0.1"
_BODILESS = frozenset({204, 304})
_OWN_FRAMING = frozenset({"transfer-encoding", "connection"})
_HANDSHAKE = b"\x16"
"""The first byte of a TLS client."""
_IDLE = 30
"""Seconds that a connection of an SDK may be silent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One request that came by, and what came of it."""

    request: Request
    answer: Answer | None = None
    error: WireError | None = None


class Hop:
    """A running hop; a context that ends with `close`."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._authority = trustme.CA()
        self._folder = tempfile.TemporaryDirectory(prefix="conformance-hop-")
        self.ca_file = Path(self._folder.name) / "ca.pem"
        """The authority that an SDK is to trust."""
        self._authority.cert_pem.write_to_path(str(self.ca_file))
        self._server = _Server(endpoint, self._authority)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, name="hop", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """What an SDK takes as its proxy."""
        return f"http://{_LOOPBACK}:{self.port}"

    def taken(self) -> list[Spoken]:
        """What came by since last asked, in the order of the answers."""
        return self._server.taken()

    def cross(self, crossing: Crossing | None) -> None:
        """From now on let the first two parts cross on their way, or no more."""
        self._server.crossing = crossing

    def ignore_ranges(self, ignored: bool) -> None:  # noqa: FBT001 - on or off, and nothing else
        """From now on let questions lose their range on the way, or no more."""
        self._server.ranges_ignored = ignored

    def note(self, spoken: Spoken) -> None:
        """Keep what went to the store by another way."""
        self._server.note(spoken)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        self._folder.cleanup()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, endpoint: Endpoint, authority: trustme.CA) -> None:
        super().__init__((_LOOPBACK, 0), _Handler)
        self.endpoint = endpoint
        self._authority = authority
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._spoken: list[Spoken] = []
        self._lock = threading.Lock()
        self.crossing: Crossing | None = None
        self.ranges_ignored = False

    def handle_error(self, request: object, client_address: object) -> None:
        """An SDK that hangs up is none of our business; what was asked is on record."""

    def context_for(self, host: str) -> ssl.SSLContext:
        """TLS as the store itself: buckets of one domain share a certificate; an address has its own."""
        domain = host if is_address(host) else host.partition(".")[2] or host
        with self._lock:
            if domain not in self._contexts:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                names = [domain] if is_address(domain) else [f"*.{domain}", domain]
                self._authority.issue_cert(*names).configure_cert(context)
                self._contexts[domain] = context
            return self._contexts[domain]

    def note(self, spoken: Spoken) -> None:
        """Keep an exchange."""
        with self._lock:
            self._spoken.append(spoken)

    def taken(self) -> list[Spoken]:
        """Hand over what was kept."""
        with self._lock:
            spoken, self._spoken = self._spoken, []
            return spoken


class _Handler(BaseHTTPRequestHandler):
    """One connection of an SDK."""

    protocol_version = "HTTP/1.1"
    timeout = _IDLE
    server: _Server

    def setup(self) -> None:
        super().setup()
        self._secure = False
        self._client = Client(self.server.endpoint.trust, proxies=self.server.endpoint.proxies)

    def finish(self) -> None:
        self._client.close()
        super().finish()
        if self._secure:
            self.rfile.close()
            self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Nothing is logged: the record is what counts."""

    def do_CONNECT(self) -> None:
        """Play the store's part on the same connection: of TLS, unless what comes is plain HTTP."""
        host = self.path.rpartition(":")[0]
        self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.close_connection = False
        if self.connection.recv(1, socket.MSG_PEEK) != _HANDSHAKE:
            return
        self.rfile.close()
        self.connection = self.server.context_for(host).wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self._secure = True

    def _relay(self) -> None:
        request = self._request()
        try:
            answer = self._client.send(self._on_its_way(request))
        except WireError as error:
            self.server.note(Spoken(request=request, error=error))
            self.close_connection = True
            return
        self.server.note(Spoken(request=request, answer=answer))
        self._hand_back(request.method, answer)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _relay  # noqa: N815 - found by these names

    def _on_its_way(self, request: Request) -> Request:
        if not self.server.ranges_ignored:
            return request
        return replace(request, headers=tuple(pair for pair in request.headers if pair[0].lower() != "range"))

    def _request(self) -> Request:
        scheme = "https" if self._secure else "http"
        _, target, _ = self.requestline.split(" ")
        if not target.startswith("/"):
            parts = urlsplit(target)
            target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        path, _, query = target.partition("?")
        origin = self.server.endpoint.origin_of(scheme)
        headers = tuple((name, _utf8(value)) for name, value in self.headers.raw_items())
        return Request(
            method=self.command,
            scheme=scheme,
            host=self.headers.get("Host", ""),
            path=path,
            query=parameters(query),
            headers=tuple(pair for pair in headers if pair[0].lower() != "proxy-connection"),
            body=self._body(),
            connect_to=origin.connect_to,
        )

    def _body(self) -> bytes | None:
        crossing = self.server.crossing
        with crossing.passing(self.command, self.path) if crossing is not None else nullcontext():
            return self._read()

    def _read(self) -> bytes | None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return b"".join(iter(self._chunk, b""))
        length = self.headers.get("Content-Length")
        return None if length is None else self.rfile.read(int(length))

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().partition(b";")[0], 16)
        data = self.rfile.read(size)
        self.rfile.readline()
        return data

    def _hand_back(self, method: str, answer: Answer) -> None:
        own = _OWN_FRAMING if method == "HEAD" else _OWN_FRAMING | {"content-length"}
        headers: list[Pair] = [pair for pair in answer.headers if pair[0].lower() not in own]
        if method != "HEAD" and answer.status not in _BODILESS:
            headers.append(("Content-Length", str(len(answer.body))))
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{name}: {value}" for name, value in headers), "", ""]
        self.wfile.write("\r\n".join(lines).encode() + answer.body)


def _utf8(value: str) -> str:
    """A header's value as the bytes on the wire mean it; the parser took them for Latin-1."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace")

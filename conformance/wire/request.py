"""A request as it will stand on the wire."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import quote

Pair = tuple[str, str]
Parameter = tuple[str, str | None]
"""A query parameter, percent-encoded; None where there is no equals sign."""

USER_AGENT = "object-store-encryption-conformance"
_UNRESERVED = "-_.~"
_WITH_LENGTH = frozenset({"PUT", "POST", "PATCH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request. Order, letter case and repetition of headers and the raw target are sent as they stand here."""

    method: str
    scheme: str
    host: str
    """As in the Host header: with the port where it is not the scheme's own."""
    path: str = "/"
    """Percent-encoded."""
    query: tuple[Parameter, ...] = ()
    headers: tuple[Pair, ...] = ()
    body: bytes | None = field(default=None, repr=False)
    bucket: str | None = None
    key: str | None = None
    addressing: str = "virtual"
    """How `host` and `path` name the bucket: some signatures cover the bucket apart from them."""
    unsigned: frozenset[str] = frozenset()
    """Lower-case names of headers that no signature is to cover."""
    connect_to: tuple[str, int] | None = field(default=None, repr=False)
    """The address to connect to instead of `host` (virtual hosts on loopback)."""

    @property
    def target(self) -> str:
        """Path and query as in the request line."""
        query = "&".join(name if value is None else f"{name}={value}" for name, value in self.query)
        return f"{self.path}?{query}" if query else self.path

    @property
    def url(self) -> str:
        """The whole URL."""
        return f"{self.scheme}://{self.host}{self.target}"

    def header(self, name: str) -> str | None:
        """The first value of a header."""
        return first(self.headers, name)

    def signed(self) -> tuple[Pair, ...]:
        """The headers that a signature is to cover."""
        return tuple(pair for pair in self.headers if pair[0].lower() not in self.unsigned)

    def adding(self, *headers: Pair) -> "Request":
        """The same request with headers put behind its own."""
        return replace(self, headers=self.headers + headers)

    def asking(self, *parameters: Parameter) -> "Request":
        """The same request with parameters put behind its own."""
        return replace(self, query=self.query + parameters)

    def framed(self) -> tuple[Pair, ...]:
        """All headers as sent: Host first, then its own, then what the transport adds."""
        names = {name.lower() for name, _ in self.headers}
        added: list[Pair] = []
        if not names & {"content-length", "transfer-encoding"} and (self.body or self.method in _WITH_LENGTH):
            added.append(("Content-Length", str(len(self.body or b""))))
        if "user-agent" not in names:
            added.append(("User-Agent", USER_AGENT))
        host: tuple[Pair, ...] = () if "host" in names else (("Host", self.host),)
        return (*host, *self.headers, *added)


def first(headers: Iterable[Pair], name: str) -> str | None:
    """The first value of a header; names compare without letter case."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def encode_key(key: str) -> str:
    """Percent-encode an object key for a path: only unreserved characters and slashes stay."""
    return quote(key, safe=_UNRESERVED + "/")


def encode(text: str) -> str:
    """Percent-encode a query name or value: only unreserved characters stay."""
    return quote(text, safe=_UNRESERVED)


def parameter(name: str, value: str | None = None) -> Parameter:
    """A query parameter from plain text."""
    return encode(name), None if value is None else encode(value)


def parameters(query: str) -> tuple[Parameter, ...]:
    """The parameters of a raw query, as they stand."""
    pairs = [piece.partition("=") for piece in query.split("&") if piece]
    return tuple((name, value if equals else None) for name, equals, value in pairs)

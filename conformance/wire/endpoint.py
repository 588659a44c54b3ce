"""Where a store is, and how a bucket is named there."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from conformance.wire.errors import NotExpressibleError
from conformance.wire.hosts import bare, bracketed
from conformance.wire.proxies import Proxies
from conformance.wire.request import encode_key
from conformance.wire.tls import Trust

ADDRESSINGS = ("virtual", "path", "cname")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One way to reach a store."""

    scheme: str
    host: str
    """The name, without port; IPv6 in brackets."""
    port: int
    connect_to: tuple[str, int] | None = None
    """The address to connect to where virtual hosts have no DNS; names and certificates stay those of `host`."""

    @classmethod
    def of_url(cls, url: str, connect_to: tuple[str, int] | None = None) -> "Origin":
        """The origin that a URL names; raise `ValueError` where it names none."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(f"{url!r} must look like https://host or http://host:port")
        port = parts.port or _PORTS[parts.scheme]
        return cls(scheme=parts.scheme, host=bracketed(parts.hostname), port=port, connect_to=connect_to)

    @property
    def name(self) -> str:
        """The host as a socket or a certificate has it: IPv6 without brackets."""
        return bare(self.host)

    @property
    def authority(self) -> str:
        """Host and, where it is not the scheme's own, port: what a Host header says."""
        return self.host if self.port == _PORTS[self.scheme] else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a bucket or an object is, in the terms of a request."""

    scheme: str
    host: str
    path: str
    connect_to: tuple[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A store as a driver reaches it."""

    origin: Origin
    plain: Origin | None = None
    """The same store over plain HTTP, for the cases about that."""
    region: str = ""
    addressing: str = "virtual"
    """`virtual` (bucket.host), `path` (host/bucket) or `cname` (the host is the bucket)."""
    trust: Trust = field(default_factory=Trust)
    proxies: Proxies = field(default_factory=Proxies)

    def place(self, bucket: str, key: str | None, *, secure: bool = True) -> Place:
        """Where an object is, or with no key a bucket; raise `NotExpressibleError` where there is no plain HTTP."""
        origin = self.origin if secure else self._plain()
        path = "/" if key is None else f"/{encode_key(key)}"
        authority = origin.authority
        if self.addressing == "virtual":
            authority = f"{bucket}.{authority}"
        elif self.addressing == "path":
            path = f"/{bucket}" if key is None else f"/{bucket}{path}"
        return Place(scheme=origin.scheme, host=authority, path=path, connect_to=origin.connect_to)

    def origin_of(self, scheme: str) -> Origin:
        """Where requests of a scheme go; those of one that there is no origin for go to the store's own."""
        return self.origin if scheme == self.origin.scheme else self.plain or self.origin

    def _plain(self) -> Origin:
        if self.plain is not None:
            return self.plain
        if self.origin.scheme == "http":
            return self.origin
        raise NotExpressibleError("the target has no plain HTTP endpoint")

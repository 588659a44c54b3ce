"""The part of a request that signatures are about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self
from urllib.parse import unquote_plus

from conformance.emulator.http import Request

Addressing = Literal["virtual", "path", "cname"]
Clock = Callable[[], datetime]
"""The server's clock; returns aware datetimes."""

VENDOR_PREFIXES = ("x-amz-", "x-obs-", "x-cos-", "x-oss-")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequest:
    """Method, raw target and headers as they came, and how the bucket is addressed."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    bucket: str | None = None
    """The addressed bucket; needed where the addressing is `virtual`, because the path does not name it."""
    addressing: Addressing = "path"

    @classmethod
    def of(cls, request: Request, *, bucket: str | None, addressing: Addressing) -> Self:
        """Take what is signed from a request on the wire."""
        return cls(
            method=request.method,
            target=request.target,
            headers=request.headers,
            bucket=bucket,
            addressing=addressing,
        )

    @property
    def path(self) -> str:
        """The raw path."""
        return self.target.partition("?")[0]

    @property
    def raw_query(self) -> tuple[tuple[str, str | None], ...]:
        """The query's pairs, percent-encoded, in order; a name without an equals sign has the value None."""
        pairs = (part.partition("=") for part in self.target.partition("?")[2].split("&") if part)
        return tuple((name, value if equals else None) for name, equals, value in pairs)

    @property
    def query(self) -> tuple[tuple[str, str | None], ...]:
        """The query's pairs, decoded, in order."""
        return tuple((unquote_plus(n), None if v is None else unquote_plus(v)) for n, v in self.raw_query)

    @property
    def host(self) -> str:
        """The addressed host without its port, in lower case."""
        host = self.header("host") or ""
        return (host if host.endswith("]") else host.rpartition(":")[0] or host).lower()

    @property
    def vendor_headers(self) -> tuple[str, ...]:
        """Names of the vendor headers, in lower case, sorted."""
        names = {name.lower() for name, _ in self.headers}
        return tuple(sorted(name for name in names if name.startswith(VENDOR_PREFIXES)))

    def header(self, name: str) -> str | None:
        """The values of a header joined by commas, blanks around each removed; None when it is absent."""
        values = [value.strip() for key, value in self.headers if key.lower() == name]
        return ",".join(values) if values else None

    def parameter(self, name: str) -> str | None:
        """The decoded value of the first query parameter of that name; None when it is absent."""
        return next((value or "" for key, value in self.query if key == name), None)

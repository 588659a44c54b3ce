"""What the drivers of all SDKs share: how a call is described, and how its outcome is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from conformance.model.operation import Operation, Told
from conformance.wire.credentials import Credentials
from conformance.wire.endpoint import Endpoint

Untyped = Any
"""What comes from SDKs, none of which has types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an SDK gets to the store: the store's own address, through the recording hop."""

    endpoint: Endpoint
    proxy: str
    """The hop, as a URL."""
    ca_file: Path
    credentials: Credentials = field(repr=False)
    secure: bool = True

    @property
    def url(self) -> str:
        """The store's address."""
        origin = self.endpoint.origin if self.secure else self.endpoint.plain or self.endpoint.origin
        return f"{origin.scheme}://{origin.authority}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """What an SDK's method gave its user."""

    method: str
    body: bytes | None = field(default=None, repr=False)
    """Of a read: the content as the user gets it."""
    etag: str | None = None
    version_id: str | None = None
    upload_id: str | None = None
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """How an SDK tells its user that the store refused."""

    status: int
    code: str | None
    request_id: str | None


Call = Callable[[Untyped, Operation], Got]
"""Carries out one verb on a client."""


class Sdk(Protocol):
    """One SDK."""

    name: str
    """As `--subject` names it."""
    distribution: str
    """As it is installed."""
    calls: Mapping[str, Call]
    not_offered: Mapping[str, str]
    """Verb to the reason why no method of this SDK, as documented, does it."""

    def client(self, way: Way) -> Untyped:
        """A client as the SDK's page makes it."""
        ...

    def refusal(self, error: Exception) -> Refused | None:
        """What an exception says of the store's answer; None where it is something else."""
        ...

"""What the drivers of all SDKs share: how a call is described, and how its outcome is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from conformance.drivers.sdk.links import Link
from conformance.model.operation import Encryption, Master, Operation, Reply, Told
from conformance.model.words import Mode
from conformance.wire.credentials import Credentials
from conformance.wire.endpoint import Endpoint
from conformance.wire.errors import NotExpressibleError

OF_THE_WIRE: Mapping[str, str] = {
    "send-unknown": "an SDK sends nothing that no store has",
    "raw": "a sample of the wire, which an SDK does not send as printed",
}
"""Verbs that no SDK offers, and why."""
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


Shows = Callable[[Reply], tuple[Told, ...]]
"""Holds what an SDK showed its user against the store's answer."""


def nothing_more(_reply: Reply) -> tuple[Told, ...]:
    """No page of the SDK promises more than status, code, content, ETag and ids."""
    return ()


def shown(name: str, *, expected: object, observed: object) -> Told:
    """The fact that the user is shown what the store answered."""
    return Told(fact=f"shown:{name}", met=expected == observed, expected=str(expected), observed=str(observed))


def kept(name: str, *, before: object, after: object) -> Told:
    """The fact that what the user handed over is as it was."""
    met = before == after
    return Told(
        fact=f"kept:{name}", met=met, expected="as it was", observed="as it was" if met else "changed by the SDK"
    )


def sealing(sdk: str, encryption: Encryption | None) -> tuple[Encryption, Master]:
    """What a client that encrypts is to do, and the master key; raise `NotExpressibleError` where there is none."""
    if encryption is None or encryption.mode is not Mode.CLIENT or encryption.master is None:
        raise NotExpressibleError(f"{sdk}: the encrypting client does nothing without a master key")
    return encryption, encryption.master


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
    shows: Shows = nothing_more
    """What else the user is shown, held against the store's answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """How an SDK tells its user that the store refused."""

    status: int
    code: str | None
    request_id: str | None
    method: str = ""
    """The SDK's method that was refused, where that is known."""
    shows: Shows = nothing_more


Call = Callable[[Untyped, Operation], Got]
"""Carries out one verb on a client."""
Linker = Callable[[Untyped, Operation], Link]
"""Makes a signed URL for one verb."""


class Sdk(Protocol):
    """One SDK."""

    name: str
    """As `--subject` names it."""
    distribution: str
    """As it is installed."""
    calls: Mapping[str, Call]
    links: Mapping[str, Linker]
    """Verbs that the SDK makes signed URLs for, and `post-object` where it signs forms."""
    not_offered: Mapping[str, str]
    """Verb to the reason why no method of this SDK, as documented, does it."""

    def client(self, way: Way) -> Untyped:
        """A client as the SDK's page makes it."""
        ...

    def refusal(self, error: Exception) -> Refused | None:
        """What an exception says of the store's answer; None where it is something else."""
        ...


@runtime_checkable
class Nameless(Protocol):
    """An SDK whose user may have no credentials."""

    def nameless(self, way: Way) -> Untyped:
        """A client that signs nothing."""
        ...


@runtime_checkable
class HeadersByName(Protocol):
    """An SDK whose methods take headers by their names, beside the arguments that they have."""

    headers_by_name: bool


@runtime_checkable
class HeaderByHeader(Protocol):
    """An SDK whose arguments stand for headers one by one, so that its user can ask for what no store takes."""

    call_tweaks: frozenset[str]
    """The fields of `Tweaks` that its calls can express."""
    link_tweaks: frozenset[str]
    """Those that its signed URLs can."""

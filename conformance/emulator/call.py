"""One request on its way through the emulator."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from conformance.emulator.accounts import ACCOUNTS, MAIN_ACCOUNT, Account
from conformance.emulator.addressing import Hosts, Place
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.dialects.dialect import Dialect, Product
from conformance.emulator.dialects.names import Names
from conformance.emulator.errors import Condition, Refused
from conformance.emulator.faults import versions
from conformance.emulator.faults.fault import Faults
from conformance.emulator.http import Request
from conformance.emulator.kms import Kms
from conformance.emulator.objects import DeleteMarker, StoredObject
from conformance.emulator.rules.rule import Rules
from conformance.emulator.store import Bucket, Store
from conformance.emulator.vault import Vault
from conformance.emulator.verbs import Verb


class Payload(Protocol):
    """A request's content. It is right only once it has been read to its end."""

    @property
    def trailers(self) -> Mapping[str, str]:
        """Trailing headers by lower-cased name, once the content has been read."""
        ...

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the content as it arrives."""
        ...

    async def read(self, limit: int) -> bytes:
        """Return all of it; raises `BodyTooLargeError` when it is longer than `limit` bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What all requests to one emulator share."""

    product: Product
    region: str
    hosts: Hosts
    store: Store
    kms: Kms
    vault: Vault
    faults: Faults
    rules: Mapping[tuple[str, Verb], Rules]
    """The rules in force, by dialect and operation."""


@dataclass(slots=True)
class Spoken:
    """What the log says of a request: in which dialect and under which signature scheme it was understood."""

    dialect: str
    scheme: str | None = None

    def signed_by(self, signer: Verified | Anonymous) -> None:
        """Note the scheme of a right signature."""
        self.scheme = signer.scheme if isinstance(signer, Verified) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request: where it goes, what it says, in which dialect, and who signed it."""

    world: World
    request: Request
    dialect: Dialect
    place: Place
    verb: Verb
    query: Mapping[str, str]
    """The first value of each parameter, decoded."""
    headers: Mapping[str, str]
    """By lower-cased name; repeated headers joined by commas. Of a form: its fields."""
    signer: Verified | Anonymous
    payload: Payload = field(repr=False)
    spoken: Spoken

    @property
    def rules(self) -> Rules:
        """The rules in force for its dialect and operation."""
        return self.world.rules[self.dialect.name, self.verb]

    @property
    def faults(self) -> Faults:
        """What the emulator does wrong on purpose."""
        return self.world.faults

    @property
    def names(self) -> Names:
        """The dialect's header names."""
        return self.dialect.names

    @property
    def account(self) -> Account | None:
        """The caller's account; None for an anonymous caller."""
        return ACCOUNTS[self.signer.principal.name] if isinstance(self.signer, Verified) else None

    @property
    def owner(self) -> str:
        """Whom a new bucket or object belongs to."""
        return (self.account or MAIN_ACCOUNT).number

    def header(self, name: str) -> str | None:
        """The value of a header; None where it is absent, or the dialect has no such header."""
        return self.headers.get(name.lower()) if name else None

    def setting(self, name: str) -> str | None:
        """The value of a header, which a signed URL may carry in its query instead."""
        if self.header(name) is None and isinstance(self.signer, Verified) and self.signer.how == "url":
            return self.query.get(name)
        return self.header(name)

    def refusal(self, condition: Condition, /, **details: str) -> Refused:
        """What the dialect answers under a condition."""
        return Refused(self.dialect.conditions[condition], **details)

    def bucket(self, name: str | None = None) -> Bucket:
        """The addressed bucket, or another; raises `Refused` where there is none."""
        wanted = name or self.place.bucket or ""
        found = self.world.store.find(wanted)
        if found is None:
            raise self.refusal(Condition.NO_SUCH_BUCKET, bucket=wanted)
        return found

    def object(self, bucket: Bucket, key: str, version_id: str | None) -> StoredObject:
        """An object, or one version of it; raises `Refused` where there is none."""
        found = versions.found(self.faults, bucket, key, version_id)
        if isinstance(found, StoredObject):
            return found
        if version_id is None:
            raise self.refusal(Condition.NO_SUCH_KEY, key=key)
        if isinstance(found, DeleteMarker):
            raise self.refusal(Condition.DELETE_MARKER, key=key)
        raise self.refusal(Condition.NO_SUCH_VERSION, key=key, version=version_id)

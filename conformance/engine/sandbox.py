"""Buckets and names of a run: created by it, recognisable, and removed whatever happens."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from conformance.drivers.base import Driver
from conformance.engine.clean import remove
from conformance.engine.journal import Journal, Place
from conformance.model.case import Case
from conformance.model.operation import Operation, Reply
from conformance.model.steps import CreateBucket
from conformance.model.target import Target
from conformance.model.words import Dialect, Mode
from conformance.wire.errors import WireError

NEVER_CREATED = "missing"
"""The bucket name by which a case means a bucket that is not there."""


_NO_SUCH = 404
_NOT_US = frozenset({400, 401, 403})
"""By which stores refuse somebody, or a signature; S3 says 400 of one for another region."""


class SandboxError(Exception):
    """A bucket that the run needs could not be made."""


class OneBucketError(Exception):
    """A case needs a bucket of its own, and the run is kept inside one that was lent to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where one item works."""

    buckets: Mapping[str, str]
    """The case's bucket names to real ones."""
    prefix: str
    """Put before every object name."""


class Rooms(Protocol):
    """Who gives each item its room."""

    left: list[str]
    """What could not be removed."""

    def room(self, case: Case, label: str) -> AbstractContextManager[Room]:
        """Make what a case asks for, and remove it afterwards."""
        ...

    def close(self) -> None:
        """Remove what the items shared."""
        ...


@dataclass(slots=True, kw_only=True)
class Sandbox:
    """Everything that a run creates on one target, and nothing else: only that is ever removed."""

    driver: Driver
    target: Target
    run: str
    """Short and unique; part of every name."""
    journal: Journal | None = None
    """None for a store that ends with the run: nothing outlives it."""
    left: list[str] = field(default_factory=list)
    """What could not be removed."""
    _shared: Place | None = None
    _count: int = 0

    def open(self) -> None:
        """Make the shared bucket, the first thing that needs the store; raise `SandboxError` or `WireError`."""
        self._shared_bucket()

    @contextmanager
    def room(self, case: Case, label: str) -> Iterator[Room]:
        """Make what a case asks for, and remove afterwards what belongs to this item alone.

        Raise `OneBucketError` where the case needs a bucket of its own and there can be none.
        """
        own: list[Place] = []
        try:
            buckets = self._buckets(case, own)
            yield Room(buckets=buckets, prefix=f"{self._shared_bucket().prefix}{label}")
        finally:
            for place in own:
                self._remove(place)

    def close(self) -> None:
        """Remove the shared bucket, or what the run put into the lent one."""
        if self._shared is not None:
            self._remove(self._shared)
            self._shared = None
        if self.journal is not None:
            self.journal.close()

    def _buckets(self, case: Case, own: list[Place]) -> dict[str, str]:
        by_the_case = {step.bucket for step in case.steps if isinstance(step, CreateBucket)}
        buckets: dict[str, str] = {}
        for name in sorted({step.bucket for step in case.steps}):
            if name == "main" and case.bucket == "shared" and name not in by_the_case:
                buckets[name] = self._shared_bucket().bucket
                continue
            buckets[name] = self._name()
            if name != NEVER_CREATED:
                self._own(buckets[name], own, create=name not in by_the_case, case=case)
        return buckets

    def _own(self, bucket: str, own: list[Place], *, create: bool, case: Case) -> None:
        """A bucket of one item: made here, or by the case itself."""
        if self.target.bucket:
            raise OneBucketError(f"needs a bucket of its own; the run is kept inside the bucket {self.target.bucket}")
        place = Place(bucket=bucket)
        self._claim(place)
        own.append(place)
        if create:
            self._create(bucket, open_to_customer_keys=_brings_customer_key(case))

    def _shared_bucket(self) -> Place:
        if self._shared is None and self.target.bucket:
            place = Place(bucket=self.target.bucket, prefix=f"{self.target.prefix}-{self.run}/")
            self._note(place)
            self._shared = place
        if self._shared is None:
            place = Place(bucket=self._name())
            self._claim(place)
            self._shared = place  # before it is there: what may have been made is cleaned up
            self._create(place.bucket, open_to_customer_keys=True)
        return self._shared

    def _name(self) -> str:
        self._count += 1
        return f"{self.target.prefix}-{self.run}-{self._count}{self.target.bucket_suffix}"

    def _claim(self, place: Place) -> None:
        """Make sure that a name is nobody's yet, and note it: what bears it from now on is the run's to remove."""
        reply = self.driver.perform(Operation(do="head-bucket", bucket=place.bucket))
        if reply.status != _NO_SUCH:
            raise SandboxError(self._unclaimed(place.bucket, reply))
        self._note(place)

    def _unclaimed(self, bucket: str, reply: Reply) -> str:
        """Why a name is not known to be free. An answer to HEAD has no body that says it: a list is asked for."""
        if reply.ok:
            return f"the bucket {bucket} is there already, and is not the run's"
        told = reply if reply.code else self.driver.perform(Operation(do="list-uploads", bucket=bucket))
        said = (
            f"asked whether the bucket {bucket} is there, the store answered {reply.status} {told.code or ''}".rstrip()
        )
        hint = "; are the credentials, the region and the signature scheme right?" if reply.status in _NOT_US else ""
        return said + hint

    def _note(self, place: Place) -> None:
        if self.journal is not None:
            self.journal.making(place)

    def _create(self, bucket: str, *, open_to_customer_keys: bool) -> None:
        reply = self.driver.perform(Operation(do="create-bucket", bucket=bucket))
        if not reply.ok:
            raise SandboxError(f"creating the bucket {bucket} was answered {reply.status} {reply.code or ''}".strip())
        if open_to_customer_keys and self.target.dialect is Dialect.S3:
            self._unblock(bucket)

    def _unblock(self, bucket: str) -> None:
        """New S3 buckets refuse SSE-C (April 2026); every wrong-key case would pass vacuously (S3 facts 0.1)."""
        reply = self.driver.perform(Operation(do="get-bucket-encryption", bucket=bucket))
        if b"BlockedEncryptionTypes" in reply.body and b"SSE-C" in reply.body:
            self.driver.perform(Operation(do="unblock-customer-keys", bucket=bucket))

    def _remove(self, place: Place) -> None:
        try:
            left = remove(self.driver, place)
        except WireError as error:
            left = [f"bucket {place.bucket}: {error}"]
        self.left += left
        if self.journal is not None and not left:
            self.journal.removed(place)


def _brings_customer_key(case: Case) -> bool:
    sses = [getattr(step, "sse", None) for step in case.steps]
    return any(sse is not None and sse.mode is Mode.CUSTOMER for sse in sses)

"""Buckets and names of a run: created by it, recognisable, and removed whatever happens."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from conformance.drivers.base import Driver
from conformance.engine.clean import remove_bucket
from conformance.model.case import Case, CreateBucket
from conformance.model.operation import Operation
from conformance.model.target import Target
from conformance.model.words import Dialect, Mode
from conformance.wire.errors import WireError

NEVER_CREATED = "missing"
"""The bucket name by which a case means a bucket that is not there."""


class SandboxError(Exception):
    """A bucket that the run needs could not be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where one item works."""

    buckets: Mapping[str, str]
    """The case's bucket names to real ones."""
    prefix: str
    """Put before every object name."""


@dataclass(slots=True, kw_only=True)
class Sandbox:
    """Everything that a run creates on one target."""

    driver: Driver
    target: Target
    run: str
    """Short and unique; part of every name."""
    left: list[str] = field(default_factory=list)
    """What could not be removed."""
    _shared: str | None = None
    _count: int = 0

    def open(self) -> None:
        """Make the shared bucket, the first thing that needs the store; raise `SandboxError` or `WireError`."""
        self._shared_bucket()

    @contextmanager
    def room(self, case: Case, label: str) -> Iterator[Room]:
        """Make what a case asks for, and remove afterwards what belongs to this item alone."""
        own: list[str] = []
        try:
            yield Room(buckets=self._buckets(case, own), prefix=label)
        finally:
            for bucket in own:
                self._remove(bucket)

    def close(self) -> None:
        """Remove the shared bucket and all that is in it."""
        if self._shared is not None:
            self._remove(self._shared)
            self._shared = None

    def _buckets(self, case: Case, own: list[str]) -> dict[str, str]:
        names = {step.bucket for step in case.steps}
        by_the_case = {step.bucket for step in case.steps if isinstance(step, CreateBucket)}
        buckets: dict[str, str] = {}
        for name in sorted(names):
            if name == "main" and case.bucket == "shared" and name not in by_the_case:
                buckets[name] = self._shared_bucket()
                continue
            buckets[name] = self._name()
            if name == NEVER_CREATED:
                continue
            own.append(buckets[name])
            if name not in by_the_case:
                self._create(buckets[name], open_to_customer_keys=_brings_customer_key(case))
        return buckets

    def _shared_bucket(self) -> str:
        if self._shared is None:
            self._shared = self._name()  # before it is there: what may have been made is cleaned up
            self._create(self._shared, open_to_customer_keys=True)
        return self._shared

    def _name(self) -> str:
        self._count += 1
        return f"{self.target.prefix}-{self.run}-{self._count}{self.target.bucket_suffix}"

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

    def _remove(self, bucket: str) -> None:
        try:
            self.left += remove_bucket(self.driver, bucket)
        except WireError as error:
            self.left.append(f"bucket {bucket}: {error}")


def _brings_customer_key(case: Case) -> bool:
    sses = [getattr(step, "sse", None) for step in case.steps]
    return any(sse is not None and sse.mode is Mode.CUSTOMER for sse in sses)

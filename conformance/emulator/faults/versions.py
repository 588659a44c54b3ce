"""Faults of versions: which of them a request means."""

from conformance.emulator.faults.fault import Fault, Faults
from conformance.emulator.objects import StoredObject, Version
from conformance.emulator.store import Bucket

VERSION_IGNORED = Fault(
    name="version-ignored",
    summary="A request that names a version gets the newest.",
    statements=("s3:ver.old-rightkey", "s3:ver.copy-old", "obs:N14"),
)
READS_PREVIOUS_VERSION = Fault(
    name="reads-previous-version",
    summary="A request that names no version gets the one before the newest.",
    statements=("s3:ver.latest",),
)


def found(faults: Faults, bucket: Bucket, key: str, version_id: str | None) -> Version | None:
    """The version of an object that a request means."""
    if version_id is not None and not faults.on(VERSION_IGNORED):
        return bucket.version(key, version_id)
    newest = bucket.newest(key)
    if faults.on(READS_PREVIOUS_VERSION) and isinstance(newest, StoredObject):
        return next((old for old in bucket.versions(key) if old is not newest), newest)
    return newest

"""Buckets and what is in them. Nothing here knows of HTTP; what is written here is committed."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from conformance.emulator.encryption import BucketDefault
from conformance.emulator.objects import DeleteMarker, StoredObject, Upload, Version
from conformance.emulator.policies import Policy

NULL = "null"
"""The id of the version that is written while versioning is not enabled."""


@dataclass(slots=True, kw_only=True)
class Bucket:
    """One bucket."""

    name: str
    owner: str
    """The owner's account."""
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    versioning: str = ""
    """Empty, `Enabled` or `Suspended`."""
    default: BucketDefault | None = None
    removed_default: BucketDefault | None = None
    """A default that was there: only stores with a seeded fault remember it."""
    blocks_customer_keys: bool = False
    policy: Policy | None = None
    acl: str = ""
    uploads: dict[str, Upload] = field(default_factory=dict)
    _versions: dict[str, list[Version]] = field(default_factory=dict)
    """Oldest first."""

    def put(self, new: StoredObject) -> StoredObject:
        """Store an object as the newest version and return it with its version id."""
        stored = replace(new, version_id=self._new_version_id())
        self._add(stored)
        return stored

    def replace(self, new: StoredObject) -> None:
        """Put a changed value in the place of the same version."""
        versions = self._versions[new.key]
        at = next(n for n, version in enumerate(versions) if version.version_id == new.version_id)
        versions[at] = new

    def newest(self, key: str) -> Version | None:
        """The newest version of a key, which may be a delete marker."""
        versions = self._versions.get(key)
        return versions[-1] if versions else None

    def version(self, key: str, version_id: str) -> Version | None:
        """One version of a key."""
        return next((v for v in self._versions.get(key, ()) if v.version_id == version_id), None)

    def delete(self, key: str, owner: str) -> DeleteMarker | None:
        """Delete an object: for good in an unversioned bucket, with a delete marker in a versioned one."""
        if not self.versioning:
            self._versions.pop(key, None)
            return None
        marker = DeleteMarker(
            key=key, version_id=self._new_version_id(), owner=owner, modified=datetime.now(UTC).replace(microsecond=0)
        )
        self._add(marker)
        return marker

    def delete_version(self, key: str, version_id: str) -> Version | None:
        """Delete one version for good and return it."""
        gone = self.version(key, version_id)
        if gone is not None:
            self._drop(gone)
        return gone

    def sorted_keys(self) -> list[str]:
        """The keys of all versions, in order."""
        return sorted(self._versions)

    def versions(self, key: str) -> Iterator[Version]:
        """The versions of a key, newest first."""
        return reversed(self._versions.get(key, []))

    @property
    def is_empty(self) -> bool:
        """Whether no version of any object is left."""
        return not self._versions

    def _add(self, version: Version) -> None:
        if version.version_id == NULL and (old := self.version(version.key, NULL)) is not None:
            self._drop(old)
        self._versions.setdefault(version.key, []).append(version)

    def _drop(self, version: Version) -> None:
        left = [other for other in self._versions[version.key] if other is not version]
        if left:
            self._versions[version.key] = left
        else:
            del self._versions[version.key]

    def _new_version_id(self) -> str:
        return secrets.token_hex(16) if self.versioning == "Enabled" else NULL


class Store:
    """All buckets, by name."""

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}

    def buckets(self) -> list[Bucket]:
        """Every bucket, by name."""
        return [self._buckets[name] for name in sorted(self._buckets)]

    def find(self, name: str) -> Bucket | None:
        """The bucket of a name."""
        return self._buckets.get(name)

    def add(self, bucket: Bucket) -> None:
        """Keep a new bucket."""
        self._buckets[bucket.name] = bucket

    def remove(self, bucket: Bucket) -> None:
        """Remove a bucket."""
        del self._buckets[bucket.name]

    def clear(self) -> None:
        """Remove everything."""
        self._buckets.clear()

    def stored_bytes(self, bucket: str, key: str, version: str | None = None) -> bytes:
        """What is at rest for an object: ciphertext where it is encrypted. Raises `KeyError` where there is none."""
        home = self._buckets[bucket]
        found = home.newest(key) if version is None else home.version(key, version)
        if not isinstance(found, StoredObject):
            raise KeyError(key)
        return b"".join(stretch.sealed.read(0, stretch.size) for stretch in found.stretches)

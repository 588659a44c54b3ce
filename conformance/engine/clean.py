"""Emptying and removing a bucket that the run made, or emptying its part of one that was lent to it."""

from collections.abc import Iterator

from conformance.drivers.base import Driver
from conformance.engine.journal import Place
from conformance.model.operation import Operation, Reply
from conformance.wire.xml import parse

_ROUNDS = 100
"""A listing shows up to 1,000 entries; this bounds the clean-up of one bucket."""
_NO_SUCH = 404


def remove(driver: Driver, place: Place) -> list[str]:
    """Remove a bucket, or what lies below a prefix of a lent one; return what is left, in words."""
    return _empty_prefix(driver, place) if place.prefix else remove_bucket(driver, place.bucket)


def remove_bucket(driver: Driver, bucket: str) -> list[str]:
    """Delete uploads, versions, delete markers, objects, and the bucket; return what is left, in words."""
    _empty(driver, Place(bucket=bucket))
    reply = driver.perform(Operation(do="delete-bucket", bucket=bucket))
    if reply.ok or reply.status == _NO_SUCH:
        return []
    return [f"bucket {bucket}: {reply.status} {reply.code or ''}".rstrip()]


def _empty_prefix(driver: Driver, place: Place) -> list[str]:
    _empty(driver, place)
    reply = driver.perform(Operation(do="list-versions", bucket=place.bucket, key=place.prefix))
    keys = [key for key, _ in _versions(reply, place)]
    return [f"{len(keys)} or more objects below {place.prefix} in the bucket {place.bucket}"] if keys else []


def _empty(driver: Driver, place: Place) -> None:
    for page in (_abort_uploads, _delete_versions):
        for _ in range(_ROUNDS):
            if not page(driver, place):
                break


def _abort_uploads(driver: Driver, place: Place) -> bool:
    """Abort one page of uploads; return whether there may be more."""
    reply = driver.perform(Operation(do="list-uploads", bucket=place.bucket, key=place.prefix or None))
    done = False
    for upload in parse(reply.body)["ListMultipartUploadsResult"]["Upload"].each():
        key = upload["Key"].text
        if not _is_ours(key, place):
            continue
        abort = Operation(do="abort-multipart", bucket=place.bucket, key=key, upload_id=upload["UploadId"].text)
        done = driver.perform(abort).ok or done
    return done


def _delete_versions(driver: Driver, place: Place) -> bool:
    """Delete one page of versions and markers; return whether there may be more."""
    reply = driver.perform(Operation(do="list-versions", bucket=place.bucket, key=place.prefix or None))
    done = False
    for key, version in _versions(reply, place):
        delete = Operation(do="delete-object", bucket=place.bucket, key=key, version_id=version)
        done = driver.perform(delete).ok or done
    return done


def _versions(reply: Reply, place: Place) -> Iterator[tuple[str | None, str | None]]:
    listing = parse(reply.body)["ListVersionsResult"]
    for kind in ("Version", "DeleteMarker"):
        for entry in listing[kind].each():
            if _is_ours(entry["Key"].text, place):
                yield entry["Key"].text, entry["VersionId"].text


def _is_ours(key: str | None, place: Place) -> bool:
    """Whatever a store lists: below a prefix of somebody else's bucket nothing but what has the prefix is touched."""
    return (key or "").startswith(place.prefix)

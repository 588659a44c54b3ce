"""Emptying and removing a bucket that the run made."""

from collections.abc import Iterator

from conformance.drivers.base import Driver
from conformance.model.operation import Operation
from conformance.wire.xml import Xml, parse

_ROUNDS = 100
"""A listing shows up to 1,000 entries; this bounds the clean-up of one bucket."""
_NO_SUCH = 404


def remove_bucket(driver: Driver, bucket: str) -> list[str]:
    """Delete uploads, versions, delete markers, objects, and the bucket; return what is left, in words."""
    for _ in range(_ROUNDS):
        if not _abort_uploads(driver, bucket):
            break
    for _ in range(_ROUNDS):
        if not _delete_versions(driver, bucket):
            break
    reply = driver.perform(Operation(do="delete-bucket", bucket=bucket))
    if reply.ok or reply.status == _NO_SUCH:
        return []
    return [f"bucket {bucket}: {reply.status} {reply.code or ''}".rstrip()]


def _abort_uploads(driver: Driver, bucket: str) -> bool:
    """Abort one page of uploads; return whether there may be more."""
    reply = driver.perform(Operation(do="list-uploads", bucket=bucket))
    done = False
    for upload in parse(reply.body)["ListMultipartUploadsResult"]["Upload"].each():
        abort = Operation(
            do="abort-multipart", bucket=bucket, key=upload["Key"].text, upload_id=upload["UploadId"].text
        )
        done = driver.perform(abort).ok or done
    return done


def _delete_versions(driver: Driver, bucket: str) -> bool:
    """Delete one page of versions and markers; return whether there may be more."""
    reply = driver.perform(Operation(do="list-versions", bucket=bucket))
    done = False
    for key, version in _versions(parse(reply.body)):
        delete = Operation(do="delete-object", bucket=bucket, key=key, version_id=version)
        done = driver.perform(delete).ok or done
    return done


def _versions(document: Xml) -> Iterator[tuple[str | None, str | None]]:
    listing = document["ListVersionsResult"]
    for kind in ("Version", "DeleteMarker"):
        for entry in listing[kind].each():
            yield entry["Key"].text, entry["VersionId"].text

"""Emptying and removing a bucket that the run made, or emptying its part of one that was lent to it."""

from collections.abc import Callable, Iterator

from conformance.drivers.base import Driver
from conformance.engine.journal import Place
from conformance.model.operation import Operation, Reply
from conformance.wire.xml import parse

_ROUNDS = 100
"""A listing shows up to 1,000 entries; this bounds the clean-up of one bucket."""
_NO_SUCH = 404
_UPLOADS, _VERSIONS = "ListMultipartUploadsResult", "ListVersionsResult"
_Listed = Callable[[Reply, Place], Iterator[tuple[str | None, str | None]]]
"""Reads the entries of a listing that are the run's: key, and id of upload or version."""


def remove(driver: Driver, place: Place) -> list[str]:
    """Remove a bucket, or what lies below a prefix of a lent one; return what is left, in words."""
    return _empty_prefix(driver, place) if place.prefix else remove_bucket(driver, place.bucket)


def remove_bucket(driver: Driver, bucket: str) -> list[str]:
    """Delete uploads, versions, delete markers, objects, and the bucket; return what is left, in words."""
    _empty(driver, Place(bucket=bucket))
    reply = driver.perform(Operation(do="delete-bucket", bucket=bucket))
    if reply.ok or reply.status == _NO_SUCH:
        return []
    return [f"bucket {bucket}: {_said(reply)}"]


def _empty_prefix(driver: Driver, place: Place) -> list[str]:
    _empty(driver, place)
    where = f"below {place.prefix} in the bucket {place.bucket}"
    return [
        *_left(_list(driver, place, "list-uploads"), _uploads, place, f"uploads {where}"),
        *_left(_list(driver, place, "list-versions"), _versions, place, f"objects {where}"),
    ]


def _left(reply: Reply, listed: _Listed, place: Place, what: str) -> list[str]:
    """What a listing still shows. An answer that is no listing shows nothing, and proves nothing."""
    if reply.status == _NO_SUCH:
        return []
    if not reply.ok or not any(root in parse(reply.body) for root in (_UPLOADS, _VERSIONS)):
        return [f"perhaps {what} (asked for a list of them, the store answered {_said(reply)})"]
    count = sum(1 for _ in listed(reply, place))
    return [f"{count} or more {what}"] if count else []


def _empty(driver: Driver, place: Place) -> None:
    for page in (_abort_uploads, _delete_versions):
        for _ in range(_ROUNDS):
            if not page(driver, place):
                break


def _abort_uploads(driver: Driver, place: Place) -> bool:
    """Abort one page of uploads; return whether there may be more."""
    done = False
    for key, upload in _uploads(_list(driver, place, "list-uploads"), place):
        abort = Operation(do="abort-multipart", bucket=place.bucket, key=key, upload_id=upload)
        done = driver.perform(abort).ok or done
    return done


def _delete_versions(driver: Driver, place: Place) -> bool:
    """Delete one page of versions and markers; return whether there may be more."""
    done = False
    for key, version in _versions(_list(driver, place, "list-versions"), place):
        delete = Operation(do="delete-object", bucket=place.bucket, key=key, version_id=version)
        done = driver.perform(delete).ok or done
    return done


def _list(driver: Driver, place: Place, verb: str) -> Reply:
    return driver.perform(Operation(do=verb, bucket=place.bucket, key=place.prefix or None))


def _uploads(reply: Reply, place: Place) -> Iterator[tuple[str | None, str | None]]:
    for upload in parse(reply.body)[_UPLOADS]["Upload"].each():
        if _is_ours(upload["Key"].text, place):
            yield upload["Key"].text, upload["UploadId"].text


def _versions(reply: Reply, place: Place) -> Iterator[tuple[str | None, str | None]]:
    listing = parse(reply.body)[_VERSIONS]
    for kind in ("Version", "DeleteMarker"):
        for entry in listing[kind].each():
            if _is_ours(entry["Key"].text, place):
                yield entry["Key"].text, entry["VersionId"].text


def _is_ours(key: str | None, place: Place) -> bool:
    """Whatever a store lists: below a prefix of somebody else's bucket nothing but what has the prefix is touched."""
    return (key or "").startswith(place.prefix)


def _said(reply: Reply) -> str:
    return f"{reply.status} {reply.code or ''}".rstrip()

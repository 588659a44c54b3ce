"""oss2: the bucket of Alibaba's first SDK, as its reference and its page on server-side encryption use it."""

import tempfile
from collections.abc import Mapping
from functools import partial

from oss2 import headers as names
from oss2 import models

from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import OF_THE_WIRE, Call, Got, Linker, Refused, Way
from conformance.drivers.sdk.links import Link
from conformance.drivers.sdk.oss2 import arguments, settings, transfer
from conformance.drivers.sdk.oss2.shown import Buckets, answered, refusal
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError

_LIFETIME = 900
"""Seconds of a signed URL."""


class Oss2:
    """The first generation's `Bucket`."""

    name = "oss2"
    distribution = "oss2"
    not_offered: Mapping[str, str] = {
        "post-object": "no method makes a form; the vendor's example writes it by hand",
        "get-object-attributes": "the store has no such call",
        "update-object-encryption": "the store has no such call",
        **OF_THE_WIRE,
    }
    call_tweaks = link_tweaks = frozenset({"override", "drop"})
    headers_by_name = True

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = {**_CALLS, **settings.CALLS}
        self.links: Mapping[str, Linker] = _LINKS

    def client(self, way: Way) -> Buckets:
        """Buckets are opened one by one."""
        return Buckets(way)

    def nameless(self, way: Way) -> Buckets:
        """Buckets that sign nothing."""
        return Buckets(way, nameless=True)

    def refusal(self, error: Exception) -> Refused | None:
        """`ServerError` holds the answer."""
        return refusal(error)


def _put_object(buckets: Buckets, operation: Operation) -> Got:
    if operation.given == "path":
        return transfer.put_path(buckets, operation)
    if operation.helper is not None:
        raise NotExpressibleError("oss2: what uploads in parts takes a file's name")
    with tempfile.TemporaryFile() as file:
        body = handed_over(operation, file)
        result = buckets.of(operation).put_object(operation.key, body, headers=arguments.putting(operation))
    return answered("put_object", result)


def _get_object(buckets: Buckets, operation: Operation) -> Got:
    if operation.taken == "path":
        return transfer.get_to_path(buckets, operation)
    if operation.helper is not None:
        raise NotExpressibleError("oss2: what downloads in parts takes a file's name")
    with buckets.of(operation).get_object(operation.key, **arguments.reading(operation)) as result:
        body = result.read() if operation.taken == "memory" else b"".join(result)
    return answered("get_object", result, body=body)


def _head_object(buckets: Buckets, operation: Operation) -> Got:
    looking = arguments.looking(operation)
    return answered("head_object", buckets.of(operation).head_object(operation.key, **looking))


def _get_object_meta(buckets: Buckets, operation: Operation) -> Got:
    looking = arguments.looking(operation)
    return answered("get_object_meta", buckets.of(operation).get_object_meta(operation.key, **looking))


def _get_object_tagging(buckets: Buckets, operation: Operation) -> Got:
    return answered(
        "get_object_tagging",
        buckets.of(operation).get_object_tagging(operation.key, headers=arguments.changed(operation, {})),
    )


def _delete_object(buckets: Buckets, operation: Operation) -> Got:
    params, headers = arguments.version(operation.version_id), arguments.changed(operation, {})
    return answered("delete_object", buckets.of(operation).delete_object(operation.key, params=params, headers=headers))


def _restore_object(buckets: Buckets, operation: Operation) -> Got:
    return answered(
        "restore_object", buckets.of(operation).restore_object(operation.key, headers=arguments.changed(operation, {}))
    )


def _append_object(buckets: Buckets, operation: Operation) -> Got:
    place = (operation.key, operation.position or 0, operation.body or b"")
    result = buckets.of(operation).append_object(*place, headers=arguments.putting(operation))
    return answered("append_object", result)


def _copy_object(buckets: Buckets, operation: Operation) -> Got:
    source = arguments.source_of(operation)
    if operation.helper is not None:
        raise NotExpressibleError("oss2: no method copies in parts by itself")
    if operation.body is not None:
        raise NotExpressibleError("oss2: copy_object takes no content")
    bucket, headers = buckets.of(operation), arguments.putting(operation)
    itself = (source.bucket, source.key, source.version_id) == (operation.bucket, operation.key, None)
    if itself and operation.metadata_directive == "replace":
        return answered("update_object_meta", bucket.update_object_meta(operation.key, headers))
    if operation.metadata_directive is not None:
        headers[names.OSS_METADATA_DIRECTIVE] = operation.metadata_directive.upper()
    params = arguments.version(source.version_id)
    copied = bucket.copy_object(source.bucket, source.key, operation.key, headers=headers, params=params)
    return answered("copy_object", copied)


def _initiate_multipart(buckets: Buckets, operation: Operation) -> Got:
    result = buckets.of(operation).init_multipart_upload(operation.key, headers=arguments.putting(operation))
    return answered("init_multipart_upload", result, upload_id=result.upload_id)


def _upload_part(buckets: Buckets, operation: Operation) -> Got:
    part = (operation.key, operation.upload_id, operation.part_number, operation.body or b"")
    return answered("upload_part", buckets.of(operation).upload_part(*part, headers=arguments.putting(operation)))


def _copy_part(buckets: Buckets, operation: Operation) -> Got:
    source = arguments.source_of(operation)
    place = (source.bucket, source.key, arguments.span(source.range))
    part = (operation.key, operation.upload_id, operation.part_number)
    params = arguments.version(source.version_id)
    headers = arguments.putting(operation)
    return answered(
        "upload_part_copy", buckets.of(operation).upload_part_copy(*place, *part, headers=headers, params=params)
    )


def _complete_multipart(buckets: Buckets, operation: Operation) -> Got:
    parts = [models.PartInfo(number, etag.strip('"')) for number, etag in operation.parts]
    upload, headers = (operation.key, operation.upload_id), arguments.changed(operation, {})
    result = buckets.of(operation).complete_multipart_upload(*upload, parts, headers=headers)
    return answered("complete_multipart_upload", result)


def _abort_multipart(buckets: Buckets, operation: Operation) -> Got:
    upload, headers = (operation.key, operation.upload_id), arguments.changed(operation, {})
    result = buckets.of(operation).abort_multipart_upload(*upload, headers=headers)
    return answered("abort_multipart_upload", result)


def _list_parts(buckets: Buckets, operation: Operation) -> Got:
    upload, headers = (operation.key, operation.upload_id), arguments.changed(operation, {})
    return answered("list_parts", buckets.of(operation).list_parts(*upload, headers=headers))


def _link(verb: str, buckets: Buckets, operation: Operation) -> Link:
    """A URL; the headers that were signed are the caller's to send."""
    reads = verb in {"GET", "HEAD"}
    headers = arguments.looking(operation)["headers"] if reads else arguments.putting(operation)
    begins = {"uploads": ""} if verb == "POST" else None
    params = begins or arguments.version(operation.version_id)
    url = buckets.of(operation).sign_url(verb, operation.key, _LIFETIME, headers=headers, params=params)
    return Link(method="sign_url", url=url)


_LINKS: Mapping[str, Linker] = {
    "put-object": partial(_link, "PUT"),
    "get-object": partial(_link, "GET"),
    "head-object": partial(_link, "HEAD"),
    "initiate-multipart": partial(_link, "POST"),
}
_CALLS: Mapping[str, Call] = {
    "put-object": _put_object,
    "get-object": _get_object,
    "head-object": _head_object,
    "get-object-meta": _get_object_meta,
    "get-object-tagging": _get_object_tagging,
    "delete-object": _delete_object,
    "restore-object": _restore_object,
    "append-object": _append_object,
    "copy-object": _copy_object,
    "initiate-multipart": _initiate_multipart,
    "upload-part": _upload_part,
    "copy-part": _copy_part,
    "complete-multipart": _complete_multipart,
    "abort-multipart": _abort_multipart,
    "list-parts": _list_parts,
}

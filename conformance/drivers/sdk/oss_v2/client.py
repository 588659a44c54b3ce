"""alibabacloud-oss-v2: the client of Alibaba's second SDK, as its reference and its page on encryption use it."""

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from functools import partial

import alibabacloud_oss_v2 as oss

from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import OF_THE_WIRE, Call, Got, Linker, Refused, Untyped, Way
from conformance.drivers.sdk.links import Link
from conformance.drivers.sdk.oss_v2 import arguments, settings, transfer
from conformance.drivers.sdk.oss_v2.shown import Clients, answered, refusal
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError

_LIFETIME = dt.timedelta(minutes=15)


class OssV2:
    """The second generation's `Client`."""

    name = "oss-v2"
    distribution = "alibabacloud-oss-v2"
    not_offered: Mapping[str, str] = {
        "post-object": "no method makes a form; the vendor's sample writes it by hand",
        "get-object-attributes": "the store has no such call",
        "update-object-encryption": "the store has no such call",
        **OF_THE_WIRE,
    }
    call_tweaks = link_tweaks = frozenset({"override", "drop"})
    headers_by_name = True

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = {**_CALLS, **settings.CALLS}
        self.links: Mapping[str, Linker] = _LINKS

    def client(self, way: Way) -> Clients:
        """The clients of one caller."""
        return Clients(way)

    def nameless(self, way: Way) -> Clients:
        """Clients that sign nothing."""
        return Clients(way, nameless=True)

    def refusal(self, error: Exception) -> Refused | None:
        """`ServiceError` holds the answer, inside the error of the operation and that of a helper."""
        return refusal(error)


def _put_object(clients: Clients, operation: Operation) -> Got:
    if operation.given == "path":
        return transfer.put_path(clients, operation)
    with tempfile.TemporaryFile() as file:
        body = handed_over(operation, file)
        if operation.helper is not None:
            return transfer.upload_from(clients, operation, body)
        result = clients.once.put_object(arguments.putting(operation, body=body))
    return answered("put_object", result)


def _get_object(clients: Clients, operation: Operation) -> Got:
    if operation.taken == "path":
        return transfer.get_to_path(clients, operation)
    if operation.helper is not None:
        raise NotExpressibleError("oss-v2: the downloader writes to a file")
    result = clients.once.get_object(arguments.reading(operation))
    with result.body as stream:
        body = stream.read() if operation.taken == "memory" else b"".join(stream.iter_bytes())
    return answered("get_object", result, body=body)


def _head_object(clients: Clients, operation: Operation) -> Got:
    return answered("head_object", clients.once.head_object(arguments.looking(operation)))


def _get_object_meta(clients: Clients, operation: Operation) -> Got:
    request = arguments.request(oss.GetObjectMetaRequest, operation, version_id=operation.version_id)
    return answered("get_object_meta", clients.once.get_object_meta(request))


def _get_object_tagging(clients: Clients, operation: Operation) -> Got:
    request = arguments.request(oss.GetObjectTaggingRequest, operation)
    return answered("get_object_tagging", clients.once.get_object_tagging(request))


def _delete_object(clients: Clients, operation: Operation) -> Got:
    request = arguments.request(oss.DeleteObjectRequest, operation, version_id=operation.version_id)
    return answered("delete_object", clients.once.delete_object(request))


def _restore_object(clients: Clients, operation: Operation) -> Got:
    wanted = oss.RestoreRequest(days=1)
    request = arguments.request(oss.RestoreObjectRequest, operation, restore_request=wanted)
    return answered("restore_object", clients.once.restore_object(request))


def _append_object(clients: Clients, operation: Operation) -> Got:
    asked = arguments.method(operation.encryption)
    content = {"position": operation.position or 0, "body": operation.body or b""}
    request = arguments.request(oss.AppendObjectRequest, operation, **content, **asked)
    return answered("append_object", clients.once.append_object(request))


def _copy_object(clients: Clients, operation: Operation) -> Got:
    if operation.body is not None:
        raise NotExpressibleError("oss-v2: a request to copy takes no content")
    request = arguments.copying(operation)
    if operation.helper is not None:
        return transfer.copy(clients, operation, request)
    return answered("copy_object", clients.once.copy_object(request))


def _initiate_multipart(clients: Clients, operation: Operation) -> Got:
    result = clients.once.initiate_multipart_upload(_initiation(operation))
    return answered("initiate_multipart_upload", result, upload_id=result.upload_id)


def _initiation(operation: Operation) -> oss.InitiateMultipartUploadRequest:
    more = arguments.method(operation.encryption)
    return arguments.request(oss.InitiateMultipartUploadRequest, operation, metadata=arguments.meta(operation), **more)


def _upload_part(clients: Clients, operation: Operation) -> Got:
    return answered("upload_part", clients.once.upload_part(_part(operation)))


def _part(operation: Operation, body: Untyped = b"") -> oss.UploadPartRequest:
    envelope = {f"x-oss-meta-{name}": value for name, value in (arguments.meta(operation) or {}).items()}
    content = {"content_md5": operation.content_md5, "body": operation.body or body}
    return arguments.part(oss.UploadPartRequest, operation, headers=envelope, **content)


def _copy_part(clients: Clients, operation: Operation) -> Got:
    source = arguments.source_of(operation)
    span = None if source.range is None else f"bytes={source.range}"
    place = {"source_range": span, **arguments.source_place(source)}
    request = arguments.part(oss.UploadPartCopyRequest, operation, **place)
    return answered("upload_part_copy", clients.once.upload_part_copy(request))


def _complete_multipart(clients: Clients, operation: Operation) -> Got:
    parts = [oss.UploadPart(part_number=number, etag=etag) for number, etag in operation.parts]
    whole = oss.CompleteMultipartUpload(parts=parts)
    place = {"upload_id": operation.upload_id, "complete_multipart_upload": whole}
    request = arguments.request(oss.CompleteMultipartUploadRequest, operation, **place)
    result = clients.once.complete_multipart_upload(request)
    return answered("complete_multipart_upload", result)


def _abort_multipart(clients: Clients, operation: Operation) -> Got:
    request = arguments.request(oss.AbortMultipartUploadRequest, operation, upload_id=operation.upload_id)
    return answered("abort_multipart_upload", clients.once.abort_multipart_upload(request))


def _list_parts(clients: Clients, operation: Operation) -> Got:
    request = arguments.request(oss.ListPartsRequest, operation, upload_id=operation.upload_id)
    return answered("list_parts", clients.once.list_parts(request))


def _link(request: Callable[[Operation], Untyped], clients: Clients, operation: Operation) -> Link:
    """A URL, and the headers that the SDK says must be sent with it; a range is not signed, and goes beside them."""
    signed = clients.once.presign(request(operation), expires=_LIFETIME)
    more = {} if operation.range is None else {"Range": f"bytes={operation.range}"}
    return Link(method="presign", url=signed.url, headers=tuple({**signed.signed_headers, **more}.items()))


_LINKS: Mapping[str, Linker] = {
    "put-object": partial(_link, arguments.putting),
    "get-object": partial(_link, arguments.reading),
    "head-object": partial(_link, arguments.looking),
    "initiate-multipart": partial(_link, _initiation),
    "upload-part": partial(_link, _part),
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

"""cos-python-sdk-v5: its methods about uploads in parts."""

from collections.abc import Mapping

from conformance.drivers.sdk.cos import arguments
from conformance.drivers.sdk.cos.arguments import tweaked
from conformance.drivers.sdk.cos.caller import Caller
from conformance.drivers.sdk.cos.shown import written
from conformance.drivers.sdk.kit import Call, Got
from conformance.model.operation import Operation


def _initiate_multipart(caller: Caller, operation: Operation) -> Got:
    """It returns the document of the answer, and none of its headers."""
    asked = arguments.place(operation) | arguments.writing(operation.encryption) | arguments.metadata(operation)
    answer = caller.client.create_multipart_upload(**tweaked(operation, asked))
    return Got(method="create_multipart_upload", upload_id=answer["UploadId"])


def _upload_part(caller: Caller, operation: Operation) -> Got:
    part = _part(operation, Body=operation.body or b"", ContentMD5=operation.content_md5)
    return written("upload_part", caller.client.upload_part(**tweaked(operation, part)))


def _copy_part(caller: Caller, operation: Operation) -> Got:
    source = operation.source
    span = None if source is None or source.range is None else f"bytes={source.range}"
    asked = _part(operation, CopySourceRange=span) | arguments.source_of(source, caller.where)
    return written("upload_part_copy", caller.client.upload_part_copy(**tweaked(operation, asked)))


def _complete_multipart(caller: Caller, operation: Operation) -> Got:
    parts = [{"PartNumber": number, "ETag": etag} for number, etag in operation.parts]
    asked = _upload(operation) | {"MultipartUpload": {"Part": parts}}
    answer = caller.client.complete_multipart_upload(**tweaked(operation, asked))
    return written("complete_multipart_upload", answer)


def _abort_multipart(caller: Caller, operation: Operation) -> Got:
    caller.client.abort_multipart_upload(**tweaked(operation, _upload(operation)))
    return Got(method="abort_multipart_upload")


def _list_parts(caller: Caller, operation: Operation) -> Got:
    caller.client.list_parts(**tweaked(operation, _upload(operation)))
    return Got(method="list_parts")


def _part(operation: Operation, **more: object) -> arguments.Arguments:
    return _upload(operation) | arguments.given(PartNumber=operation.part_number, **more)


def _upload(operation: Operation) -> arguments.Arguments:
    return arguments.place(operation, UploadId=operation.upload_id, **arguments.key(operation.encryption))


CALLS: Mapping[str, Call] = {
    "initiate-multipart": _initiate_multipart,
    "upload-part": _upload_part,
    "copy-part": _copy_part,
    "complete-multipart": _complete_multipart,
    "abort-multipart": _abort_multipart,
    "list-parts": _list_parts,
}

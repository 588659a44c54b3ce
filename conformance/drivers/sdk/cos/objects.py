"""cos-python-sdk-v5: its methods about one object."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from conformance.drivers.sdk.cos import arguments, transfer
from conformance.drivers.sdk.cos.arguments import tweaked
from conformance.drivers.sdk.cos.caller import Caller
from conformance.drivers.sdk.cos.shown import of_a_result, written
from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import Call, Got, Untyped
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError

_PIECE = 4096
"""Bytes read at a time from a stream."""
_STATUSES = {"copy": "Copy", "replace": "Replaced"}
_RESTORE = {"Days": 1, "CASJobParameters": {"Tier": "Standard"}}


def _put_object(caller: Caller, operation: Operation) -> Got:
    if operation.given == "path":
        return transfer.upload_file(caller.client, operation)
    if operation.helper is not None:
        return transfer.upload_from_buffer(caller.client, operation)
    if operation.given == "iterator":
        raise NotExpressibleError("cos-sdk: Body is a file or a string (its reference of put_object)")
    with tempfile.TemporaryFile() as file:
        asked = arguments.place(operation, Body=handed_over(operation, file)) | arguments.putting(operation)
        answer = caller.client.put_object(**tweaked(operation, asked))
    return written("put_object", answer)


def _get_object(caller: Caller, operation: Operation) -> Got:
    if operation.helper is not None:
        return transfer.download_file(caller.client, operation)
    answer = caller.client.get_object(**tweaked(operation, arguments.reading(operation)))
    body = _taken(answer["Body"], operation)
    return Got(method="get_object", body=body, etag=answer.get("ETag"), shows=of_a_result(answer))


def _taken(body: Untyped, operation: Operation) -> bytes:
    match operation.taken:
        case "memory":
            return bytes(body.get_raw_stream().read())
        case "stream":
            return b"".join(body.get_stream(_PIECE))
        case _:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "content"
                body.get_stream_to_file(str(path))
                return path.read_bytes()


def _head_object(caller: Caller, operation: Operation) -> Got:
    return written("head_object", caller.client.head_object(**tweaked(operation, arguments.reading(operation))))


def _delete_object(caller: Caller, operation: Operation) -> Got:
    asked = arguments.place(operation, VersionId=operation.version_id, **arguments.key(operation.encryption))
    return written("delete_object", caller.client.delete_object(**tweaked(operation, asked)))


def _copy_object(caller: Caller, operation: Operation) -> Got:
    if operation.body is not None:
        raise NotExpressibleError("cos-sdk: copy_object sends no body")
    source = arguments.source_of(operation.source, caller.where)
    more = arguments.writing(operation.encryption) | arguments.metadata(operation)
    if operation.metadata_directive is not None:
        more["CopyStatus"] = _STATUSES[operation.metadata_directive]
    if operation.helper is not None:
        return transfer.copy(caller.client, operation, source | more)
    asked = tweaked(operation, arguments.place(operation) | source | more)
    return written("copy_object", caller.client.copy_object(**asked))


def _append_object(caller: Caller, operation: Operation) -> Got:
    place = arguments.place(operation, Position=operation.position or 0, Data=operation.body or b"")
    asked = tweaked(operation, place | arguments.writing(operation.encryption))
    return written("append_object", caller.client.append_object(**asked))


def _restore_object(caller: Caller, operation: Operation) -> Got:
    asked = arguments.place(operation, RestoreRequest=_RESTORE, **arguments.key(operation.encryption))
    caller.client.restore_object(**tweaked(operation, asked))
    return Got(method="restore_object")


def _get_object_tagging(caller: Caller, operation: Operation) -> Got:
    asked = arguments.place(operation, **arguments.key(operation.encryption))
    caller.client.get_object_tagging(**tweaked(operation, asked))
    return Got(method="get_object_tagging")


CALLS: Mapping[str, Call] = {
    "put-object": _put_object,
    "get-object": _get_object,
    "head-object": _head_object,
    "delete-object": _delete_object,
    "copy-object": _copy_object,
    "append-object": _append_object,
    "restore-object": _restore_object,
    "get-object-tagging": _get_object_tagging,
}

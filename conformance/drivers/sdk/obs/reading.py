"""How ObsClient reads: into memory, as a stream, into a file, or into a file in parts."""

import tempfile
from functools import partial
from pathlib import Path

from obs import GetObjectHeader, GetObjectRequest

from conformance.drivers.sdk.kit import Got, Untyped
from conformance.drivers.sdk.obs import arguments
from conformance.drivers.sdk.obs.results import checked, got, with_method_named
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError

_PIECE = 4096
"""Bytes read at a time from a stream."""


def get_object(client: Untyped, operation: Operation) -> Got:
    """Read in the way that the content is taken."""
    if operation.part_number is not None:
        raise NotExpressibleError("obs-sdk: getObject reads no single part")
    if operation.helper is not None:
        return _download_file(client, operation)
    read = partial(
        client.getObject,
        operation.bucket,
        operation.key,
        getObjectRequest=_request(operation),
        extensionHeaders=arguments.more(operation),
    )
    match operation.taken:
        case "memory":
            result = checked("getObject", read(headers=_headers(operation), loadStreamInMemory=True))
            body = result.body.buffer or b""
        case "stream":
            result = checked("getObject", read(headers=_headers(operation)))
            body = _streamed(result.body.response)
        case "path":
            result, body = _to_path(read, operation)
    return with_method_named(operation, got("getObject", result, body))


def _streamed(response: Untyped) -> bytes:
    try:
        return b"".join(iter(partial(response.read, _PIECE), b""))
    finally:
        response.close()


def _to_path(read: Untyped, operation: Operation) -> tuple[Untyped, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        result = checked("getObject", read(headers=_headers(operation), downloadPath=str(path)))
        return result, path.read_bytes()


def _download_file(client: Untyped, operation: Operation) -> Got:
    """Download in parts. What it returns is the metadata that it asked for first, not the answer to the last part."""
    helper = operation.helper
    if helper is None or operation.taken != "path" or operation.range is not None:
        raise NotExpressibleError("obs-sdk: downloadFile takes whole objects, into a file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        checked(
            "downloadFile",
            client.downloadFile(
                operation.bucket,
                operation.key,
                str(path),
                partSize=helper.part_size,
                taskNum=helper.threads,
                header=_headers(operation),
                versionId=operation.version_id,
                extensionHeaders=arguments.more(operation),
            ),
        )
        return Got(method="downloadFile", body=path.read_bytes())


def head_object(client: Untyped, operation: Operation) -> Got:
    """Read the metadata."""
    if operation.range or operation.part_number or operation.if_match or operation.if_none_match:
        raise NotExpressibleError("obs-sdk: getObjectMetadata takes neither ranges, nor parts, nor conditions")
    key = arguments.customer(operation.encryption)
    result = client.getObjectMetadata(
        operation.bucket,
        operation.key,
        versionId=operation.version_id,
        sseHeader=key,
        extensionHeaders=arguments.more(operation),
    )
    return got("getObjectMetadata", result)


def _request(operation: Operation) -> Untyped:
    return GetObjectRequest(versionId=operation.version_id)


def _headers(operation: Operation) -> Untyped:
    return GetObjectHeader(
        range=operation.range,
        if_match=operation.if_match,
        if_none_match=operation.if_none_match,
        sseHeader=arguments.writing(operation.encryption),
    )

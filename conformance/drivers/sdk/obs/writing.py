"""How ObsClient uploads: content, a file, a folder, or a file in parts."""

import tempfile
from pathlib import Path

from obs import UploadFileHeader

from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import Got, Untyped
from conformance.drivers.sdk.obs import arguments
from conformance.drivers.sdk.obs.results import got
from conformance.model.operation import Operation
from conformance.wire.errors import NotExpressibleError


def put_object(client: Untyped, operation: Operation) -> Got:
    """Upload in the way that the content is given."""
    if operation.helper is not None and operation.given != "path":
        raise NotExpressibleError("obs-sdk: uploadFile takes a file's name")
    match operation.given:
        case "path":
            return _put_file(client, operation) if operation.helper is None else _upload_file(client, operation)
        case "folder":
            return _put_folder(client, operation)
        case "iterator":
            raise NotExpressibleError("obs-sdk: content is text, bytes or an object with `read`")
        case _:
            return _put_content(client, operation)


def _put_content(client: Untyped, operation: Operation) -> Got:
    with tempfile.TemporaryFile() as file:
        result = client.putContent(
            operation.bucket,
            operation.key,
            handed_over(operation, file),
            metadata=arguments.metadata(operation),
            headers=arguments.putting(operation),
            extensionHeaders=arguments.more(operation),
        )
    return got("putContent", result)


def _put_file(client: Untyped, operation: Operation) -> Got:
    with tempfile.TemporaryDirectory() as folder:
        path = _written(Path(folder), "content", operation)
        return got("putFile", _file(client, operation, operation.key, path))


def _put_folder(client: Untyped, operation: Operation) -> Got:
    """Upload what lies in a folder: each file becomes an object below the key that is given."""
    prefix, _, name = (operation.key or "").rpartition("/")
    with tempfile.TemporaryDirectory() as folder:
        _written(Path(folder), name, operation)
        [(key, result)] = _file(client, operation, prefix, Path(folder))
    if key != operation.key:
        raise ValueError(f"putFile made {key!r} of a file {name!r} for the key {prefix!r}")
    return got("putFile", result)


def _file(client: Untyped, operation: Operation, key: str | None, path: Path) -> Untyped:
    return client.putFile(
        operation.bucket,
        key,
        str(path),
        metadata=arguments.metadata(operation),
        headers=arguments.putting(operation),
        extensionHeaders=arguments.more(operation),
    )


def _upload_file(client: Untyped, operation: Operation) -> Got:
    helper = operation.helper
    if helper is None or operation.content_md5 is not None or operation.storage is not None:
        raise NotExpressibleError("obs-sdk: uploadFile takes part size and threads, and no MD5 of the whole")
    headers = UploadFileHeader(acl=operation.acl, sseHeader=arguments.writing(operation.encryption))
    with tempfile.TemporaryDirectory() as folder:
        result = client.uploadFile(
            operation.bucket,
            operation.key,
            str(_written(Path(folder), "content", operation)),
            partSize=helper.part_size,
            taskNum=helper.threads,
            metadata=arguments.metadata(operation),
            headers=headers,
            extensionHeaders=arguments.more(operation),
        )
    return got("uploadFile", result)


def _written(folder: Path, name: str, operation: Operation) -> Path:
    path = folder / name
    path.write_bytes(operation.body or b"")
    return path

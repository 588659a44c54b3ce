"""amazon-s3-encryption-client-python: its S3EncryptionClient around a client of boto3, as its README makes it."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import ClientError
from s3_encryption.exceptions import S3EncryptionClientError

from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import Call, Got, Linker, Refused, Untyped, Way, kept
from conformance.drivers.sdk.s3 import arguments
from conformance.drivers.sdk.s3.client import Boto3
from conformance.drivers.sdk.s3ec.clients import OF_KEY_SERVICE, Clients
from conformance.model.operation import OTHER_SUFFIX, Operation
from conformance.wire.errors import NotExpressibleError

_PIECE = 4096
"""Bytes read at a time from a stream."""


class S3Ec:
    """The encrypting client of the SDK for Python."""

    name = "s3ec"
    distribution = "amazon-s3-encryption-client-python"
    links: Mapping[str, Linker] = {}
    not_offered: Mapping[str, str] = dict.fromkeys(
        ("append-object", "copy-part", "post-object", "raw", "get-object-meta"),
        "the encrypting client has no such call of its own, and its page names none",
    )

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = _CALLS

    def client(self, way: Way) -> Clients:
        """Clients are made one by one, each with its keyring."""
        return Clients(way)

    def refusal(self, error: Exception) -> Refused | None:
        """What boto3 says of the store's answer, which the SDK wraps; what the key service says is another matter."""
        cause = error.__cause__ if isinstance(error, S3EncryptionClientError) else error
        if not isinstance(cause, ClientError) or cause.operation_name in OF_KEY_SERVICE:
            return None
        return Boto3().refusal(cause)


def _context(operation: Operation) -> arguments.Arguments:
    context = operation.encryption.context if operation.encryption is not None else None
    return {} if context is None else {"EncryptionContext": dict(context)}


def _metadata(operation: Operation) -> arguments.Arguments:
    return {"Metadata": dict(operation.metadata)} if operation.metadata else {}


def _put_object(clients: Clients, operation: Operation) -> Got:
    if operation.apart is not None:
        raise NotExpressibleError("s3ec: the client for Python writes no instruction file, and says so")
    client, more = clients.of(operation), _context(operation) | _metadata(operation)
    if operation.given == "path":
        return _upload_file(client, operation, more)
    if operation.given == "iterator":
        raise NotExpressibleError("s3ec: Body is bytes, text or a file, as boto3's is")
    with tempfile.TemporaryFile() as file:
        body = handed_over(operation, file)
        if operation.helper is not None:
            size = operation.helper.part_size
            answer = client.upload_fileobj(body, operation.bucket, operation.key, multipart_chunksize=size, **more)
            return _written("upload_fileobj", answer)
        answer = client.put_object(**arguments.place(operation, Body=body), **more)
        told = kept("arguments", before=_context(operation) | _metadata(operation), after=more)
        return replace(_written("put_object", answer), told=(told,))


def _upload_file(client: Untyped, operation: Operation, more: arguments.Arguments) -> Got:
    if operation.helper is not None:
        size = operation.helper.part_size
        more = more | {"multipart_threshold": size, "multipart_chunksize": size}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        path.write_bytes(operation.body or b"")
        return _written("upload_file", client.upload_file(str(path), operation.bucket, operation.key, **more))


def _written(method: str, answer: Untyped) -> Got:
    return Got(method=method, etag=answer.get("ETag"), version_id=answer.get("VersionId"))


def _get_object(clients: Clients, operation: Operation) -> Got:
    if operation.taken == "path":
        return _download_file(clients.of(operation), operation)
    suffix = {"InstructionFileSuffix": OTHER_SUFFIX} if operation.apart == "other" else {}
    reading = arguments.reading(operation) | _context(operation) | suffix
    answer = clients.of(operation).get_object(**reading)
    with answer["Body"] as stream:
        whole = operation.taken == "memory"
        body = stream.read() if whole else b"".join(iter(partial(stream.read, _PIECE), b""))
    return Got(method="get_object", body=body, etag=answer.get("ETag"), version_id=answer.get("VersionId"))


def _download_file(client: Untyped, operation: Operation) -> Got:
    """boto3's method, which the encrypting client hands on."""
    helper = operation.helper
    size = {} if helper is None else dict.fromkeys(("multipart_threshold", "multipart_chunksize"), helper.part_size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        client.download_file(operation.bucket, operation.key, str(path), Config=TransferConfig(**size))
        return Got(method="download_file", body=path.read_bytes())


def _head_object(clients: Clients, operation: Operation) -> Got:
    answer = clients.of(operation).head_object(**arguments.place(operation))
    return Got(method="head_object", etag=answer.get("ETag"))


def _delete_object(clients: Clients, operation: Operation) -> Got:
    clients.of(operation).delete_object(**arguments.place(operation, VersionId=operation.version_id))
    return Got(method="delete_object")


def _copy_object(clients: Clients, operation: Operation) -> Got:
    answer = clients.of(operation).copy_object(**arguments.place(operation), **arguments.source_of(operation.source))
    return Got(method="copy_object", etag=answer["CopyObjectResult"].get("ETag"), version_id=answer.get("VersionId"))


def _initiate_multipart(clients: Clients, operation: Operation) -> Got:
    more = _context(operation) | _metadata(operation)
    answer = clients.of(operation).create_multipart_upload(**arguments.place(operation), **more)
    return Got(method="create_multipart_upload", upload_id=answer["UploadId"])


def _upload_part(clients: Clients, operation: Operation) -> Got:
    last = {"IsLastPart": True} if operation.last_part else {}
    number, upload = operation.part_number, operation.upload_id
    part = arguments.place(operation, PartNumber=number, UploadId=upload, Body=operation.body or b"")
    return _written("upload_part", clients.of(operation).upload_part(**part, **last))


def _complete_multipart(clients: Clients, operation: Operation) -> Got:
    parts = [{"PartNumber": number, "ETag": etag} for number, etag in operation.parts]
    upload = arguments.place(operation, UploadId=operation.upload_id, MultipartUpload={"Parts": parts})
    return _written("complete_multipart_upload", clients.of(operation).complete_multipart_upload(**upload))


def _abort_multipart(clients: Clients, operation: Operation) -> Got:
    clients.of(operation).abort_multipart_upload(**arguments.place(operation, UploadId=operation.upload_id))
    return Got(method="abort_multipart_upload")


def _list_parts(clients: Clients, operation: Operation) -> Got:
    clients.of(operation).list_parts(**arguments.place(operation, UploadId=operation.upload_id))
    return Got(method="list_parts")


_CALLS: Mapping[str, Call] = {
    "put-object": _put_object,
    "get-object": _get_object,
    "head-object": _head_object,
    "delete-object": _delete_object,
    "copy-object": _copy_object,
    "initiate-multipart": _initiate_multipart,
    "upload-part": _upload_part,
    "complete-multipart": _complete_multipart,
    "abort-multipart": _abort_multipart,
    "list-parts": _list_parts,
}

"""cos-python-sdk-v5: its CosEncryptionClient, with AESProvider and with RSAProvider whose keys are given by value."""

import base64
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from qcloud_cos.cos_encryption_client import CosEncryptionClient
from qcloud_cos.crypto import AESProvider, RSAProvider

from conformance.drivers.sdk.cos.config import RETRIES, config, refusal
from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import Call, Got, Linker, Refused, Untyped, Way, kept, sealing
from conformance.model.operation import Master, Operation
from conformance.wire.errors import NotExpressibleError

_META = "x-cos-meta-"
_PIECE = 7
"""Bytes read at a time from a stream: no multiple of a cipher's block."""


class CosCse:
    """The encrypting client of the SDK for Python."""

    name = "cos-cse"
    distribution = "cos-python-sdk-v5"
    links: Mapping[str, Linker] = {}
    not_offered: Mapping[str, str] = dict.fromkeys(
        ("append-object", "copy-object", "copy-part", "delete-object", "post-object", "raw", "get-object-meta"),
        "the encrypting client hands it on unchanged, and its page names none",
    )

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = _CALLS

    def client(self, way: Way) -> "Clients":
        """Clients are made one by one, each with its master key."""
        return Clients(way)

    def refusal(self, error: Exception) -> Refused | None:
        """`CosServiceError` holds the answer of the store."""
        return refusal(error)


class Clients:
    """One encrypting client for each master key, as a user keeps one."""

    def __init__(self, way: Way) -> None:
        self._config = config(way)
        self._open: dict[int, tuple[Master, CosEncryptionClient]] = {}

    def of(self, operation: Operation) -> CosEncryptionClient:
        """The client with the call's master key."""
        _, master = sealing("cos-cse", operation.encryption)
        if id(master) not in self._open:
            self._open[id(master)] = master, CosEncryptionClient(self._config, _provider(master), retry=RETRIES)
        return self._open[id(master)][1]


def _provider(master: Master) -> Untyped:
    if master.kind == "aes":
        return AESProvider(aes_key=base64.b64encode(master.secret).decode())
    if master.kind == "rsa":
        return RSAProvider(RSAProvider.get_rsa_key_pair(master.public_key, master.private_key))
    if master.kind == "rsa-files":
        return _from_files(master)
    raise NotExpressibleError("cos-cse: the SDK offers AES and RSA master keys")


def _from_files(master: Master) -> Untyped:
    with tempfile.TemporaryDirectory() as folder:
        public, private = Path(folder) / "public.pem", Path(folder) / "private.pem"
        public.write_text(master.public_key)
        private.write_text(master.private_key)
        return RSAProvider(RSAProvider.get_rsa_key_pair_path(str(public), str(private)))


def _metadata(operation: Operation) -> dict[str, Untyped]:
    metadata = {f"{_META}{name}": value for name, value in operation.metadata.items()}
    return {"Metadata": metadata} if metadata else {}


def _put_object(clients: Clients, operation: Operation) -> Got:
    client = clients.of(operation)
    if operation.given == "path":
        return _upload_file(client, operation)
    with tempfile.TemporaryFile() as file:
        body = handed_over(operation, file)
        more = _metadata(operation) | ({} if operation.content_md5 is None else {"EnableMD5": True})
        answer = client.put_object(Bucket=operation.bucket, Key=operation.key, Body=body, **more)
    told = kept("metadata", before=_metadata(operation).get("Metadata"), after=more.get("Metadata"))
    return Got(method="put_object", etag=answer["ETag"], version_id=answer.get("x-cos-version-id"), told=(told,))


def _upload_file(client: CosEncryptionClient, operation: Operation) -> Got:
    """The helper: with parts of 1 MiB and as many threads as it chooses, unless the caller says otherwise."""
    helper = operation.helper
    size = {"PartSize": 1} if helper is None else {"PartSize": helper.part_size >> 20, "MAXThread": helper.threads}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        path.write_bytes(operation.body or b"")
        answer = client.upload_file(Bucket=operation.bucket, Key=operation.key, LocalFilePath=str(path), **size)
    return Got(method="upload_file", etag=answer["ETag"])


def _get_object(clients: Clients, operation: Operation) -> Got:
    client, place = clients.of(operation), {"Bucket": operation.bucket, "Key": operation.key}
    if operation.taken == "path":
        return _to_file("download_file", lambda path: client.download_file(DestFilePath=path, **place))
    more = {} if operation.range is None else {"Range": f"bytes={operation.range}"}
    body = client.get_object(**place, **more)["Body"]
    match operation.taken:
        case "stream":
            return Got(method="get_object", body=b"".join(iter(partial(body.read, _PIECE), "")))
        case "iterator":
            return Got(method="get_object", body=b"".join(body.get_stream()))
        case _:
            return _to_file("get_object", body.get_stream_to_file)


def _to_file(method: str, write: Callable[[str], object]) -> Got:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        write(str(path))
        return Got(method=method, body=path.read_bytes())


def _head_object(clients: Clients, operation: Operation) -> Got:
    answer = clients.of(operation).head_object(Bucket=operation.bucket, Key=operation.key)
    return Got(method="head_object", etag=answer["ETag"])


def _initiate_multipart(clients: Clients, operation: Operation) -> Got:
    client = clients.of(operation)
    answer = client.create_multipart_upload(Bucket=operation.bucket, Key=operation.key, **_metadata(operation))
    return Got(method="create_multipart_upload", upload_id=answer["UploadId"])


def _upload_part(clients: Clients, operation: Operation) -> Got:
    answer = clients.of(operation).upload_part(
        Bucket=operation.bucket,
        Key=operation.key,
        Body=operation.body or b"",
        PartNumber=operation.part_number,
        UploadId=operation.upload_id,
    )
    return Got(method="upload_part", etag=answer["ETag"])


def _complete_multipart(clients: Clients, operation: Operation) -> Got:
    parts = [{"PartNumber": number, "ETag": etag} for number, etag in operation.parts]
    answer = clients.of(operation).complete_multipart_upload(
        Bucket=operation.bucket, Key=operation.key, UploadId=operation.upload_id, MultipartUpload={"Part": parts}
    )
    return Got(method="complete_multipart_upload", etag=answer["ETag"])


def _abort_multipart(clients: Clients, operation: Operation) -> Got:
    client = clients.of(operation)
    client.abort_multipart_upload(Bucket=operation.bucket, Key=operation.key, UploadId=operation.upload_id)
    return Got(method="abort_multipart_upload")


def _list_parts(clients: Clients, operation: Operation) -> Got:
    client = clients.of(operation)
    client.list_parts(Bucket=operation.bucket, Key=operation.key, UploadId=operation.upload_id)
    return Got(method="list_parts")


_CALLS: Mapping[str, Call] = {
    "put-object": _put_object,
    "get-object": _get_object,
    "head-object": _head_object,
    "initiate-multipart": _initiate_multipart,
    "upload-part": _upload_part,
    "complete-multipart": _complete_multipart,
    "abort-multipart": _abort_multipart,
    "list-parts": _list_parts,
}

"""cos-python-sdk-v5: its CosEncryptionClient, with AESProvider and with RSAProvider whose keys are given by value."""

import base64
import tempfile
from collections.abc import Mapping
from pathlib import Path

from qcloud_cos.cos_encryption_client import CosEncryptionClient
from qcloud_cos.crypto import AESProvider, RSAProvider

from conformance.drivers.sdk.cos_config import RETRIES, config, refusal
from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import Call, Got, Linker, Refused, Untyped, Way
from conformance.model.operation import Master, Operation
from conformance.model.words import Mode
from conformance.wire.errors import NotExpressibleError

_META = "x-cos-meta-"


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
        encryption = operation.encryption
        if encryption is None or encryption.mode is not Mode.CLIENT or encryption.master is None:
            raise NotExpressibleError("cos-cse: the encrypting client does nothing without a master key")
        master = encryption.master
        if id(master) not in self._open:
            self._open[id(master)] = master, CosEncryptionClient(self._config, _provider(master), retry=RETRIES)
        return self._open[id(master)][1]


def _provider(master: Master) -> Untyped:
    if master.kind == "aes":
        return AESProvider(aes_key=base64.b64encode(master.secret).decode())
    if master.kind == "rsa":
        return RSAProvider(RSAProvider.get_rsa_key_pair(master.private_key, master.private_key))
    raise NotExpressibleError("cos-cse: the SDK offers AES and RSA master keys")


def _metadata(operation: Operation) -> dict[str, Untyped]:
    metadata = {f"{_META}{name}": value for name, value in operation.metadata.items()}
    return {"Metadata": metadata} if metadata else {}


def _put_object(clients: Clients, operation: Operation) -> Got:
    client = clients.of(operation)
    if operation.given == "path":
        return _upload_file(client, operation)
    with tempfile.TemporaryFile() as file:
        body = handed_over(operation, file)
        answer = client.put_object(Bucket=operation.bucket, Key=operation.key, Body=body, **_metadata(operation))
    return Got(method="put_object", etag=answer["ETag"], version_id=answer.get("x-cos-version-id"))


def _upload_file(client: CosEncryptionClient, operation: Operation) -> Got:
    """The helper with the smallest parts that it takes, and as many threads as it chooses."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        path.write_bytes(operation.body or b"")
        answer = client.upload_file(Bucket=operation.bucket, Key=operation.key, LocalFilePath=str(path), PartSize=1)
    return Got(method="upload_file", etag=answer["ETag"])


def _get_object(clients: Clients, operation: Operation) -> Got:
    more = {} if operation.range is None else {"Range": f"bytes={operation.range}"}
    answer = clients.of(operation).get_object(Bucket=operation.bucket, Key=operation.key, **more)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "content"
        answer["Body"].get_stream_to_file(str(path))
        return Got(method="get_object", body=path.read_bytes(), etag=answer["ETag"])


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

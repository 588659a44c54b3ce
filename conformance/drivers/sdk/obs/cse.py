"""esdk-obs-python: its CryptoObsClient, with CTRCipherGenerator and with CtrRSACipherGenerator."""

import io
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import obs
from obs import CryptoObsClient
from obs.obs_cipher_suite import CTRCipherGenerator, CtrRSACipherGenerator

from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import Call, Got, Linker, Refused, Untyped, Way, kept, sealing
from conformance.model.operation import Master, Operation
from conformance.wire.errors import NotExpressibleError

_ERRORS = 300
_PIECE = 7
"""Bytes read at a time from a stream: no multiple of a cipher's block."""


class _RefusedError(Exception):
    """This SDK returns refusals instead of raising them."""

    def __init__(self, result: Untyped) -> None:
        super().__init__(f"{result.status} {result.errorCode}")
        self.result = result


class ObsCse:
    """The encrypting client of the SDK for Python."""

    name = "obs-cse"
    distribution = "esdk-obs-python"
    links: Mapping[str, Linker] = {}
    not_offered: Mapping[str, str] = dict.fromkeys(
        ("copy-object", "copy-part", "delete-object", "post-object", "raw", "get-object-meta"),
        "the encrypting client refuses it or hands it on unchanged (OBS N134)",
    )

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = _CALLS

    def client(self, way: Way) -> "Clients":
        """Clients are made one by one, each with its cipher generator."""
        return Clients(way)

    def refusal(self, error: Exception) -> Refused | None:
        """What the result of the call says."""
        if not isinstance(error, _RefusedError):
            return None
        result = error.result
        return Refused(status=result.status, code=result.errorCode, request_id=result.requestId)


class Clients:
    """Encrypting clients, and the ciphers of uploads that have begun."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._open: dict[int, tuple[Master, CryptoObsClient]] = {}
        self.ciphers: dict[str, Untyped] = {}

    def of(self, operation: Operation) -> CryptoObsClient:
        """The client with the call's master key."""
        _, master = sealing("obs-cse", operation.encryption)
        if id(master) not in self._open:
            self._open[id(master)] = master, self._client(master)
        return self._open[id(master)][1]

    def _client(self, master: Master) -> CryptoObsClient:
        way, proxy = self._way, urlsplit(self._way.proxy)
        return CryptoObsClient(
            _generator(master),
            access_key_id=way.credentials.access_key,
            secret_access_key=way.credentials.secret_key,
            security_token=way.credentials.token,
            server=way.url,
            proxy_host=proxy.hostname,
            proxy_port=proxy.port,
            max_retry_count=0,
        )


def _generator(master: Master) -> Untyped:
    if master.kind == "aes":
        return CTRCipherGenerator(master.secret, crypto_iv=master.start or None)
    if master.kind != "rsa":
        raise NotExpressibleError("obs-cse: the SDK offers the caller's own key and RSA")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "master.pem"
        path.write_text(master.private_key)
        return CtrRSACipherGenerator(str(path))


def _checked(result: Untyped) -> Untyped:
    if result.status >= _ERRORS:
        raise _RefusedError(result)
    return result


def _put_object(clients: Clients, operation: Operation) -> Got:
    client, metadata = clients.of(operation), dict(operation.metadata)
    if operation.given == "path":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "content"
            path.write_bytes(operation.body or b"")
            if operation.helper is not None:
                return _upload_file(client, operation, path)
            result = _checked(client.putFile(operation.bucket, operation.key, str(path), metadata=metadata))
        return Got(method="putFile", etag=result.body.etag)
    with tempfile.TemporaryFile() as file:
        content = handed_over(operation, file)
        result = _checked(client.putContent(operation.bucket, operation.key, content, metadata=metadata))
    told = kept("metadata", before=dict(operation.metadata), after=metadata)
    return Got(method="putContent", etag=result.body.etag, version_id=result.body.versionId, told=(told,))


def _upload_file(client: CryptoObsClient, operation: Operation, path: Path) -> Got:
    result = _checked(
        client.uploadFile(
            operation.bucket, operation.key, str(path), **_sizes(operation), metadata=dict(operation.metadata)
        )
    )
    return Got(method="uploadFile", etag=result.body.etag)


def _sizes(operation: Operation) -> dict[str, int]:
    helper = operation.helper
    return {} if helper is None else {"partSize": helper.part_size, "taskNum": helper.threads}


def _append_object(clients: Clients, operation: Operation) -> Got:
    content = obs.AppendObjectContent(content=(operation.body or b"").hex(), position=operation.position or 0)
    result = _checked(clients.of(operation).appendObject(operation.bucket, operation.key, content))
    return Got(method="appendObject", etag=result.body.etag)


def _get_object(clients: Clients, operation: Operation) -> Got:
    headers = obs.GetObjectHeader(range=operation.range) if operation.range is not None else None
    read = partial(clients.of(operation).getObject, operation.bucket, operation.key, headers=headers)
    match operation.taken:
        case "path":
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "content"
                if operation.helper is not None:
                    client, place = clients.of(operation), (operation.bucket, operation.key)
                    _checked(client.downloadFile(*place, str(path), **_sizes(operation)))
                    return Got(method="downloadFile", body=path.read_bytes())
                _checked(read(downloadPath=str(path)))
                return Got(method="getObject", body=path.read_bytes())
        case "stream":
            stream = _checked(read(loadStreamInMemory=False)).body.response
            return Got(method="getObject", body=b"".join(iter(partial(stream.read, _PIECE), b"")))
        case "memory":
            return Got(method="getObject", body=_checked(read(loadStreamInMemory=True)).body.buffer)
        case other:
            raise NotExpressibleError(f"obs-cse: no page shows how content is taken as {other!r}")


def _head_object(clients: Clients, operation: Operation) -> Got:
    result = _checked(clients.of(operation).getObjectMetadata(operation.bucket, operation.key))
    return Got(method="getObjectMetadata", etag=result.body.etag)


def _initiate_multipart(clients: Clients, operation: Operation) -> Got:
    client = clients.of(operation)
    cipher = client.cipher_generator.new(io.BytesIO(b""))
    result = _checked(
        client.initiateEncryptedMultipartUpload(
            operation.bucket, operation.key, cipher, metadata=dict(operation.metadata)
        )
    )
    clients.ciphers[result.body.uploadId] = cipher
    return Got(method="initiateEncryptedMultipartUpload", upload_id=result.body.uploadId)


def _upload_part(clients: Clients, operation: Operation) -> Got:
    upload, body = operation.upload_id or "", operation.body or b""
    result = _checked(
        clients.of(operation).uploadEncryptedPart(
            operation.bucket,
            operation.key,
            operation.part_number,
            upload,
            clients.ciphers.get(upload),
            content=io.BytesIO(body),
            partSize=len(body),
        )
    )
    return Got(method="uploadEncryptedPart", etag=result.body.etag)


def _complete_multipart(clients: Clients, operation: Operation) -> Got:
    parts = [obs.CompletePart(partNum=number, etag=etag) for number, etag in operation.parts]
    request = obs.CompleteMultipartUploadRequest(parts=parts)
    client = clients.of(operation)
    result = _checked(client.completeMultipartUpload(operation.bucket, operation.key, operation.upload_id, request))
    return Got(method="completeMultipartUpload", etag=result.body.etag)


def _abort_multipart(clients: Clients, operation: Operation) -> Got:
    _checked(clients.of(operation).abortMultipartUpload(operation.bucket, operation.key, operation.upload_id))
    return Got(method="abortMultipartUpload")


def _list_parts(clients: Clients, operation: Operation) -> Got:
    _checked(clients.of(operation).listParts(operation.bucket, operation.key, operation.upload_id))
    return Got(method="listParts")


_CALLS: Mapping[str, Call] = {
    "put-object": _put_object,
    "append-object": _append_object,
    "get-object": _get_object,
    "head-object": _head_object,
    "initiate-multipart": _initiate_multipart,
    "upload-part": _upload_part,
    "complete-multipart": _complete_multipart,
    "abort-multipart": _abort_multipart,
    "list-parts": _list_parts,
}

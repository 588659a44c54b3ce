"""alibabacloud-oss-v2: its EncryptionClient, as the page on client-side encryption documents it."""

import json
import tempfile
from collections.abc import Mapping

import alibabacloud_oss_v2 as oss
from alibabacloud_oss_v2.crypto import MasterCipher, MasterRsaCipher

from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import Call, Got, Linker, Refused, Untyped, Way, kept, sealing
from conformance.model.operation import Encryption, Master, Operation
from conformance.wire.errors import NotExpressibleError


class OssV2Cse:
    """The encrypting client of the second generation."""

    name = "oss-v2-cse"
    distribution = "alibabacloud-oss-v2"
    links: Mapping[str, Linker] = {}
    not_offered: Mapping[str, str] = dict.fromkeys(
        ("append-object", "copy-object", "copy-part", "delete-object", "post-object", "raw"),
        "the encrypting client has no such call, and its page names none",
    )

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = _CALLS

    def client(self, way: Way) -> "Clients":
        """The plain client that the encrypting ones are put around."""
        config = oss.config.load_default()
        config.credentials_provider = oss.credentials.StaticCredentialsProvider(
            way.credentials.access_key, way.credentials.secret_key, way.credentials.token
        )
        config.region = way.endpoint.region
        config.endpoint = way.url
        config.proxy_host = {"http": way.proxy, "https": way.proxy}
        config.insecure_skip_verify = True  # as far as the hop on loopback, which verifies the store
        config.retry_max_attempts = 1
        return Clients(oss.Client(config))

    def refusal(self, error: Exception) -> Refused | None:
        """`OperationError` holds the answer of the store, where there was one."""
        inner = error.unwrap() if isinstance(error, oss.exceptions.OperationError) else error
        if not isinstance(inner, oss.exceptions.ServiceError):
            return None
        return Refused(status=inner.status_code, code=inner.code, request_id=inner.request_id)


class Clients:
    """One encrypting client for each set of master keys, and what initiations gave for their parts."""

    def __init__(self, plain: oss.Client) -> None:
        self._plain = plain
        self._open: dict[tuple[int, ...], tuple[tuple[Master, ...], oss.EncryptionClient]] = {}
        self.contexts: dict[str, Untyped] = {}

    def of(self, encryption: Encryption | None) -> oss.EncryptionClient:
        """The client with these master keys; the first encrypts, all open."""
        encryption, master = sealing("oss-v2-cse", encryption)
        masters = (master, *encryption.also)
        names = tuple(map(id, masters))
        if names not in self._open:
            also = [_cipher(master) for master in encryption.also]
            self._open[names] = masters, oss.EncryptionClient(self._plain, _cipher(master), also)
        return self._open[names][1]


_KMS = "KMS/ALICLOUD"


class _Custom(MasterCipher):  # type: ignore[misc] # the SDK has no types
    """A master key of the user's own, or one of the key service as the SDK's sample has it: its ciphertext as bytes."""

    def __init__(self, master: Master) -> None:
        self._master = master

    def encrypt(self, data: bytes) -> bytes:
        return self._master.wrap(data)

    def decrypt(self, data: bytes) -> bytes:
        return self._master.unwrap(data)

    def get_wrap_algorithm(self) -> str:
        return _KMS if self._master.kind == "kms" else self._master.algorithm

    def get_mat_desc(self) -> str:
        return json.dumps(dict(self._master.description)) if self._master.description else ""


def _cipher(master: Master) -> MasterCipher:
    if master.kind in {"custom", "kms"}:
        return _Custom(master)
    if master.kind != "rsa":
        raise NotExpressibleError("oss-v2-cse: the SDK takes RSA keys as text, and ciphers of the caller's own")
    return MasterRsaCipher(dict(master.description), master.public_key, master.private_key or None)


def _put_object(clients: Clients, operation: Operation) -> Got:
    headers: dict[str, str] = {}
    with tempfile.TemporaryFile() as file:
        request = oss.PutObjectRequest(
            headers=headers,
            bucket=operation.bucket,
            key=operation.key,
            body=handed_over(operation, file),
            metadata=dict(operation.metadata) or None,
            content_md5=operation.content_md5,
            content_length=None if operation.content_md5 is None else len(operation.body or b""),
        )
        result = clients.of(operation.encryption).put_object(request)
    told = kept("headers", before={}, after=headers)
    return Got(method="put_object", etag=result.etag, version_id=result.version_id, told=(told,))


def _get_object(clients: Clients, operation: Operation) -> Got:
    span = None if operation.range is None else f"bytes={operation.range}"
    request = oss.GetObjectRequest(bucket=operation.bucket, key=operation.key, range_header=span)
    result = clients.of(operation.encryption).get_object(request)
    with result.body as stream:
        return Got(method="get_object", body=stream.read(), etag=result.etag, version_id=result.version_id)


def _head_object(clients: Clients, operation: Operation) -> Got:
    request = oss.HeadObjectRequest(bucket=operation.bucket, key=operation.key)
    return Got(method="head_object", etag=clients.of(operation.encryption).head_object(request).etag)


def _get_object_meta(clients: Clients, operation: Operation) -> Got:
    client: Untyped = clients.of(operation.encryption)
    request = oss.GetObjectMetaRequest(bucket=operation.bucket, key=operation.key)
    return Got(method="get_object_meta", etag=client.get_object_meta(request).etag)


def _initiate_multipart(clients: Clients, operation: Operation) -> Got:
    request = oss.InitiateMultipartUploadRequest(
        bucket=operation.bucket,
        key=operation.key,
        metadata=dict(operation.metadata) or None,
        cse_part_size=operation.part_size,
        cse_data_size=operation.data_size,
    )
    result = clients.of(operation.encryption).initiate_multipart_upload(request)
    clients.contexts[result.upload_id] = result.cse_multipart_context
    return Got(method="initiate_multipart_upload", upload_id=result.upload_id)


def _upload_part(clients: Clients, operation: Operation) -> Got:
    context = None if operation.forget_context else clients.contexts.get(operation.upload_id or "")
    request = oss.UploadPartRequest(
        bucket=operation.bucket,
        key=operation.key,
        upload_id=operation.upload_id,
        part_number=operation.part_number,
        cse_multipart_context=context,
        body=operation.body or b"",
    )
    return Got(method="upload_part", etag=clients.of(operation.encryption).upload_part(request).etag)


def _complete_multipart(clients: Clients, operation: Operation) -> Got:
    parts = [oss.UploadPart(part_number=number, etag=etag) for number, etag in operation.parts]
    request = oss.CompleteMultipartUploadRequest(
        bucket=operation.bucket,
        key=operation.key,
        upload_id=operation.upload_id,
        complete_multipart_upload=oss.CompleteMultipartUpload(parts=parts),
    )
    result = clients.of(operation.encryption).complete_multipart_upload(request)
    return Got(method="complete_multipart_upload", etag=result.etag, version_id=result.version_id)


def _abort_multipart(clients: Clients, operation: Operation) -> Got:
    request = oss.AbortMultipartUploadRequest(bucket=operation.bucket, key=operation.key, upload_id=operation.upload_id)
    clients.of(operation.encryption).abort_multipart_upload(request)
    return Got(method="abort_multipart_upload")


def _list_parts(clients: Clients, operation: Operation) -> Got:
    request = oss.ListPartsRequest(bucket=operation.bucket, key=operation.key, upload_id=operation.upload_id)
    clients.of(operation.encryption).list_parts(request)
    return Got(method="list_parts")


_CALLS: Mapping[str, Call] = {
    "put-object": _put_object,
    "get-object": _get_object,
    "head-object": _head_object,
    "get-object-meta": _get_object_meta,
    "initiate-multipart": _initiate_multipart,
    "upload-part": _upload_part,
    "complete-multipart": _complete_multipart,
    "abort-multipart": _abort_multipart,
    "list-parts": _list_parts,
}

"""oss2: its CryptoBucket, with RsaProvider and, for a custom master key, a provider of the user's own."""

import copy
import tempfile
from collections.abc import Mapping
from pathlib import Path

import oss2
from oss2 import models
from oss2.crypto import BaseCryptoProvider, EncryptionMaterials, LocalRsaProvider, RsaProvider

from conformance.drivers.sdk.handing import handed_over
from conformance.drivers.sdk.kit import Call, Got, Linker, Refused, Untyped, Way, kept, sealing
from conformance.drivers.sdk.oss2.key_service import in_service
from conformance.model.operation import Encryption, Master, Operation
from conformance.wire.errors import NotExpressibleError

_META = "x-oss-meta-"


class Oss2Cse:
    """The encrypting bucket of the first generation."""

    name = "oss2-cse"
    distribution = "oss2"
    links: Mapping[str, Linker] = {}
    not_offered: Mapping[str, str] = dict.fromkeys(
        ("append-object", "copy-object", "copy-part", "delete-object", "post-object", "raw"),
        "the encrypting bucket refuses it or hands it on unchanged",
    )

    def __init__(self) -> None:
        self.calls: Mapping[str, Call] = _CALLS

    def client(self, way: Way) -> "Buckets":
        """Buckets are opened one by one, each with its master keys."""
        return Buckets(way)

    def refusal(self, error: Exception) -> Refused | None:
        """`ServerError` holds the answer of the store."""
        if not isinstance(error, oss2.exceptions.ServerError):
            return None
        return Refused(status=error.status, code=error.code or None, request_id=error.request_id)


class Buckets:
    """Encrypting buckets, and what initiations gave for their parts."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._session = oss2.Session()
        self._session.session.verify = str(way.ca_file)
        self._session.session.trust_env = False  # whatever this machine says of proxies and authorities
        self.contexts: dict[str, Untyped] = {}

    def of(self, operation: Operation) -> Untyped:
        """The bucket of a call with its master keys."""
        encryption, _ = sealing("oss2-cse", operation.encryption)
        way = self._way
        keys = (way.credentials.access_key, way.credentials.secret_key)
        token = way.credentials.token
        auth = oss2.StsAuth(*keys, token, auth_version="v4") if token else oss2.AuthV4(*keys)
        return oss2.CryptoBucket(
            auth,
            way.url,
            operation.bucket,
            _provider(encryption),
            session=self._session,
            proxies={"http": way.proxy, "https": way.proxy},
            region=way.endpoint.region,
        )


class _Custom(BaseCryptoProvider):  # type: ignore[misc] # the SDK has no types
    """A master key of the user's own, as the SDK's documentation lets one write it."""

    def __init__(self, master: Master) -> None:
        super().__init__(cipher=oss2.utils.AESCTRCipher(), mat_desc=dict(master.description) or None)
        self.wrap_alg = master.algorithm
        self._master = master
        self._others: dict[str, Master] = {}

    def also(self, master: Master) -> None:
        """A further master key that opens; materials carry its name only."""
        self._others[str(master.description)] = master
        self.add_encryption_materials(EncryptionMaterials(dict(master.description)))

    def get_key(self) -> bytes:
        key: bytes = self.cipher.get_key()
        return key

    def decrypt_encrypted_key(self, encrypted_key: bytes) -> bytes:
        return self._master.unwrap(encrypted_key)

    def decrypt_encrypted_iv(self, encrypted_iv: bytes) -> bytes:
        return self._master.unwrap(encrypted_iv)

    def reset_encryption_materials(self, encryption_materials: EncryptionMaterials) -> "_Custom":
        return _Custom(self._others[str(encryption_materials.desc)])

    def create_content_material(self) -> Untyped:
        key, start = self.get_key(), self.get_iv()
        cipher = copy.copy(self.cipher)
        cipher.initialize(key, start)
        wrapped = self._master.wrap(key), self._master.wrap(start)
        return models.ContentCryptoMaterial(cipher, self.wrap_alg, *wrapped, self.mat_desc)


def _provider(encryption: Encryption) -> Untyped:
    master = encryption.master
    if master is None:
        raise NotExpressibleError("oss2-cse: no master key")
    if master.kind == "custom":
        custom = _Custom(master)
        for other in encryption.also:
            custom.also(other)
        return custom
    if master.vault is not None:
        return in_service(master, encryption.also)
    if master.kind == "rsa-files":
        return _from_files(master)
    provider = RsaProvider(_pair(master), mat_desc=dict(master.description) or None)
    for other in encryption.also:
        provider.add_encryption_materials(EncryptionMaterials(dict(other.description), key_pair=_pair(other)))
    return provider


def _from_files(master: Master) -> Untyped:
    """The provider that reads its key pair from a folder."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix, text in (
            (LocalRsaProvider.DEFAULT_PUB_KEY_SUFFIX, master.public_key),
            (LocalRsaProvider.DEFAULT_PRIV_KEY_SUFFIX, master.private_key),
        ):
            (Path(folder) / f"mine{suffix}").write_text(text)
        return LocalRsaProvider(folder, "mine")


def _pair(master: Master) -> dict[str, str]:
    return {"public_key": master.public_key} | ({"private_key": master.private_key} if master.private_key else {})


def _headers(operation: Operation) -> dict[str, str]:
    headers = {f"{_META}{name}": value for name, value in operation.metadata.items()}
    if operation.content_md5 is not None:
        headers |= {"Content-MD5": operation.content_md5, "Content-Length": str(len(operation.body or b""))}
    return headers


def _put_object(buckets: Buckets, operation: Operation) -> Got:
    with tempfile.TemporaryFile() as file:
        body, headers = handed_over(operation, file), _headers(operation)
        result = buckets.of(operation).put_object(operation.key, body, headers=headers)
    told = kept("headers", before=_headers(operation), after=headers)
    return Got(method="put_object", etag=result.etag, version_id=result.versionid, told=(told,))


def _get_object(buckets: Buckets, operation: Operation) -> Got:
    result = buckets.of(operation).get_object(operation.key, byte_range=_range(operation.range))
    return Got(method="get_object", body=result.read(), etag=result.etag)


def _range(text: str | None) -> tuple[int | None, int | None] | None:
    if text is None:
        return None
    first, _, last = text.partition("-")
    return (int(first) if first else None, int(last) if last else None)


def _head_object(buckets: Buckets, operation: Operation) -> Got:
    return Got(method="head_object", etag=buckets.of(operation).head_object(operation.key).etag)


def _get_object_meta(buckets: Buckets, operation: Operation) -> Got:
    return Got(method="get_object_meta", etag=buckets.of(operation).get_object_meta(operation.key).etag)


def _initiate_multipart(buckets: Buckets, operation: Operation) -> Got:
    context = models.MultipartUploadCryptoContext(operation.data_size, operation.part_size)
    bucket = buckets.of(operation)
    result = bucket.init_multipart_upload(operation.key, headers=_headers(operation), upload_context=context)
    buckets.contexts[result.upload_id] = context
    return Got(method="init_multipart_upload", upload_id=result.upload_id)


def _upload_part(buckets: Buckets, operation: Operation) -> Got:
    upload = operation.upload_id or ""
    context = None if operation.forget_context else buckets.contexts.get(upload)
    bucket = buckets.of(operation)
    body = operation.body or b""
    result = bucket.upload_part(operation.key, upload, operation.part_number, body, upload_context=context)
    return Got(method="upload_part", etag=f'"{result.etag}"')


def _complete_multipart(buckets: Buckets, operation: Operation) -> Got:
    parts = [models.PartInfo(number, etag.strip('"')) for number, etag in operation.parts]
    result = buckets.of(operation).complete_multipart_upload(operation.key, operation.upload_id, parts)
    return Got(method="complete_multipart_upload", etag=result.etag, version_id=result.versionid)


def _abort_multipart(buckets: Buckets, operation: Operation) -> Got:
    buckets.of(operation).abort_multipart_upload(operation.key, operation.upload_id)
    return Got(method="abort_multipart_upload")


def _list_parts(buckets: Buckets, operation: Operation) -> Got:
    buckets.of(operation).list_parts(operation.key, operation.upload_id)
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

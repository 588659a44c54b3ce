"""The arguments of oss2's methods. Encryption is asked for by headers, in the SDK's names, as its examples do."""

from oss2 import (
    BUCKET_STORAGE_CLASS_ARCHIVE,
    SERVER_SIDE_ENCRYPTION_AES256,
    SERVER_SIDE_ENCRYPTION_KMS,
    SERVER_SIDE_ENCRYPTION_SM4,
    headers,
)

from conformance.drivers.sdk.kit import Untyped
from conformance.model.operation import CopySource, Encryption, Operation
from conformance.model.words import Mode
from conformance.wire.dialects.contexts import as_json
from conformance.wire.dialects.oss import dialect
from conformance.wire.errors import NotExpressibleError

Arguments = dict[str, Untyped]
_CONTEXT = "x-oss-server-side-encryption-context"
"""The one encryption header that the SDK has no name for."""


def algorithm(mode: Mode, cipher: str | None) -> tuple[str, str | None]:
    """The SDK's word for a method, and the cipher that is then still to be named; raise `NotExpressibleError`."""
    match mode:
        case Mode.KMS:
            return SERVER_SIDE_ENCRYPTION_KMS, cipher
        case Mode.MANAGED if cipher == SERVER_SIDE_ENCRYPTION_SM4:
            return SERVER_SIDE_ENCRYPTION_SM4, None
        case Mode.MANAGED:
            return SERVER_SIDE_ENCRYPTION_AES256, cipher
        case _:
            raise NotExpressibleError(f"oss2: no document of the store offers the method {mode}")


def method(encryption: Encryption | None) -> dict[str, str]:
    """The headers that ask for a method."""
    if encryption is None or encryption.mode is Mode.NONE:
        return {}
    value, cipher = algorithm(encryption.mode, encryption.data_algorithm)
    asked = {
        headers.OSS_SERVER_SIDE_ENCRYPTION: value,
        headers.OSS_SERVER_SIDE_DATA_ENCRYPTION: cipher,
        headers.OSS_SERVER_SIDE_ENCRYPTION_KEY_ID: encryption.kms_key_id,
        _CONTEXT: None if encryption.context is None else as_json(encryption.context),
    }
    return {name: given for name, given in asked.items() if given is not None}


def putting(operation: Operation) -> dict[str, str]:
    """The headers of a call that writes."""
    more = {
        "Content-MD5": operation.content_md5,
        headers.OSS_OBJECT_ACL: operation.acl,
        "x-oss-storage-class": None if operation.storage is None else BUCKET_STORAGE_CLASS_ARCHIVE,
    }
    given = {name: value for name, value in more.items() if value is not None}
    return method(operation.encryption) | _metadata(operation) | given


def _metadata(operation: Operation) -> dict[str, str]:
    spelling = dialect("").spelling
    envelope = {
        spelling.envelope[name]: value or spelling.envelope_words[name] for name, value in operation.envelope.items()
    }
    pairs = {**operation.metadata, **envelope}
    return {f"{headers.OSS_USER_METADATA_PREFIX}{name}": value for name, value in pairs.items()}


def version(version_id: str | None) -> dict[str, str] | None:
    """The parameter that names a version."""
    return None if version_id is None else {"versionId": version_id}


def span(text: str | None) -> tuple[int | None, int | None] | None:
    """A range as the SDK takes it: first and last byte."""
    if text is None:
        return None
    first, _, last = text.partition("-")
    return (int(first) if first else None, int(last) if last else None)


def looking(operation: Operation) -> Arguments:
    """What a read names but its range; raise `NotExpressibleError`."""
    if operation.part_number is not None:
        raise NotExpressibleError("oss2: no page reads a single part of an object")
    if operation.encryption is not None and operation.encryption.mode is Mode.CUSTOMER:
        raise NotExpressibleError("oss2: no document of the store offers the method customer")
    conditions = {"If-Match": operation.if_match, "If-None-Match": operation.if_none_match}
    given = {name: value for name, value in conditions.items() if value is not None}
    return {"headers": given, "params": version(operation.version_id)}


def reading(operation: Operation) -> Arguments:
    """What a read names."""
    return {**looking(operation), "byte_range": span(operation.range)}


def source_of(operation: Operation) -> CopySource:
    """Where a copy reads; raise `NotExpressibleError` where a key must open it."""
    source = operation.source
    if source is None:
        raise NotExpressibleError("oss2: a copy needs a source")
    if source.encryption is not None and source.encryption.mode is Mode.CUSTOMER:
        raise NotExpressibleError("oss2: no document of the store offers the method customer")
    return source

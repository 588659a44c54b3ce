"""The arguments of oss2's methods. Encryption is asked for by headers, in the SDK's names, as its examples do."""

from oss2 import BUCKET_STORAGE_CLASS_ARCHIVE, headers

from conformance.drivers.sdk.kit import Untyped
from conformance.drivers.sdk.oss_common import CONTEXT, algorithm, departed, left_out, metadata, no_customer_key
from conformance.model.operation import CopySource, Encryption, Operation
from conformance.model.words import Mode
from conformance.wire.dialects.contexts import as_json
from conformance.wire.errors import NotExpressibleError

Arguments = dict[str, Untyped]


def method(encryption: Encryption | None) -> dict[str, str]:
    """The headers that ask for a method; where the SDK's helper is to ask, it writes those of method and key."""
    if encryption is None or encryption.mode is Mode.NONE:
        return {}
    value, cipher = algorithm(encryption.mode, encryption.data_algorithm)
    given = headers.RequestHeader()
    if encryption.asked_by == "argument":
        given.set_server_side_encryption(value, encryption.kms_key_id)
    else:
        given[headers.OSS_SERVER_SIDE_ENCRYPTION] = value
        given[headers.OSS_SERVER_SIDE_ENCRYPTION_KEY_ID] = encryption.kms_key_id
    asked = {
        **given,
        headers.OSS_SERVER_SIDE_DATA_ENCRYPTION: cipher,
        CONTEXT: None if encryption.context is None else as_json(encryption.context),
    }
    return {name: text for name, text in asked.items() if text is not None}


def putting(operation: Operation) -> dict[str, str]:
    """The headers of a call that writes."""
    more = {
        "Content-MD5": operation.content_md5,
        headers.OSS_OBJECT_ACL: operation.acl,
        "x-oss-storage-class": None if operation.storage is None else BUCKET_STORAGE_CLASS_ARCHIVE,
    }
    given = {name: value for name, value in more.items() if value is not None}
    meta = {f"{headers.OSS_USER_METADATA_PREFIX}{name}": value for name, value in metadata(operation).items()}
    return changed(operation, method(operation.encryption) | meta | given)


def changed(operation: Operation, given: dict[str, str]) -> dict[str, str]:
    """The headers of a call as a case wants them: with other values, or without some."""
    kept = {name: value for name, value in given.items() if name not in left_out(operation)}
    return kept | departed(operation)


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
    conditions = {"If-Match": operation.if_match, "If-None-Match": operation.if_none_match}
    given = {name: value for name, value in conditions.items() if value is not None}
    return {"headers": changed(operation, given), "params": version(operation.version_id)}


def reading(operation: Operation) -> Arguments:
    """What a read names."""
    return {**looking(operation), "byte_range": span(operation.range)}


def source_of(operation: Operation) -> CopySource:
    """Where a copy reads; raise `NotExpressibleError` where a key must open it."""
    source = operation.source
    if source is None:
        raise NotExpressibleError("oss2: a copy needs a source")
    no_customer_key(source.encryption)
    return source

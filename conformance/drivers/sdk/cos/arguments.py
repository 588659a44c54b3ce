"""The arguments of cos-python-sdk-v5's methods, as Tencent's page on object encryption names them (436/46482)."""

import base64
from collections.abc import Mapping

from qcloud_cos.cos_comm import get_md5

from conformance.drivers.sdk.kit import Untyped
from conformance.model.operation import CopySource, Encryption, Operation
from conformance.model.words import Mode, Role
from conformance.wire.dialects.contexts import as_base64
from conformance.wire.errors import NotExpressibleError

Arguments = dict[str, Untyped]
META = "x-cos-meta-"
_ALGORITHM = "AES256"
_KMS = "cos/kms"

_OF_ROLES = {
    Role.SSE: "ServerSideEncryption",
    Role.KMS_KEY_ID: "SSEKMSKeyId",
    Role.CONTEXT: "SSEKMSContext",
    Role.CUSTOMER_ALGORITHM: "SSECustomerAlgorithm",
    Role.CUSTOMER_KEY: "SSECustomerKey",
    Role.CUSTOMER_KEY_MD5: "SSECustomerKeyMD5",
    Role.SOURCE_CUSTOMER_ALGORITHM: "CopySourceSSECustomerAlgorithm",
    Role.SOURCE_CUSTOMER_KEY: "CopySourceSSECustomerKey",
    Role.SOURCE_CUSTOMER_KEY_MD5: "CopySourceSSECustomerKeyMD5",
    Role.CONTENT_MD5: "ContentMD5",
}
"""The arguments that stand for one header each."""


def given(**values: Untyped) -> Arguments:
    """What is given; None is left out, as a user would."""
    return {name: value for name, value in values.items() if value is not None}


def place(operation: Operation, **more: Untyped) -> Arguments:
    """Bucket, key and whatever else is given."""
    return given(Bucket=operation.bucket, Key=operation.key, **more)


def writing(encryption: Encryption | None) -> Arguments:
    """The method that an upload or the destination of a copy asks for."""
    match encryption:
        case None | Encryption(mode=Mode.NONE):
            return {}
        case Encryption(mode=Mode.CUSTOMER):
            return key(encryption)
        case Encryption(mode=Mode.KMS):
            context = None if encryption.context is None else as_base64(encryption.context)
            return given(ServerSideEncryption=_KMS, SSEKMSKeyId=encryption.kms_key_id, SSEKMSContext=context)
        case _:
            return {"ServerSideEncryption": encryption.data_algorithm or _ALGORITHM}


def key(encryption: Encryption | None, prefix: str = "") -> Arguments:
    """The three arguments of a customer's key, made as the page makes them."""
    if encryption is None or encryption.mode is not Mode.CUSTOMER or encryption.customer_key is None:
        return {}
    return {
        f"{prefix}SSECustomerAlgorithm": _ALGORITHM,
        f"{prefix}SSECustomerKey": base64.standard_b64encode(encryption.customer_key).decode(),
        f"{prefix}SSECustomerKeyMD5": get_md5(encryption.customer_key),
    }


def metadata(operation: Operation) -> Arguments:
    """User metadata, under the names of its headers."""
    return (
        {"Metadata": {f"{META}{name}": value for name, value in operation.metadata.items()}}
        if operation.metadata
        else {}
    )


def tweaked(operation: Operation, arguments: Arguments) -> Arguments:
    """The arguments of a user who leaves some out or gives others; raise `NotExpressibleError` where none says that."""
    changed = {_named(role): value for role, value in operation.tweaks.override.items()}
    left_out = {_named(role) for role in operation.tweaks.drop}
    return {name: value for name, value in (arguments | changed).items() if name not in left_out}


def _named(role: Role) -> str:
    if role not in _OF_ROLES:
        raise NotExpressibleError(f"cos-sdk: no argument stands for {role}")
    return _OF_ROLES[role]


def putting(operation: Operation) -> Arguments:
    """What an upload names beside bucket, key and content."""
    more = given(
        ACL=operation.acl,
        ContentMD5=operation.content_md5,
        StorageClass=None if operation.storage is None else "ARCHIVE",
    )
    return more | writing(operation.encryption) | metadata(operation)


def reading(operation: Operation) -> Arguments:
    """What a read names; raise `NotExpressibleError` for one part of an object."""
    if operation.part_number is not None:
        raise NotExpressibleError("cos-sdk: no argument of a read names a part")
    return place(
        operation,
        Range=None if operation.range is None else f"bytes={operation.range}",
        VersionId=operation.version_id,
        IfMatch=operation.if_match,
        IfNoneMatch=operation.if_none_match,
        **key(operation.encryption),
    )


def source_of(copied: CopySource | None, where: Mapping[str, str]) -> Arguments:
    """Where a copy reads, and the key that opens it; `where` names the region, as on the page."""
    if copied is None:
        return {}
    source = given(Bucket=copied.bucket, Key=copied.key, VersionId=copied.version_id, **where)
    return {"CopySource": source, **key(copied.encryption, "CopySource")}

"""The arguments of boto3's methods, as its reference names them."""

from conformance.drivers.sdk.kit import Untyped
from conformance.model.operation import CopySource, Encryption, Operation
from conformance.model.words import Mode
from conformance.wire.dialects.contexts import as_base64
from conformance.wire.errors import NotExpressibleError

Arguments = dict[str, Untyped]
METHODS = {Mode.MANAGED: "AES256", Mode.KMS: "aws:kms", Mode.DSSE: "aws:kms:dsse"}


def place(operation: Operation, **more: Untyped) -> Arguments:
    """Bucket, key and whatever else is given; None is left out, as a user would."""
    values = {"Bucket": operation.bucket, "Key": operation.key, **more}
    return {name: value for name, value in values.items() if value is not None}


def writing(encryption: Encryption | None) -> Arguments:
    """The method that an upload or the destination of a copy asks for; raise `NotExpressibleError`."""
    if encryption is None or encryption.mode is Mode.NONE:
        return {}
    if encryption.data_algorithm is not None:
        raise NotExpressibleError("boto3: no argument names a cipher")
    match encryption.mode:
        case Mode.CUSTOMER:
            return key(encryption)
        case Mode.KMS | Mode.DSSE:
            context = None if encryption.context is None else as_base64(encryption.context)
            values = {
                "ServerSideEncryption": METHODS[encryption.mode],
                "SSEKMSKeyId": encryption.kms_key_id,
                "SSEKMSEncryptionContext": context,
                "BucketKeyEnabled": encryption.bucket_key,
            }
            return {name: value for name, value in values.items() if value is not None}
        case _:
            return {"ServerSideEncryption": METHODS[Mode.MANAGED]}


def key(encryption: Encryption | None, prefix: str = "") -> Arguments:
    """The SDK encodes the key and adds its digest."""
    if encryption is None or encryption.mode is not Mode.CUSTOMER:
        return {}
    return {f"{prefix}SSECustomerAlgorithm": "AES256", f"{prefix}SSECustomerKey": encryption.customer_key}


def reading(operation: Operation) -> Arguments:
    """What a read names."""
    return place(
        operation,
        Range=None if operation.range is None else f"bytes={operation.range}",
        VersionId=operation.version_id,
        PartNumber=operation.part_number,
        IfMatch=operation.if_match,
        IfNoneMatch=operation.if_none_match,
        **key(operation.encryption),
    )


def source_of(source: CopySource | None) -> Arguments:
    """Where a copy reads, and the key that opens it."""
    if source is None:
        return {}
    place = {"Bucket": source.bucket, "Key": source.key}
    version = {} if source.version_id is None else {"VersionId": source.version_id}
    return {"CopySource": place | version, **key(source.encryption, "CopySource")}


def putting(operation: Operation, body: Untyped) -> Arguments:
    """What an upload in one request names."""
    more = writing(operation.encryption) | {"Metadata": dict(operation.metadata)}
    return place(operation, Body=body, ContentMD5=operation.content_md5) | more

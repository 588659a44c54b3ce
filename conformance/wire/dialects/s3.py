"""Amazon S3: `x-amz-*` headers, `aws:kms`, settings with Content-MD5."""

from dataclasses import replace
from functools import partial

from conformance.model.operation import CopySource, Operation
from conformance.model.words import Dialect as DialectName
from conformance.model.words import Mode, Role
from conformance.wire.dialects import buckets, common, objects, policies
from conformance.wire.dialects.base import Call, DefaultDocument, Dialect, Draft, Field, Spelling
from conformance.wire.errors import NotExpressibleError
from conformance.wire.request import encode, encode_key, parameter
from conformance.wire.xml import element, leaf

_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_SSE = "x-amz-server-side-encryption"
_SOURCE = "x-amz-copy-source-server-side-encryption"
_FIRST_REGION = "us-east-1"
_ATTRIBUTES = "ETag,ObjectSize,ObjectParts,StorageClass,Checksum"


def dialect(region: str) -> Dialect:
    """The dialect, for buckets in a region."""
    calls: dict[str, Call] = {
        **common.CALLS,
        "create-bucket": partial(_create_bucket, region),
        "put-bucket-policy": partial(policies.put_bucket_policy, policies.S3),
        "get-object-attributes": _get_object_attributes,
        "put-bucket-encryption": _put_bucket_encryption,
        "update-object-encryption": _update_object_encryption,
        "unblock-customer-keys": _unblock_customer_keys,
    }
    return Dialect(spelling=_SPELLING, calls=calls, read_default=buckets.read_rule)


def _copy_source(source: CopySource) -> str:
    version = f"?versionId={encode(source.version_id)}" if source.version_id is not None else ""
    return f"{source.bucket}/{encode_key(source.key)}{version}"


_SPELLING = Spelling(
    dialect=DialectName.S3,
    roles={
        **common.ROLES,
        Role.ACL: "x-amz-acl",
        Role.SSE: _SSE,
        Role.KMS_KEY_ID: f"{_SSE}-aws-kms-key-id",
        Role.CONTEXT: f"{_SSE}-context",
        Role.BUCKET_KEY: f"{_SSE}-bucket-key-enabled",
        Role.CUSTOMER_ALGORITHM: f"{_SSE}-customer-algorithm",
        Role.CUSTOMER_KEY: f"{_SSE}-customer-key",
        Role.CUSTOMER_KEY_MD5: f"{_SSE}-customer-key-MD5",
        Role.SOURCE_CUSTOMER_ALGORITHM: f"{_SOURCE}-customer-algorithm",
        Role.SOURCE_CUSTOMER_KEY: f"{_SOURCE}-customer-key",
        Role.SOURCE_CUSTOMER_KEY_MD5: f"{_SOURCE}-customer-key-MD5",
        Role.COPY_SOURCE: "x-amz-copy-source",
        Role.COPY_SOURCE_RANGE: "x-amz-copy-source-range",
        Role.METADATA_DIRECTIVE: "x-amz-metadata-directive",
        Role.CHECKSUM_CRC32: "x-amz-checksum-crc32",
        Role.CHECKSUM_ALGORITHM: "x-amz-checksum-algorithm",
        Role.CHECKSUM_MODE: "x-amz-checksum-mode",
        Role.STORAGE_CLASS: "x-amz-storage-class",
        Role.VERSION_ID: "x-amz-version-id",
        Role.REQUEST_ID: "x-amz-request-id",
    },
    sse={Mode.KMS: "aws:kms", Mode.DSSE: "aws:kms:dsse", Mode.MANAGED: "AES256"},
    bucket_sse={Mode.KMS: "aws:kms", Mode.DSSE: "aws:kms:dsse", Mode.MANAGED: "AES256"},
    metadata_prefix="x-amz-meta-",
    archive="GLACIER",
    metadata_value=str,
    copy_source=_copy_source,
    default=DefaultDocument(blocking="BlockedEncryptionTypes"),
    namespace=_NAMESPACE,
    settings_md5=True,
)


def _create_bucket(region: str, operation: Operation, spelling: Spelling) -> Draft:
    """S3 has no encryption headers here; the first region is named by naming none."""
    if operation.encryption is not None:
        raise NotExpressibleError("the s3 dialect has no encryption headers on create-bucket")
    if region in {"", _FIRST_REGION}:
        return Draft(method="PUT")
    location = leaf("LocationConstraint", region)
    body = element("CreateBucketConfiguration", location, namespace=_NAMESPACE).encode()
    return Draft(method="PUT", fields=(spelling.field(Role.CONTENT_TYPE, "application/xml"),), body=body)


def _get_object_attributes(operation: Operation, spelling: Spelling) -> Draft:
    read = objects.get_object(operation, spelling)
    wanted = Field("x-amz-object-attributes", _ATTRIBUTES)
    return replace(read, query=(parameter("attributes"), *read.query), fields=(*read.fields, wanted))


def _put_bucket_encryption(operation: Operation, spelling: Spelling) -> Draft:
    if operation.default is not None and operation.default.data_algorithm is not None:
        raise NotExpressibleError("the s3 dialect has no choice of cipher in a bucket's default encryption")
    return buckets.put_bucket_encryption(operation, spelling)


def _update_object_encryption(operation: Operation, spelling: Spelling) -> Draft:
    """PUT of the one method that an object can be changed to (the service's own API model)."""
    wanted = operation.encryption
    if wanted is None or wanted.mode is not Mode.KMS or wanted.kms_key_id is None:
        raise NotExpressibleError("update-object-encryption changes an object to a named KMS key and to nothing else")
    bucket_key = [] if wanted.bucket_key is None else [leaf("BucketKeyEnabled", str(wanted.bucket_key).lower())]
    method = element("SSE-KMS", leaf("KMSKeyArn", wanted.kms_key_id), *bucket_key)
    document = element("ObjectEncryption", method, namespace=_NAMESPACE)
    return replace(buckets.settings("encryption", document, spelling), key=operation.key)


def _unblock_customer_keys(_operation: Operation, spelling: Spelling) -> Draft:
    """Let a bucket take SSE-C again: since April 2026 new ones refuse it (S3 facts 0.1)."""
    rule = element(
        "Rule",
        element("ApplyServerSideEncryptionByDefault", leaf("SSEAlgorithm", "AES256")),
        element("BlockedEncryptionTypes", leaf("EncryptionType", "NONE")),
    )
    document = element("ServerSideEncryptionConfiguration", rule, namespace=_NAMESPACE)
    return buckets.settings("encryption", document, spelling)

"""Tencent COS: `x-cos-*` headers, `cos/kms` in a header and `KMS` in a default, no path addressing (COS facts 2, 3)."""

from functools import partial

from conformance.model.operation import CopySource, Operation
from conformance.model.words import Dialect as DialectName
from conformance.model.words import Mode, Role
from conformance.wire.dialects import buckets, common, objects, policies
from conformance.wire.dialects.base import Call, DefaultDocument, Dialect, Draft, Spelling
from conformance.wire.errors import NotExpressibleError
from conformance.wire.request import encode, encode_key

_SSE = "x-cos-server-side-encryption"
_SOURCE = "x-cos-copy-source-server-side-encryption"
_DIRECTIVES = {"copy": "Copy", "replace": "Replaced"}


def dialect(region: str) -> Dialect:
    """The dialect, for buckets in a region."""
    calls: dict[str, Call] = {
        **common.CALLS,
        "create-bucket": _create_bucket,
        "put-bucket-policy": partial(policies.put_bucket_policy, policies.cos(region)),
        "append-object": objects.append_object,
    }
    return Dialect(
        spelling=_spelling(region),
        calls=calls,
        read_default=buckets.read_rule,
        error_header="x-cos-error-code",
        addressings=frozenset({"virtual", "cname"}),
    )


def _spelling(region: str) -> Spelling:
    return Spelling(
        dialect=DialectName.COS,
        roles=_ROLES,
        sse={Mode.KMS: "cos/kms", Mode.MANAGED: "AES256"},
        bucket_sse={Mode.KMS: "KMS", Mode.MANAGED: "AES256"},
        managed_ciphers=frozenset({"SM4"}),
        metadata_prefix="x-cos-meta-",
        archive="ARCHIVE",
        metadata_value=str,
        copy_source=partial(_copy_source, region),
        directive=_directive,
        default=DefaultDocument(cipher="KMSAlgorithm", order=("SSEAlgorithm", "KMSMasterKeyID", "KMSAlgorithm")),
        settings_md5=True,
    )


_ROLES = {
    **common.ROLES,
    Role.ACL: "x-cos-acl",
    Role.SSE: _SSE,
    Role.KMS_KEY_ID: f"{_SSE}-cos-kms-key-id",
    Role.CONTEXT: f"{_SSE}-context",
    Role.CUSTOMER_ALGORITHM: f"{_SSE}-customer-algorithm",
    Role.CUSTOMER_KEY: f"{_SSE}-customer-key",
    Role.CUSTOMER_KEY_MD5: f"{_SSE}-customer-key-MD5",
    Role.SOURCE_CUSTOMER_ALGORITHM: f"{_SOURCE}-customer-algorithm",
    Role.SOURCE_CUSTOMER_KEY: f"{_SOURCE}-customer-key",
    Role.SOURCE_CUSTOMER_KEY_MD5: f"{_SOURCE}-customer-key-MD5",
    Role.COPY_SOURCE: "x-cos-copy-source",
    Role.COPY_SOURCE_RANGE: "x-cos-copy-source-range",
    Role.METADATA_DIRECTIVE: "x-cos-metadata-directive",
    Role.STORAGE_CLASS: "x-cos-storage-class",
    Role.VERSION_ID: "x-cos-version-id",
    Role.REQUEST_ID: "x-cos-request-id",
    Role.CRC64: "x-cos-hash-crc64ecma",
}


def _copy_source(region: str, source: CopySource) -> str:
    """A source is named by the host of its bucket (COS facts 2.2)."""
    if not region:
        raise NotExpressibleError("the cos dialect names the source of a copy by its region, and the target has none")
    version = f"?versionId={encode(source.version_id)}" if source.version_id is not None else ""
    return f"{source.bucket}.cos.{region}.myqcloud.com/{encode_key(source.key)}{version}"


def _directive(word: str) -> str:
    return _DIRECTIVES.get(word, word)


def _create_bucket(operation: Operation, _spelling: Spelling) -> Draft:
    """The host says the region; no document puts encryption headers here."""
    if operation.encryption is not None:
        raise NotExpressibleError("the cos dialect has no encryption headers on create-bucket")
    return Draft(method="PUT")

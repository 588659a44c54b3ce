"""Alibaba OSS: `x-oss-*` headers, `KMS` everywhere, appends, a default of one rule (OSS facts 2, 3)."""

import base64
from functools import partial

from conformance.model.operation import CopySource, Operation
from conformance.model.words import Dialect as DialectName
from conformance.model.words import Mode, Role
from conformance.wire.dialects import buckets, common, describing, objects, policies
from conformance.wire.dialects.base import Call, DefaultDocument, Dialect, Draft, Spelling
from conformance.wire.dialects.contexts import as_json
from conformance.wire.dialects.encryption import for_writing
from conformance.wire.request import encode, encode_key
from conformance.wire.xml import parse

_SSE = "x-oss-server-side-encryption"


def dialect(_region: str) -> Dialect:
    """The dialect; the region is in the host only."""
    calls: dict[str, Call] = {
        **common.CALLS,
        "create-bucket": _create_bucket,
        "put-bucket-policy": partial(policies.put_bucket_policy, policies.OSS),
        "append-object": objects.append_object,
        "get-bucket-info": describing.get_bucket_info,
        "get-object-meta": describing.get_object_meta,
    }
    return Dialect(
        spelling=_SPELLING,
        calls=calls,
        read_default=buckets.read_rule,
        error_header="x-oss-err",
        read_error=_read_error,
    )


def _copy_source(source: CopySource) -> str:
    version = f"?versionId={encode(source.version_id)}" if source.version_id is not None else ""
    return f"/{source.bucket}/{encode_key(source.key)}{version}"


# No document offers SSE-C. The names are those that the vendor's Go SDK holds undocumented, so that cases can record
# what they are answered; it has none for the source of a copy (OSS facts 0.1).
_SPELLING = Spelling(
    dialect=DialectName.OSS,
    envelope={
        "key": "client-side-encryption-key",
        "start": "client-side-encryption-start",
        "content-algorithm": "client-side-encryption-cek-alg",
        "wrap-algorithm": "client-side-encryption-wrap-alg",
        "data-size": "client-side-encryption-data-size",
        "part-size": "client-side-encryption-part-size",
    },
    envelope_words={"content-algorithm": "AES/CTR/NoPadding", "wrap-algorithm": "RSA/NONE/PKCS1Padding"},
    envelope_elements={
        "key": "ClientEncryptionKey",
        "start": "ClientEncryptionStart",
        "content-algorithm": "ClientEncryptionCekAlg",
        "wrap-algorithm": "ClientEncryptionWrapAlg",
        "data-size": "ClientEncryptionDataSize",
        "part-size": "ClientEncryptionPartSize",
    },
    roles={
        **common.ROLES,
        Role.ACL: "x-oss-object-acl",
        Role.SSE: _SSE,
        Role.KMS_KEY_ID: f"{_SSE}-key-id",
        Role.CONTEXT: f"{_SSE}-context",
        Role.DATA_ENCRYPTION: "x-oss-server-side-data-encryption",
        Role.CUSTOMER_ALGORITHM: f"{_SSE}-customer-algorithm",
        Role.CUSTOMER_KEY: f"{_SSE}-customer-key",
        Role.CUSTOMER_KEY_MD5: f"{_SSE}-customer-key-MD5",
        Role.COPY_SOURCE: "x-oss-copy-source",
        Role.COPY_SOURCE_RANGE: "x-oss-copy-source-range",
        Role.METADATA_DIRECTIVE: "x-oss-metadata-directive",
        Role.STORAGE_CLASS: "x-oss-storage-class",
        Role.VERSION_ID: "x-oss-version-id",
        Role.REQUEST_ID: "x-oss-request-id",
        Role.CRC64: "x-oss-hash-crc64ecma",
        Role.RANGE_BEHAVIOR: "x-oss-range-behavior",
    },
    sse={Mode.KMS: "KMS", Mode.MANAGED: "AES256"},
    bucket_sse={Mode.KMS: "KMS", Mode.MANAGED: "AES256"},
    managed_ciphers=frozenset({"SM4"}),
    metadata_prefix="x-oss-meta-",
    archive="Archive",
    metadata_value=str,
    copy_source=_copy_source,
    context=as_json,  # OSS error detail 0005-00000230
    default=DefaultDocument(root="ServerSideEncryptionRule", rule=None),
)


def _create_bucket(operation: Operation, spelling: Spelling) -> Draft:
    """Encryption headers at creation are the bucket's default (OSS facts 2, PutBucket)."""
    return Draft(method="PUT", fields=for_writing(operation.encryption, spelling))


def _read_error(header: str) -> str | None:
    """The header is the Base64 of the body that an answer to HEAD cannot have (OSS facts 1.3)."""
    try:
        document = base64.b64decode(header, validate=True)
    except ValueError:
        return None
    return parse(document)["Error"]["Code"].text

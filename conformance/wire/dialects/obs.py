"""Huawei OBS in its own dialect: `x-obs-*` headers, `kms`, appends (OBS facts 2.1 to 3)."""

from dataclasses import replace
from functools import partial

from conformance.model.operation import CopySource, Operation
from conformance.model.words import Dialect as DialectName
from conformance.model.words import Mode, Role
from conformance.wire.dialects import buckets, common, objects, policies
from conformance.wire.dialects.base import Call, Dialect, Draft, Spelling
from conformance.wire.dialects.encryption import for_writing
from conformance.wire.request import encode, encode_key
from conformance.wire.xml import element, leaf

_SSE = "x-obs-server-side-encryption"
_SOURCE = "x-obs-copy-source-server-side-encryption"


def dialect(region: str) -> Dialect:
    """The dialect, for buckets in a region."""
    calls: dict[str, Call] = {
        **common.CALLS,
        "create-bucket": partial(_create_bucket, region),
        "put-bucket-policy": partial(policies.put_bucket_policy, policies.OBS),
        "append-object": objects.append_object,
    }
    return Dialect(spelling=_SPELLING, calls=calls, read_default=buckets.read_rule, error_header="x-obs-error-code")


def _copy_source(source: CopySource) -> str:
    version = f"?versionId={encode(source.version_id)}" if source.version_id is not None else ""
    return f"/{source.bucket}/{encode_key(source.key)}{version}"


def _metadata_value(value: str) -> str:
    """What is not printable ASCII is percent-encoded by the caller; the store decodes nothing (OBS facts 1.1)."""
    return "".join(each if "!" <= each <= "~" else encode(each) for each in value)


_SPELLING = Spelling(
    dialect=DialectName.OBS,
    roles={
        **common.ROLES,
        Role.ACL: "x-obs-acl",
        Role.SSE: _SSE,
        Role.KMS_KEY_ID: f"{_SSE}-kms-key-id",
        Role.KMS_PROJECT: "x-obs-sse-kms-key-project-id",
        Role.DATA_ENCRYPTION: "x-obs-server-side-data-encryption",
        Role.CUSTOMER_ALGORITHM: f"{_SSE}-customer-algorithm",
        Role.CUSTOMER_KEY: f"{_SSE}-customer-key",
        Role.CUSTOMER_KEY_MD5: f"{_SSE}-customer-key-MD5",
        Role.SOURCE_CUSTOMER_ALGORITHM: f"{_SOURCE}-customer-algorithm",
        Role.SOURCE_CUSTOMER_KEY: f"{_SOURCE}-customer-key",
        Role.SOURCE_CUSTOMER_KEY_MD5: f"{_SOURCE}-customer-key-MD5",
        Role.COPY_SOURCE: "x-obs-copy-source",
        Role.COPY_SOURCE_RANGE: "x-obs-copy-source-range",
        Role.METADATA_DIRECTIVE: "x-obs-metadata-directive",
        Role.STORAGE_CLASS: "x-obs-storage-class",
        Role.VERSION_ID: "x-obs-version-id",
        Role.REQUEST_ID: "x-obs-request-id",
    },
    sse={Mode.KMS: "kms", Mode.MANAGED: "AES256"},
    bucket_sse={Mode.KMS: "kms", Mode.MANAGED: "AES256"},
    metadata_prefix="x-obs-meta-",
    archive="COLD",
    metadata_value=_metadata_value,
    copy_source=_copy_source,
)

# Only here SSE-OBS is written `obs` instead of `AES256` (OBS N57).
_CREATING = replace(_SPELLING, sse={Mode.KMS: "kms", Mode.MANAGED: "obs"})


def _create_bucket(region: str, operation: Operation, spelling: Spelling) -> Draft:
    """Encryption headers at creation are the bucket's default (OBS N125)."""
    fields = for_writing(operation.encryption, _CREATING)
    if not region:
        return Draft(method="PUT", fields=fields)
    body = element("CreateBucketConfiguration", leaf("Location", region)).encode()
    kind = spelling.field(Role.CONTENT_TYPE, "application/xml")
    return Draft(method="PUT", fields=(*fields, kind), body=body)

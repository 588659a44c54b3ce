"""The requests of alibabacloud-oss-v2 and their fields, as its reference names them."""

import alibabacloud_oss_v2 as oss

from conformance.drivers.sdk.kit import Untyped
from conformance.drivers.sdk.oss_common import CONTEXT, algorithm, departed, left_out, metadata, no_customer_key
from conformance.model.operation import CopySource, Encryption, Operation
from conformance.model.words import Mode
from conformance.wire.dialects.contexts import as_json
from conformance.wire.errors import NotExpressibleError

Fields = dict[str, Untyped]
_FIELDS = {
    "x-oss-server-side-encryption": "server_side_encryption",
    "x-oss-server-side-data-encryption": "server_side_data_encryption",
    "x-oss-server-side-encryption-key-id": "server_side_encryption_key_id",
    "Content-MD5": "content_md5",
    "Range": "range_header",
    "x-oss-range-behavior": "range_behavior",
}
"""Header to the field that requests have for it; what has none goes into `headers`, which every request takes."""


def request(kind: Untyped, operation: Operation, **fields: Untyped) -> Untyped:
    """A request about the call's bucket and object. What is None is left out; raise `NotExpressibleError`."""
    no_customer_key(operation.encryption)
    if operation.part_number is not None and "part_number" not in fields:
        raise NotExpressibleError("oss-v2: no page reads a single part of an object")
    known = vars(kind())
    headers = dict(fields.pop("headers", None) or {})
    for name, value in {**fields.pop("asked", {}), **departed(operation)}.items():
        field = _FIELDS.get(name, "")
        (fields if field in known else headers)[field if field in known else name] = value
    for name in left_out(operation):
        fields.pop(_FIELDS.get(name, ""), None)
    values = {"bucket": operation.bucket, "key": operation.key if "key" in known else None, **fields}
    return kind(**{name: value for name, value in values.items() if value is not None}, headers=headers)


def method(encryption: Encryption | None) -> Fields:
    """What asks for a method: by header, for whose field a request looks itself, or as `headers` if so wanted."""
    if encryption is None or encryption.mode is Mode.NONE:
        return {}
    value, cipher = algorithm(encryption.mode, encryption.data_algorithm)
    context = encryption.context
    asked = {
        "x-oss-server-side-encryption": value,
        "x-oss-server-side-data-encryption": cipher,
        "x-oss-server-side-encryption-key-id": encryption.kms_key_id,
        CONTEXT: None if context is None else as_json(context),
    }
    given = {name: text for name, text in asked.items() if text is not None}
    return {"headers" if encryption.asked_by == "header" else "asked": given}


def meta(operation: Operation) -> dict[str, str] | None:
    """User metadata, if there is any."""
    return metadata(operation) or None


def putting(operation: Operation, body: Untyped = None) -> oss.PutObjectRequest:
    """An upload in one request."""
    return request(
        oss.PutObjectRequest,
        operation,
        body=body,
        metadata=meta(operation),
        content_md5=operation.content_md5,
        acl=operation.acl,
        storage_class=None if operation.storage is None else "Archive",
        **method(operation.encryption),
    )


def looking(operation: Operation) -> oss.HeadObjectRequest:
    """A look at an object."""
    return request(oss.HeadObjectRequest, operation, **_which(operation))


def reading(operation: Operation) -> oss.GetObjectRequest:
    """A read of an object or a range of it."""
    span = None if operation.range is None else f"bytes={operation.range}"
    return request(oss.GetObjectRequest, operation, range_header=span, **_which(operation))


def _which(operation: Operation) -> Fields:
    conditions = {"if_match": operation.if_match, "if_none_match": operation.if_none_match}
    return {"version_id": operation.version_id, **conditions}


def part(kind: Untyped, operation: Operation, **fields: Untyped) -> Untyped:
    """A request about a part."""
    return request(kind, operation, upload_id=operation.upload_id, part_number=operation.part_number, **fields)


def source_of(operation: Operation) -> CopySource:
    """Where a copy reads; raise `NotExpressibleError` where a key must open it."""
    source = operation.source
    if source is None:
        raise NotExpressibleError("oss-v2: a copy needs a source")
    no_customer_key(source.encryption)
    return source


def source_place(source: CopySource) -> Fields:
    """What names the source of a copy."""
    return {"source_bucket": source.bucket, "source_key": source.key, "source_version_id": source.version_id}


def copying(operation: Operation) -> oss.CopyObjectRequest:
    """A copy; encryption is the destination's."""
    directive = operation.metadata_directive
    return request(
        oss.CopyObjectRequest,
        operation,
        metadata=meta(operation),
        metadata_directive=None if directive is None else directive.upper(),
        **source_place(source_of(operation)),
        **method(operation.encryption),
    )

"""Verbs about multipart uploads, spelled as every dialect of this family spells them."""

from conformance.model.operation import Operation
from conformance.model.words import Role
from conformance.wire.dialects.base import Draft, Spelling
from conformance.wire.dialects.encryption import for_reading, for_writing
from conformance.wire.dialects.objects import content_md5, metadata, source
from conformance.wire.request import Parameter, parameter
from conformance.wire.xml import element, leaf


def initiate_multipart(operation: Operation, spelling: Spelling) -> Draft:
    """Begin an upload; encryption is chosen here."""
    fields = (*for_writing(operation.encryption, spelling), *metadata(operation, spelling))
    return Draft(method="POST", key=operation.key, query=(parameter("uploads"),), fields=fields)


def upload_part(operation: Operation, spelling: Spelling) -> Draft:
    """PUT of one part; a customer key is sent again, and the envelope of client-side encryption (OSS C-23)."""
    key = for_reading(operation.encryption, spelling)
    fields = (*key, *metadata(operation, spelling), *content_md5(operation, spelling))
    return Draft(method="PUT", key=operation.key, query=_part(operation), fields=fields, body=operation.body or b"")


def copy_part(operation: Operation, spelling: Spelling) -> Draft:
    """One part from an existing object."""
    fields = (*source(operation, spelling), *for_reading(operation.encryption, spelling))
    return Draft(method="PUT", key=operation.key, query=_part(operation), fields=fields)


def complete_multipart(operation: Operation, spelling: Spelling) -> Draft:
    """Put the parts together, in the order given."""
    parts = (element("Part", leaf("PartNumber", str(number)), leaf("ETag", etag)) for number, etag in operation.parts)
    body = element("CompleteMultipartUpload", *parts, namespace=spelling.namespace).encode()
    fields = (*for_reading(operation.encryption, spelling), spelling.field(Role.CONTENT_TYPE, "application/xml"))
    return Draft(method="POST", key=operation.key, query=_upload(operation), fields=fields, body=body)


def abort_multipart(operation: Operation, spelling: Spelling) -> Draft:
    """Give an upload up."""
    fields = for_reading(operation.encryption, spelling)
    return Draft(method="DELETE", key=operation.key, query=_upload(operation), fields=fields)


def list_parts(operation: Operation, spelling: Spelling) -> Draft:
    """List the parts of an upload."""
    fields = for_reading(operation.encryption, spelling)
    return Draft(method="GET", key=operation.key, query=_upload(operation), fields=fields)


def _upload(operation: Operation) -> tuple[Parameter, ...]:
    return (parameter("uploadId", operation.upload_id or ""),)


def _part(operation: Operation) -> tuple[Parameter, ...]:
    return (parameter("partNumber", str(operation.part_number or 0)), *_upload(operation))

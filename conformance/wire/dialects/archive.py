"""Restoring archived objects; which storage class is the archive, each dialect says (`Spelling.archive`)."""

from collections.abc import Iterable

from conformance.model.operation import Operation
from conformance.model.words import Role
from conformance.wire.dialects.base import Draft, Field, Spelling
from conformance.wire.dialects.encryption import for_reading
from conformance.wire.dialects.integrity import document_md5
from conformance.wire.request import parameter
from conformance.wire.xml import element, leaf

_DAYS = "1"


def restore_object(operation: Operation, spelling: Spelling) -> Draft:
    """POST that asks for an archived object back, with the customer key if one is given (COS N60)."""
    body = element("RestoreRequest", leaf("Days", _DAYS), namespace=spelling.namespace).encode()
    fields = (
        *for_reading(operation.encryption, spelling),
        spelling.field(Role.CONTENT_TYPE, "application/xml"),
        *document_md5(body, spelling),
    )
    return Draft(method="POST", key=operation.key, query=(parameter("restore"),), fields=fields, body=body)


def storage_class(operation: Operation, spelling: Spelling) -> Iterable[Field]:
    """The archive, where the object goes there."""
    return [spelling.field(Role.STORAGE_CLASS, spelling.archive)] if operation.storage is not None else []

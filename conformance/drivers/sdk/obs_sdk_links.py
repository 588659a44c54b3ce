"""Signed URLs of ObsClient: headers that go with one are named as on the wire, and signed."""

from conformance.drivers.sdk.kit import Untyped
from conformance.drivers.sdk.links import Link
from conformance.model.operation import Operation
from conformance.wire.dialects import obs as wire

_LIFETIME = 900
"""Seconds of a signed URL."""


def link(client: Untyped, operation: Operation) -> Link:
    """Make a signed URL; the SDK says which headers belong to it."""
    draft = wire.dialect("").draft(operation)
    special = next((name for name, value in draft.query if value is None), None)
    signed = client.createSignedUrl(
        draft.method,
        operation.bucket,
        draft.key,
        specialParam=special,
        expires=_LIFETIME,
        headers={field.name: field.value for field in draft.fields},
        queryParams={name: value for name, value in draft.query if value is not None},
    )
    headers = tuple((name, value) for name, value in signed.actualSignedRequestHeaders.items() if name != "Host")
    return Link(method="createSignedUrl", url=signed.signedUrl, headers=headers)

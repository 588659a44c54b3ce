"""Signed URLs and forms of ObsClient: headers and fields that go with one are named as on the wire, and signed."""

from conformance.drivers.sdk.kit import Untyped
from conformance.drivers.sdk.links import Link
from conformance.drivers.tweaks import before_signing
from conformance.model.operation import Operation
from conformance.wire.dialects import obs as wire
from conformance.wire.dialects.base import Draft
from conformance.wire.errors import NotExpressibleError

_LIFETIME = 900
"""Seconds of a signed URL or form."""
_PORTS = frozenset({80, 443})


def link(client: Untyped, operation: Operation) -> Link:
    """Make a signed URL; the SDK says which headers belong to it."""
    draft = _draft(operation)
    covered = [field for field in draft.fields if field.role not in operation.tweaks.unsigned]
    signed = client.createSignedUrl(
        draft.method,
        operation.bucket,
        draft.key,
        specialParam=next((name for name, value in draft.query if value is None), None),
        expires=_LIFETIME,
        headers={field.name: field.value for field in covered},
        queryParams={name: value for name, value in draft.query if value is not None},
    )
    said = [(name, value) for name, value in signed.actualSignedRequestHeaders.items() if name != "Host"]
    headers = (*said, *((field.name, field.value) for field in draft.fields if field not in covered))
    return Link(method="createSignedUrl", url=signed.signedUrl, headers=headers)


def form(client: Untyped, operation: Operation) -> Link:
    """Sign a form; whoever sends it adds its own fields to what the SDK signed."""
    if operation.auth in {"anonymous", "temporary"}:
        raise NotExpressibleError("obs-sdk: forms are signed with a key, and no page says where a token goes")
    fields = {field.name: field.value for field in _draft(operation).fields}
    key = fields.pop("key")
    signed = client.createPostSignature(operation.bucket, key, expires=_LIFETIME, formParams=fields)
    signature = {"AccessKeyId": signed.accessKeyId, "policy": signed.policy, "signature": signed.signature}
    pairs = tuple({"key": key, **fields, **signature}.items())
    return Link(method="createPostSignature", url=_address(client, operation.bucket), form=pairs)


def _draft(operation: Operation) -> Draft:
    """What the user writes, who names each header and field."""
    dialect = wire.dialect("")
    return before_signing(dialect.draft(operation), operation.tweaks, dialect.spelling)


def _address(client: Untyped, bucket: str) -> str:
    port = "" if client.port in _PORTS else f":{client.port}"
    return f"{'https' if client.is_secure else 'http'}://{bucket}.{client.server}{port}/"

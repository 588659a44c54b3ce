"""cos-python-sdk-v5: the signed URLs that it makes, for headers and parameters as the service documents them."""

from collections.abc import Mapping

from conformance.drivers.sdk.cos.arguments import place
from conformance.drivers.sdk.cos.caller import Caller
from conformance.drivers.sdk.kit import Linker
from conformance.drivers.sdk.links import Link
from conformance.drivers.tweaks import before_signing
from conformance.model.operation import Operation
from conformance.wire.dialects import cos

_LIFETIME = 900
"""Seconds."""


def _link(caller: Caller, operation: Operation) -> Link:
    """A URL that covers every header that is to go with it, as the SDK's page advises (Tencent 436/31548)."""
    dialect, tweaks = cos.dialect(caller.region), operation.tweaks
    draft = before_signing(dialect.draft(operation), tweaks, dialect.spelling)
    headers = {each.name: each.value for each in draft.fields if each.role not in tweaks.unsigned}
    signed = place(operation, Expired=_LIFETIME, Headers=headers, Params=dict(draft.query))
    if draft.method == "GET":
        return Link(method="get_presigned_download_url", url=caller.client.get_presigned_download_url(**signed))
    return Link(method="get_presigned_url", url=caller.client.get_presigned_url(Method=draft.method, **signed))


LINKS: Mapping[str, Linker] = dict.fromkeys(("put-object", "get-object", "head-object"), _link)

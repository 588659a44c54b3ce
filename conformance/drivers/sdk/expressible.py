"""Which departures from a well-formed request the user of an SDK can express."""

from dataclasses import fields

from conformance.drivers.sdk.kit import HeaderByHeader, HeadersByName, Sdk
from conformance.model.operation import Operation, Tweaks
from conformance.wire.errors import NotExpressibleError

_PLAIN = Tweaks()
_ON_THE_WAY = {"tamper_drop", "tamper_set", "tamper_body"}
"""A link is sent by whoever has it, with whatever headers."""


def check(operation: Operation, sdk: Sdk) -> None:
    """Raise `NotExpressibleError` for what only a hand-written request can say."""
    names = {each.name for each in fields(Tweaks)}
    asked = {name for name in names if getattr(operation.tweaks, name) != getattr(_PLAIN, name)}
    if asked - _expressible(operation, sdk):
        raise NotExpressibleError("an SDK's user cannot change single headers of a request")
    encryption = operation.encryption
    if encryption is not None and encryption.asked_by == "header" and not isinstance(sdk, HeadersByName):
        raise NotExpressibleError("the SDK's methods take no header by its name")
    if operation.expect_continue:
        raise NotExpressibleError("an SDK decides by itself whether it waits for a 100")


def _expressible(operation: Operation, sdk: Sdk) -> set[str]:
    by_link = operation.auth == "signed-url"
    if not isinstance(sdk, HeaderByHeader):
        return _ON_THE_WAY if by_link else set()
    return {*_ON_THE_WAY, *sdk.link_tweaks} if by_link else set(sdk.call_tweaks)

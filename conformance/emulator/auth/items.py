"""Named items of a signature."""

from collections.abc import Sequence

from conformance.emulator.auth.errors import AuthError, Reason


def unique(items: Sequence[tuple[str, str]], required: Sequence[str]) -> dict[str, str]:
    """Return the items by name; raises `AuthError` where one is repeated or a required one is missing."""
    values = dict(items)
    if len(values) != len(items):
        raise AuthError(Reason.MALFORMED, "an item of the signature is repeated")
    missing = [name for name in required if name not in values]
    if missing:
        raise AuthError(Reason.MALFORMED, f"the signature needs {', '.join(missing)}")
    return values

"""What a COS request says about its own signature: seven items, in the header or in the URL (COS facts 1.1)."""

from dataclasses import dataclass

from conformance.emulator.auth.cos_key import ALGORITHM
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.items import unique
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import How

LISTS = ("q-header-list", "q-url-param-list")
ITEMS = ("q-sign-algorithm", "q-ak", "q-sign-time", "q-key-time", *LISTS, "q-signature")
TOKEN = "x-cos-security-token"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The items, read."""

    access_key: str
    sign_time: str
    key_time: str
    headers: tuple[str, ...]
    """Names of the signed headers, percent-encoded, in lower case."""
    parameters: tuple[str, ...]
    """Names of the signed query parameters, percent-encoded, in lower case."""
    signature: str
    token: str | None


def read_claim(request: SignedRequest, how: How) -> Claim:
    """Read the items of a request that is signed there; raises `AuthError`."""
    if how == "header":
        parts = (item.partition("=") for item in (request.header("authorization") or "").split("&"))
        return _claim([(name, value) for name, _, value in parts], request.header(TOKEN))
    # The URL spells the same items percent-encoded.
    return _claim([(name, value or "") for name, value in request.query if name in ITEMS], request.parameter(TOKEN))


def _claim(items: list[tuple[str, str]], token: str | None) -> Claim:
    values = unique(items, ITEMS)
    if values["q-sign-algorithm"] != ALGORITHM:
        raise AuthError(Reason.UNSUPPORTED_SCHEME, values["q-sign-algorithm"])
    if not all(value for name, value in values.items() if name not in LISTS):
        raise AuthError(Reason.MALFORMED, "an item of the signature is empty")
    headers, parameters = (_names(values[name]) for name in LISTS)
    return Claim(
        access_key=values["q-ak"],
        sign_time=values["q-sign-time"],
        key_time=values["q-key-time"],
        headers=headers,
        parameters=parameters,
        signature=values["q-signature"],
        token=token,
    )


def _names(text: str) -> tuple[str, ...]:
    """Read a list, which may be empty."""
    return tuple(text.lower().split(";")) if text else ()

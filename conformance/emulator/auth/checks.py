"""Checks that every scheme makes."""

import hmac

from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.principal import Credentials, Principal
from conformance.emulator.auth.result import How


def one_of(*, in_header: bool, in_url: bool) -> How | None:
    """Where a request is signed; raises `AuthError` where it is twice."""
    if in_header and in_url:
        raise AuthError(Reason.SEVERAL_MECHANISMS)
    if in_header:
        return "header"
    return "url" if in_url else None


def find(access_key: str, token: str | None, credentials: Credentials) -> Principal:
    """Look up who signs; temporary credentials must show their token and permanent ones must show none."""
    principal = credentials.get(access_key)
    if principal is None:
        raise AuthError(Reason.UNKNOWN_ACCESS_KEY)
    if not same(token or "", principal.token or ""):
        raise AuthError(Reason.BAD_TOKEN)
    return principal


def same(one: str, other: str) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())

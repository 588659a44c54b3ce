"""Credential scopes and signing keys of OSS's V4 (OSS facts 1.2)."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import reduce

from conformance.emulator.auth.errors import AuthError, Reason

ALGORITHM = "OSS4-HMAC-SHA256"
TERMS = ("oss", "aliyun_v4_request")


@dataclass(frozen=True, slots=True)
class Scope:
    """Who signs, and for which day and region."""

    access_key: str
    day: str
    region: str

    def __str__(self) -> str:
        return "/".join((self.day, self.region, *TERMS))


def parse_scope(credential: str) -> Scope:
    """Read `access-key/day/region/oss/aliyun_v4_request`; raises `AuthError`, also for an empty region."""
    access_key, *parts = credential.rsplit("/", 4)
    if len(parts) != 4 or tuple(parts[2:]) != TERMS or not all((access_key, *parts)):  # noqa: PLR2004 - as above
        raise AuthError(Reason.MALFORMED, "the credential is not access-key/day/region/oss/aliyun_v4_request")
    return Scope(access_key, parts[0], parts[1])


def signing_key(secret_key: str, scope: Scope, date: str) -> bytes:
    """Derive the key; raises `AuthError` where the scope's day is not that of the date, `20240102T030405Z`."""
    if not date.startswith(f"{scope.day}T"):
        raise AuthError(Reason.MALFORMED, "the credential's day is not the date's")
    steps = (scope.day, scope.region, *TERMS)
    return reduce(lambda key, step: hmac.digest(key, step.encode(), hashlib.sha256), steps, _root(secret_key))


def _root(secret_key: str) -> bytes:
    return f"aliyun_v4{secret_key}".encode()


def sign(key: bytes, text: str) -> str:
    """Lower-case hexadecimal HMAC-SHA256."""
    return hmac.digest(key, text.encode(), hashlib.sha256).hex()


def sign_request(key: bytes, scope: Scope, date: str, canonical: str) -> str:
    """Sign a canonical request."""
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return sign(key, "\n".join((ALGORITHM, date, str(scope), digest)))

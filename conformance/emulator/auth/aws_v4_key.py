"""Credential scopes and signing keys of Signature Version 4."""

import hashlib
import hmac
from dataclasses import dataclass, field
from functools import reduce
from typing import Self

from conformance.emulator.auth.errors import AuthError, Reason

ALGORITHM = "AWS4-HMAC-SHA256"
EMPTY_HASH = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Scope:
    """Who signs, and for which day and region."""

    access_key: str
    day: str
    region: str

    def __str__(self) -> str:
        return f"{self.day}/{self.region}/s3/aws4_request"


def parse_scope(credential: str) -> Scope:
    """Read `access-key/day/region/s3/aws4_request`; raises `AuthError`."""
    parts = credential.rsplit("/", 4)
    if len(parts) != 5 or parts[3:] != ["s3", "aws4_request"]:  # noqa: PLR2004 - the five parts of the form above
        raise AuthError(Reason.MALFORMED, "the credential is not access-key/day/region/s3/aws4_request")
    return Scope(*parts[:3])


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key for one scope and moment; the chunks of a body are signed with the key of their request."""

    key: bytes = field(repr=False)
    scope: Scope
    date: str
    """The request's moment, `20180606T090821Z`."""

    @classmethod
    def derive(cls, secret_key: str, scope: Scope, date: str) -> Self:
        """Derive the key; raises `AuthError` where scope and date name different days."""
        if not date.startswith(f"{scope.day}T"):
            raise AuthError(Reason.MALFORMED, "the credential's day is not the date's")
        steps = (scope.day, scope.region, "s3", "aws4_request")
        key = reduce(
            lambda key, step: hmac.digest(key, step.encode(), hashlib.sha256), steps, f"AWS4{secret_key}".encode()
        )
        return cls(key=key, scope=scope, date=date)

    def sign(self, text: str) -> str:
        """Lower-case hexadecimal HMAC-SHA256."""
        return hmac.digest(self.key, text.encode(), hashlib.sha256).hex()

    def sign_request(self, canonical: str) -> str:
        """Sign a canonical request."""
        return self._sign(ALGORITHM, hashlib.sha256(canonical.encode()).hexdigest())

    def sign_chunk(self, previous: str, digest: str) -> str:
        """Sign one chunk after the chunk, or the request, whose signature is `previous`."""
        return self._sign(f"{ALGORITHM}-PAYLOAD", previous, EMPTY_HASH, digest)

    def sign_trailers(self, previous: str, trailers: bytes) -> str:
        """Sign the trailing headers, given as lines of `name:value` and a newline."""
        return self._sign(f"{ALGORITHM}-TRAILER", previous, hashlib.sha256(trailers).hexdigest())

    def _sign(self, algorithm: str, *lines: str) -> str:
        return self.sign("\n".join((algorithm, self.date, str(self.scope), *lines)))

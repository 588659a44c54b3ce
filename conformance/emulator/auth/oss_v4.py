"""OSS's V4 scheme, in the header and in signed URLs; its payload is never signed (OSS facts 1.2)."""

from datetime import datetime, timedelta
from urllib.parse import quote, unquote_to_bytes

from conformance.emulator.auth.checks import find, one_of, same
from conformance.emulator.auth.dates import check_skew, parse_basic_date
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.oss_path import resource_path
from conformance.emulator.auth.oss_v4_claim import UNSIGNED, Claim, header_claim, url_claim
from conformance.emulator.auth.oss_v4_key import ALGORITHM, sign_request, signing_key
from conformance.emulator.auth.parameters import decoded
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock, SignedRequest
from conformance.emulator.auth.result import How, Verified
from conformance.emulator.numbers import natural

SCHEME = "oss-v4"
ALWAYS_SIGNED = ("content-md5", "content-type")
TELLTALES = ("x-oss-signature-version", "x-oss-credential", "x-oss-signature")
LONGEST = 604800
"""Seconds in the seven days that a signed URL may live."""


def claims(request: SignedRequest) -> How | None:
    """Say where the request is signed in this scheme, if it is; raises `AuthError` where it is twice."""
    in_header = (request.header("authorization") or "").startswith(f"{ALGORITHM} ")
    return one_of(in_header=in_header, in_url=any(request.parameter(name) is not None for name in TELLTALES))


def verify(request: SignedRequest, credentials: Credentials, now: Clock) -> Verified:
    """Check a signature in the header or in the URL; raises `AuthError`."""
    if claims(request) == "header":
        return _checked(request, header_claim(request), "header", credentials, now)
    return _checked(request, url_claim(request), "url", credentials, now)


def _check_lifetime(request: SignedRequest, date: datetime, now: Clock) -> None:
    seconds = natural(request.parameter("x-oss-expires") or "")
    if seconds is None or not 1 <= seconds <= LONGEST:
        raise AuthError(Reason.MALFORMED, f"x-oss-expires is not between 1 and {LONGEST} seconds")
    if date > now():
        check_skew(date, now)
    if now() > date + timedelta(seconds=seconds):
        raise AuthError(Reason.EXPIRED, date.isoformat())


def _checked(request: SignedRequest, claim: Claim, how: How, credentials: Credentials, now: Clock) -> Verified:
    principal = find(claim.scope.access_key, claim.token, credentials)
    date = parse_basic_date(claim.date)
    if how == "header":
        check_skew(date, now)
    else:
        _check_lifetime(request, date, now)
    key = signing_key(principal.secret_key, claim.scope, claim.date)
    canonical = canonical_request(request, claim.additional)
    if not same(claim.signature, sign_request(key, claim.scope, claim.date, canonical)):
        raise AuthError(Reason.BAD_SIGNATURE)
    signed = _signed_headers(request, claim.additional)
    can_sign = (*(("host",) if request.header("host") else ()), *request.vendor_headers)
    return Verified(
        principal=principal,
        scheme=SCHEME,
        how=how,
        signed=signed,
        unsigned_headers=tuple(name for name in can_sign if name not in signed),
    )


def canonical_request(request: SignedRequest, additional: tuple[str, ...]) -> str:
    """The text whose hash is signed; raises `AuthError` where an additional header was taken away."""
    absent = [name for name in additional if request.header(name) is None]
    if absent:
        raise AuthError(Reason.BAD_SIGNATURE, f"signed but not sent: {', '.join(absent)}")
    lines = [f"{name}:{request.header(name)}\n" for name in _signed_headers(request, additional)]
    path = quote(unquote_to_bytes(resource_path(request)), safe="/")
    return "\n".join((request.method, path, _query(request), "".join(lines), ";".join(additional), UNSIGNED))


def _signed_headers(request: SignedRequest, additional: tuple[str, ...]) -> tuple[str, ...]:
    always = {name for name in ALWAYS_SIGNED if request.header(name) is not None}
    ours = {name for name in request.vendor_headers if name.startswith("x-oss-")}
    return tuple(sorted({*always, *ours, *additional}))


def _query(request: SignedRequest) -> str:
    pairs = sorted((quote(name, safe=""), quote(value, safe="")) for name, value in decoded(request))
    return "&".join(f"{name}={value}" if value else name for name, value in pairs if name != "x-oss-signature")

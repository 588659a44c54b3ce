"""Signature Version 4 for S3, in the header and in presigned URLs.

Sources: S3 API reference, "Authenticating Requests (AWS Signature Version 4)"; OBS facts 1.2 for what OBS's SDK does
differently: commas without blanks, `Date` in place of `x-amz-date`, `UNSIGNED-PAYLOAD` in the header form.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, unquote_to_bytes

from conformance.emulator.auth.aws_payload import decoder
from conformance.emulator.auth.aws_v4_key import ALGORITHM, Scope, SigningKey, parse_scope
from conformance.emulator.auth.checks import find, one_of, same
from conformance.emulator.auth.dates import BASIC, check_skew, parse_basic_date, parse_http_date
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.principal import Credentials, Principal
from conformance.emulator.auth.request import Clock, SignedRequest
from conformance.emulator.auth.result import How, Verified
from conformance.emulator.numbers import natural

SCHEME = "aws-v4"
UNSIGNED = "UNSIGNED-PAYLOAD"
LONGEST = 604800
"""Seconds in the seven days that a presigned URL may live."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What a request says about its own signature."""

    scope: Scope
    signed: tuple[str, ...]
    signature: str
    token: str | None
    date: datetime
    payload: str


def claims(request: SignedRequest) -> How | None:
    """Say where the request is signed in this scheme, if it is; raises `AuthError` where it is twice."""
    in_header = (request.header("authorization") or "").startswith(f"{ALGORITHM} ")
    return one_of(in_header=in_header, in_url=request.parameter("X-Amz-Algorithm") is not None)


def verify(request: SignedRequest, credentials: Credentials, now: Clock) -> Verified:
    """Check a signature in the header or in the URL; raises `AuthError`, also later while the body is read."""
    if claims(request) == "header":
        return _checked(request, _header_claim(request), "header", credentials, now)
    return _checked(request, _url_claim(request), "url", credentials, now)


def _checked(request: SignedRequest, claim: _Claim, how: How, credentials: Credentials, now: Clock) -> Verified:
    principal = find(claim.scope.access_key, claim.token, credentials)
    if how == "header":
        check_skew(claim.date, now)
    else:
        _check_lifetime(request, claim.date, now)
    key = SigningKey.derive(principal.secret_key, claim.scope, claim.date.strftime(BASIC))
    if not same(claim.signature, key.sign_request(canonical_request(request, claim.signed, claim.payload))):
        raise AuthError(Reason.BAD_SIGNATURE)
    return _verified(request, claim, how, principal, key)


def _verified(request: SignedRequest, claim: _Claim, how: How, principal: Principal, key: SigningKey) -> Verified:
    must_sign = ("host", *request.vendor_headers)
    return Verified(
        principal=principal,
        scheme=SCHEME,
        how=how,
        signed=claim.signed,
        unsigned_headers=tuple(name for name in must_sign if name not in claim.signed),
        payload=decoder(claim.payload, request, key, claim.signature),
    )


def _header_claim(request: SignedRequest) -> _Claim:
    items = (request.header("authorization") or "").removeprefix(ALGORITHM).split(",")
    parts = {name.strip(): value.strip() for name, _, value in (item.partition("=") for item in items)}
    if not {"Credential", "SignedHeaders", "Signature"} <= parts.keys():
        raise AuthError(Reason.MALFORMED, "the header needs Credential, SignedHeaders and Signature")
    payload = request.header("x-amz-content-sha256")
    if payload is None:
        raise AuthError(Reason.MISSING_PAYLOAD_HASH)
    return _Claim(
        scope=parse_scope(parts["Credential"]),
        signed=tuple(parts["SignedHeaders"].lower().split(";")),
        signature=parts["Signature"],
        token=request.header("x-amz-security-token"),
        date=_header_date(request),
        payload=payload,
    )


def _header_date(request: SignedRequest) -> datetime:
    vendor = request.header("x-amz-date")
    plain = request.header("date")
    if vendor:
        return parse_basic_date(vendor)
    if not plain:
        raise AuthError(Reason.MISSING_DATE)
    return parse_http_date(plain) if " " in plain else parse_basic_date(plain)


def _url_claim(request: SignedRequest) -> _Claim:
    names = ("Credential", "SignedHeaders", "Signature", "Date", "Expires")
    credential, signed, signature, date, expires = (request.parameter(f"X-Amz-{name}") for name in names)
    if not (credential and signed and signature and date and expires):
        raise AuthError(Reason.MALFORMED, f"a presigned URL needs X-Amz- {', '.join(names)}")
    if request.parameter("X-Amz-Algorithm") != ALGORITHM:
        raise AuthError(Reason.UNSUPPORTED_SCHEME, request.parameter("X-Amz-Algorithm") or "")
    return _Claim(
        scope=parse_scope(credential),
        signed=tuple(signed.lower().split(";")),
        signature=signature,
        token=request.parameter("X-Amz-Security-Token"),
        date=parse_basic_date(date),
        payload=_url_payload(request, signed),
    )


def _url_payload(request: SignedRequest, signed: str) -> str:
    """A presigned URL leaves the payload unsigned, unless the signer signed a header with its hash."""
    if "x-amz-content-sha256" in signed.lower().split(";"):
        return request.header("x-amz-content-sha256") or UNSIGNED
    return UNSIGNED


def _check_lifetime(request: SignedRequest, date: datetime, now: Clock) -> None:
    seconds = natural(request.parameter("X-Amz-Expires") or "")
    if seconds is None or not 1 <= seconds <= LONGEST:
        raise AuthError(Reason.MALFORMED, f"X-Amz-Expires is not between 1 and {LONGEST} seconds")
    if date > now():
        check_skew(date, now)
    if now() > date + timedelta(seconds=seconds):
        raise AuthError(Reason.EXPIRED, date.isoformat())


def canonical_request(request: SignedRequest, signed: tuple[str, ...], payload: str) -> str:
    """The text whose hash is signed: method, path, query, signed headers and the payload's hash."""
    lines = [f"{name}:{' '.join((request.header(name) or '').split())}\n" for name in signed]
    path = _encode(request.path, safe="/") or "/"
    return "\n".join((request.method, path, _query(request), "".join(lines), ";".join(signed), payload))


def _query(request: SignedRequest) -> str:
    pairs = (
        (_encode(name.replace("+", " ")), _encode((value or "").replace("+", " ")))
        for name, value in request.raw_query
        if name != "X-Amz-Signature"
    )
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _encode(text: str, safe: str = "") -> str:
    """Percent-encode as S3 does: whatever way the client escaped, everything but the unreserved is escaped once."""
    return quote(unquote_to_bytes(text), safe=f"{safe}-_.~")

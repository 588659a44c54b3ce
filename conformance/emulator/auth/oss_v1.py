"""OSS's V1 scheme: `Authorization: OSS access-key:signature`, and signed URLs (OSS facts 1.1)."""

import base64
import hashlib
import hmac
from urllib.parse import unquote_to_bytes

from conformance.emulator.auth.checks import find, one_of, same
from conformance.emulator.auth.dates import check_expires, check_skew, parse_http_date
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.oss_path import resource_path
from conformance.emulator.auth.oss_subresources import SUBRESOURCES
from conformance.emulator.auth.parameters import decoded
from conformance.emulator.auth.principal import Credentials, Principal
from conformance.emulator.auth.request import Clock, SignedRequest
from conformance.emulator.auth.result import How, Verified

SCHEME = "oss-v1"
WORD = "OSS "
POSITIONAL = ("content-md5", "content-type", "date")
PREFIX = "x-oss-"
TOKENS = ("x-oss-security-token", "security-token")
"""The token's header or form field; the newer SDK sends the shorter name, which is not signed (OSS facts 1.1)."""


def claims(request: SignedRequest) -> How | None:
    """Say where the request is signed in this scheme, if it is; raises `AuthError` where it is twice."""
    in_header = (request.header("authorization") or "").startswith(WORD)
    in_url = any(request.parameter(name) is not None for name in ("OSSAccessKeyId", "Signature"))
    return one_of(in_header=in_header, in_url=in_url)


def verify(request: SignedRequest, credentials: Credentials, now: Clock) -> Verified:
    """Check a signature in the header or in the URL; raises `AuthError`."""
    if claims(request) == "header":
        return _verify_header(request, credentials, now)
    return _verify_url(request, credentials, now)


def sign(secret_key: str, text: bytes) -> str:
    """Base64 of HMAC-SHA1."""
    return base64.b64encode(hmac.digest(secret_key.encode(), text, hashlib.sha1)).decode()


def _verify_header(request: SignedRequest, credentials: Credentials, now: Clock) -> Verified:
    parts = (request.header("authorization") or "").removeprefix(WORD).strip().split(":")
    if len(parts) != 2 or not all(parts):  # noqa: PLR2004 - access key and signature
        raise AuthError(Reason.MALFORMED, "the header is not `OSS access-key:signature`")
    access_key, signature = parts
    token = next((token for name in TOKENS if (token := request.header(name))), None)
    principal = find(access_key, token, credentials)
    date = request.header("x-oss-date") or request.header("date")
    if not date:
        raise AuthError(Reason.MISSING_DATE)
    check_skew(parse_http_date(date), now)
    return _checked(request, signature, principal, date, "header")


def _verify_url(request: SignedRequest, credentials: Credentials, now: Clock) -> Verified:
    names = ("OSSAccessKeyId", "Expires", "Signature")
    access_key, expires, signature = (request.parameter(name) for name in names)
    if not (access_key and expires and signature):
        raise AuthError(Reason.MALFORMED, f"a signed URL needs {', '.join(names)}")
    principal = find(access_key, request.parameter("security-token"), credentials)
    check_expires(expires, now)
    return _checked(request, signature, principal, expires, "url")


def _checked(request: SignedRequest, signature: str, principal: Principal, date: str, how: How) -> Verified:
    if not same(signature, sign(principal.secret_key, string_to_sign(request, date))):
        raise AuthError(Reason.BAD_SIGNATURE)
    ours = _vendor_headers(request)
    # A signed URL has `Expires` where the header form has the date.
    positional = POSITIONAL if how == "header" else POSITIONAL[:2]
    return Verified(
        principal=principal,
        scheme=SCHEME,
        how=how,
        signed=(*(name for name in positional if request.header(name) is not None), *ours),
        unsigned_headers=tuple(name for name in request.vendor_headers if name not in ours),
    )


def string_to_sign(request: SignedRequest, date: str) -> bytes:
    """The text that is signed; key and parameters stand in it decoded."""
    head = [request.method, request.header("content-md5") or "", request.header("content-type") or "", date]
    lines = [f"{name}:{request.header(name)}" for name in _vendor_headers(request)]
    return "".join(f"{line}\n" for line in (*head, *lines)).encode() + _resource(request)


def _resource(request: SignedRequest) -> bytes:
    chosen = sorted((name, value) for name, value in decoded(request) if name.decode(errors="replace") in SUBRESOURCES)
    pairs = [name + b"=" + value if value else name for name, value in chosen]
    return unquote_to_bytes(resource_path(request)) + (b"?" + b"&".join(pairs) if pairs else b"")


def _vendor_headers(request: SignedRequest) -> list[str]:
    return [name for name in request.vendor_headers if name.startswith(PREFIX)]

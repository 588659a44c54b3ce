"""The HMAC-SHA1 scheme that OBS's own dialect and its S3-compatible V2 dialect share but for their names.

Sources: OBS "Authentication of Signature in a Header", "... in a URL" and "... carried in the table uploaded through a
browser" (OBS facts 1.1 to 1.4). The two dialects are values of `Names`; see `obs` and `aws_v2`.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from conformance.emulator.auth.checks import find, one_of, same
from conformance.emulator.auth.dates import check_expires, check_skew, parse_http_date
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.principal import Credentials, Principal
from conformance.emulator.auth.request import Clock, SignedRequest
from conformance.emulator.auth.result import How, Verified

POSITIONAL = ("content-md5", "content-type", "date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What differs between the two dialects."""

    scheme: str
    word: str
    """First word of the Authorization header."""
    prefix: str
    """Prefix of the vendor's headers, all of which are signed."""
    key_parameter: str
    """Query parameter, or form field, with the access key."""
    subresources: frozenset[str]
    """Query parameters that are signed, in lower case."""

    @property
    def token(self) -> str:
        """Header, query parameter or form field with the security token."""
        return f"{self.prefix}security-token"


def claims(request: SignedRequest, names: Names) -> How | None:
    """Say where the request is signed in this scheme, if it is; raises `AuthError` where it is twice."""
    in_header = (request.header("authorization") or "").startswith(f"{names.word} ")
    in_url = request.parameter(names.key_parameter) is not None
    return one_of(in_header=in_header, in_url=in_url)


def verify(request: SignedRequest, credentials: Credentials, now: Clock, names: Names) -> Verified:
    """Check a signature in the header or in the URL; raises `AuthError`."""
    if claims(request, names) == "header":
        return _verify_header(request, credentials, now, names)
    return _verify_url(request, credentials, now, names)


def sign(secret_key: str, text: str) -> str:
    """Base64 of HMAC-SHA1."""
    return base64.b64encode(hmac.digest(secret_key.encode(), text.encode(), hashlib.sha1)).decode()


def _verify_header(request: SignedRequest, credentials: Credentials, now: Clock, names: Names) -> Verified:
    parts = (request.header("authorization") or "").split(" ", 1)[1].strip().split(":")
    if len(parts) != 2 or not all(parts):  # noqa: PLR2004 - access key and signature
        raise AuthError(Reason.MALFORMED, f"the header is not `{names.word} access-key:signature`")
    access_key, signature = parts
    principal = find(access_key, request.header(names.token), credentials)
    vendor_date = request.header(f"{names.prefix}date")
    date = vendor_date or request.header("date")
    if not date:
        raise AuthError(Reason.MISSING_DATE)
    check_skew(parse_http_date(date), now)
    _check(request, signature, principal, "" if vendor_date else date, names)
    return _verified(request, principal, "header", names)


def _verify_url(request: SignedRequest, credentials: Credentials, now: Clock, names: Names) -> Verified:
    access_key, expires, signature = (request.parameter(n) for n in (names.key_parameter, "Expires", "Signature"))
    if not (access_key and expires and signature):
        raise AuthError(Reason.MALFORMED, f"a signed URL needs {names.key_parameter}, Expires and Signature")
    token = request.parameter(names.token) or request.header(names.token)
    principal = find(access_key, token, credentials)
    check_expires(expires, now)
    _check(request, signature, principal, expires, names)
    return _verified(request, principal, "url", names)


def _check(request: SignedRequest, signature: str, principal: Principal, date: str, names: Names) -> None:
    texts = set(strings_to_sign(request, date, names))
    if not any(same(signature, sign(principal.secret_key, text)) for text in texts):
        raise AuthError(Reason.BAD_SIGNATURE)


def _verified(request: SignedRequest, principal: Principal, how: How, names: Names) -> Verified:
    ours = [name for name in request.vendor_headers if name.startswith(names.prefix)]
    return Verified(
        principal=principal,
        scheme=names.scheme,
        how=how,
        signed=(*(name for name in POSITIONAL if request.header(name) is not None), *ours),
        unsigned_headers=tuple(name for name in request.vendor_headers if name not in ours),
    )


def strings_to_sign(request: SignedRequest, date: str, names: Names) -> Iterator[str]:
    """Yield every string a correct client may have signed; they differ in the resource only where documents do."""
    head = [request.method, request.header("content-md5") or "", request.header("content-type") or "", date]
    # Sorted by name, not by line: `-` sorts before `:`, and names of encryption headers are prefixes of one another.
    ours = [name for name in request.vendor_headers if name.startswith(names.prefix)]
    lines = "".join(f"{name}:{request.header(name)}\n" for name in ours)
    for resource in _resources(request, names):
        yield "\n".join(head) + "\n" + lines + resource


def _resources(request: SignedRequest, names: Names) -> Iterator[str]:
    """Yield the canonical resources: the documents list the signed parameters, most SDKs sign all vendor ones too.

    They also disagree on an empty value (`acl=`): the documents print the bare name, SDKs keep the equals sign.
    """
    for vendor_too, bare in product((True, False), repeat=2):
        chosen: dict[str, str | None] = {}
        for name, value in request.query:
            lower = name.lower()
            if lower in names.subresources or (vendor_too and lower.startswith(names.prefix)):
                chosen.setdefault(name, value)  # of a repeated parameter only the first counts (OBS facts 1.1)
        pairs = [
            name if value is None or (bare and not value) else f"{name}={value}"
            for name, value in sorted(chosen.items(), key=lambda pair: pair[0])
        ]
        yield _path(request) + ("?" + "&".join(pairs) if pairs else "")


def _path(request: SignedRequest) -> str:
    if request.addressing == "virtual" and request.bucket:
        return f"/{request.bucket}{request.path}"
    if request.addressing == "cname":
        return f"/{request.host}{request.path}"
    return request.path

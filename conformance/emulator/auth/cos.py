"""COS's scheme: only what the signature lists is signed, in the header or in the URL (COS facts 1.1, 1.2).

The path is signed decoded and never names the bucket. The host is signed with its port or without: SDKs leave it out.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, unquote_to_bytes

from conformance.emulator.auth.checks import find, one_of, same
from conformance.emulator.auth.cos_claim import ITEMS, Claim, read_claim
from conformance.emulator.auth.cos_key import ALGORITHM, check_window, sign, sign_key
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.parameters import decoded
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock, SignedRequest
from conformance.emulator.auth.result import How, Verified

SCHEME = "cos"


def without_empty_authorization(request: SignedRequest) -> SignedRequest:
    """The request as COS reads it: an anonymous client of the SDK sends an empty `Authorization` (COS facts 1.2)."""
    if request.header("authorization"):
        return request
    return replace(request, headers=tuple(pair for pair in request.headers if pair[0].lower() != "authorization"))


def claims(request: SignedRequest) -> How | None:
    """Say where the request is signed in this scheme, if it is; raises `AuthError` where it is twice."""
    in_header = (request.header("authorization") or "").startswith("q-")
    return one_of(in_header=in_header, in_url=any(request.parameter(name) is not None for name in ITEMS))


def verify(request: SignedRequest, credentials: Credentials, now: Clock) -> Verified:
    """Check a signature in the header or in the URL; raises `AuthError`."""
    how: How = "header" if claims(request) == "header" else "url"
    claim = read_claim(request, how)
    principal = find(claim.access_key, claim.token, credentials)
    check_window(claim.sign_time, now)
    check_window(claim.key_time, now)
    _check_lists(request, claim)
    key = sign_key(principal.secret_key, claim.key_time)
    texts = [string_to_sign(claim.sign_time, text) for text in http_strings(request, claim)]
    if not any(same(claim.signature, sign(key, text)) for text in texts):
        raise AuthError(Reason.BAD_SIGNATURE)
    can_sign = (*(("host",) if request.header("host") else ()), *request.vendor_headers)
    return Verified(
        principal=principal,
        scheme=SCHEME,
        how=how,
        signed=claim.headers,
        unsigned_headers=tuple(name for name in can_sign if name not in claim.headers),
    )


def _check_lists(request: SignedRequest, claim: Claim) -> None:
    """Refuse lists that name what the request does not bring: it was signed, and someone took it away."""
    headers = {_encode(name.encode()).lower() for name, _ in request.headers}
    parameters = {name for name, _ in _parameters(request)}
    missing = [*({*claim.headers} - headers), *({*claim.parameters} - parameters)]
    if missing:
        raise AuthError(Reason.BAD_SIGNATURE, f"signed but not sent: {', '.join(sorted(missing))}")


def string_to_sign(sign_time: str, http_string: bytes) -> str:
    """The text that is signed."""
    return f"{ALGORITHM}\n{sign_time}\n{hashlib.sha1(http_string).hexdigest()}\n"


def http_strings(request: SignedRequest, claim: Claim) -> Iterator[bytes]:
    """Yield what the request looks like to a signer that keeps the host's port, and to one that does not."""
    pairs = sorted(pair for pair in _parameters(request) if pair[0] in claim.parameters)
    for host in dict.fromkeys((request.header("host") or "", request.host)):
        lines = (
            request.method.lower().encode(),
            unquote_to_bytes(request.path),
            _joined(pairs),
            _joined(_headers(request, claim, host)),
        )
        yield b"".join(line + b"\n" for line in lines)


def _parameters(request: SignedRequest) -> list[tuple[str, str]]:
    """Encoded names, in lower case, and encoded values of every parameter; a repeated one is signed as often."""
    return [(_encode(name).lower(), _encode(value)) for name, value in decoded(request)]


def _headers(request: SignedRequest, claim: Claim, host: str) -> list[tuple[str, str]]:
    names = sorted(set(claim.headers))
    return [(name, _encode((host if name == "host" else request.header(name) or "").encode())) for name in names]


def _joined(pairs: list[tuple[str, str]]) -> bytes:
    return "&".join(f"{name}={value}" for name, value in pairs).encode()


def _encode(text: bytes) -> str:
    return quote(text, safe="")

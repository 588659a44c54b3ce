"""Tencent COS's signature: HMAC-SHA1 over what it lists itself, in a header, a signed URL or a form (COS facts 1).

What is listed is the signer's choice. Here it is everything that a request says, as the strictest bucket rules ask.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from conformance.wire.credentials import Credentials
from conformance.wire.form import Form
from conformance.wire.request import Pair, Request, encode, parameter
from conformance.wire.signers.canonical import canonical_headers

_ALGORITHM = "sha1"
_TOKEN = "x-cos-security-token"  # noqa: S105 - the name of a header
_EARLIER = timedelta(seconds=60)
"""How long before its making a signature begins to hold, for stores whose clock is behind ours."""
_LIFETIME = timedelta(minutes=15)
"""Of a signature in the header."""
_OF_THE_CONNECTION = frozenset({"expect", "user-agent"})
"""Headers that whatever stands between us and the store may change."""


@dataclass(frozen=True, slots=True)
class CosSigner:
    """Signs every parameter and header, the host among them, but the headers that a request marks unsigned."""

    def sign_header(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        """Sign in the header; the length of the body is signed with it."""
        if credentials.token is not None:
            request = request.adding((_TOKEN, credentials.token))
        made = items(request, _covered(request, request.framed()), credentials, _window(now, _LIFETIME))
        return request.adding(("Authorization", "&".join(f"{name}={value}" for name, value in made)))

    def sign_url(self, request: Request, credentials: Credentials, now: datetime, lifetime: timedelta) -> Request:
        """Sign in the query: the same items, percent-encoded."""
        if credentials.token is not None:
            request = request.asking(parameter(_TOKEN, credentials.token))
        host = () if request.header("Host") else (("Host", request.host),)
        made = items(request, _covered(request, (*host, *request.headers)), credentials, _window(now, lifetime))
        return request.asking(*(parameter(name, value) for name, value in made))

    def sign_form(self, form: Form, credentials: Credentials, now: datetime, lifetime: timedelta) -> tuple[Pair, ...]:
        """Sign by a policy whose SHA-1 is the string to sign; it calls the form's `q-key-time` `q-sign-time`."""
        window = _window(now, lifetime)
        token = () if credentials.token is None else ((_TOKEN, credentials.token),)
        signer = (("q-sign-algorithm", _ALGORITHM), ("q-ak", credentials.access_key))
        policy = form.policy(now + lifetime, (*token, *signer, ("q-sign-time", window)))
        signature = sign(sign_key(credentials.secret_key, window), hashlib.sha1(policy).hexdigest())
        made = (("policy", base64.b64encode(policy).decode()), *signer, ("q-key-time", window))
        return (*form.fields, *token, *made, ("q-signature", signature))


def items(request: Request, headers: Iterable[Pair], credentials: Credentials, window: str) -> tuple[Pair, ...]:
    """The seven items of a signature that covers method, path, query and these headers."""
    pairs = _encoded(canonical_headers(headers).items())
    parameters = _encoded((unquote(name), unquote(value or "")) for name, value in request.query)
    signature = sign(sign_key(credentials.secret_key, window), string_to_sign(request, parameters, pairs, window))
    return (
        ("q-sign-algorithm", _ALGORITHM),
        ("q-ak", credentials.access_key),
        ("q-sign-time", window),
        ("q-key-time", window),
        ("q-header-list", _names(pairs)),
        ("q-url-param-list", _names(parameters)),
        ("q-signature", signature),
    )


def sign_key(secret_key: str, window: str) -> str:
    """The key for one window of time: its hexadecimal text, not its bytes, is what signs."""
    return sign(secret_key, window)


def sign(key: str, text: str) -> str:
    """Hexadecimal HMAC-SHA1 of a text."""
    return hmac.digest(key.encode(), text.encode(), hashlib.sha1).hex()


def string_to_sign(request: Request, parameters: Iterable[Pair], headers: Iterable[Pair], window: str) -> str:
    """The text that is signed: the request is in it as a digest, its path decoded."""
    lines = (request.method.lower(), unquote(request.path), _joined(parameters), _joined(headers))
    digest = hashlib.sha1("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    return f"{_ALGORITHM}\n{window}\n{digest}\n"


def _window(now: datetime, lifetime: timedelta) -> str:
    """First and last second in which a signature holds."""
    return f"{int((now - _EARLIER).timestamp())};{int((now + lifetime).timestamp())}"


def _covered(request: Request, headers: Iterable[Pair]) -> list[Pair]:
    left_out = request.unsigned | _OF_THE_CONNECTION
    return [pair for pair in headers if pair[0].lower() not in left_out]


def _encoded(pairs: Iterable[Pair]) -> list[Pair]:
    """Sorted by name; names are percent-encoded first and put into lower case then."""
    return sorted((encode(name).lower(), encode(value)) for name, value in pairs)


def _joined(pairs: Iterable[Pair]) -> str:
    return "&".join(f"{name}={value}" for name, value in pairs)


def _names(pairs: Iterable[Pair]) -> str:
    return ";".join(dict.fromkeys(name for name, _ in pairs))

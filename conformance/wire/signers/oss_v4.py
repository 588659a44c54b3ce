"""Alibaba OSS's fourth signature: HMAC-SHA256 for a day and a region, the body never signed (OSS facts 1.2)."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from conformance.wire.credentials import Credentials
from conformance.wire.form import Form
from conformance.wire.request import Pair, Request, encode, encode_key, parameter
from conformance.wire.signers.canonical import canonical_headers
from conformance.wire.signers.oss_v1 import resource

_ALGORITHM = "OSS4-HMAC-SHA256"
_STAMP = "%Y%m%dT%H%M%SZ"
_DATE = "x-oss-date"
_PAYLOAD = "UNSIGNED-PAYLOAD"
_TOKEN = "x-oss-security-token"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True, kw_only=True)
class OssV4Signer:
    """Signs every `x-oss-*` header, Content-MD5 and Content-Type, as the scheme demands, and every parameter.

    Headers that a request marks unsigned are left out of what is signed, which makes the signature wrong by the
    scheme's rules where they are any of these.
    """

    region: str
    additional: frozenset[str] = frozenset()
    """Lower-case names of headers to sign besides, where a request has them. The vendor's SDKs name none."""

    def sign_header(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        """Sign in the header. An `x-oss-date` that the request already has is kept."""
        date = request.header(_DATE)
        if date is None:
            date = now.strftime(_STAMP)
            request = request.adding((_DATE, date))
        request = request.adding(("x-oss-content-sha256", _PAYLOAD))
        if credentials.token is not None:
            request = request.adding((_TOKEN, credentials.token))
        names = ";".join(self._besides(request))
        parts = (
            f"Credential={credentials.access_key}/{self._scope(date)}",
            *([f"AdditionalHeaders={names}"] if names else []),
            f"Signature={self._sign(self.string_to_sign(request, date), credentials, date)}",
        )
        return request.adding(("Authorization", f"{_ALGORITHM} {', '.join(parts)}"))

    def sign_url(self, request: Request, credentials: Credentials, now: datetime, lifetime: timedelta) -> Request:
        """Sign in the query. Every `x-oss-*` header must be sent with the URL, and no other one added."""
        date = now.strftime(_STAMP)
        query = [
            parameter("x-oss-signature-version", _ALGORITHM),
            parameter("x-oss-credential", f"{credentials.access_key}/{self._scope(date)}"),
            parameter(_DATE, date),
            parameter("x-oss-expires", str(int(lifetime.total_seconds()))),
        ]
        names = ";".join(self._besides(request))
        if names:
            query.append(parameter("x-oss-additional-headers", names))
        if credentials.token is not None:
            query.append(parameter(_TOKEN, credentials.token))
        request = request.asking(*query)
        signature = self._sign(self.string_to_sign(request, date), credentials, date)
        return request.asking(parameter("x-oss-signature", signature))

    def sign_form(self, form: Form, credentials: Credentials, now: datetime, lifetime: timedelta) -> tuple[Pair, ...]:
        """Sign by a policy whose Base64 is the string to sign."""
        date = now.strftime(_STAMP)
        made = [
            ("x-oss-signature-version", _ALGORITHM),
            ("x-oss-credential", f"{credentials.access_key}/{self._scope(date)}"),
            (_DATE, date),
        ]
        if credentials.token is not None:
            made.append((_TOKEN, credentials.token))
        policy = base64.b64encode(form.policy(now + lifetime, made)).decode()
        return (*form.fields, *made, ("policy", policy), ("x-oss-signature", self._sign(policy, credentials, date)))

    def string_to_sign(self, request: Request, date: str) -> str:
        """The text that is signed: the canonical request is in it as a digest."""
        digest = hashlib.sha256(self.canonical_request(request).encode()).hexdigest()
        return "\n".join((_ALGORITHM, date, self._scope(date), digest))

    def canonical_request(self, request: Request) -> str:
        """Method, resource, query, headers, the names of the additional ones, and in place of the body a constant."""
        besides = self._besides(request)
        lines = [f"{name}:{value}\n" for name, value in _headers(request).items() if _always(name) or name in besides]
        path = encode_key(resource(request))
        return "\n".join((request.method, path, _query(request), "".join(lines), ";".join(besides), _PAYLOAD))

    def _besides(self, request: Request) -> list[str]:
        return [name for name in _headers(request) if name in self.additional and not _always(name)]

    def _scope(self, date: str) -> str:
        return f"{date[:8]}/{self.region}/oss/aliyun_v4_request"

    def _sign(self, text: str, credentials: Credentials, date: str) -> str:
        return _hmac(signing_key(credentials.secret_key, date[:8], self.region), text).hex()


def signing_key(secret_key: str, day: str, region: str) -> bytes:
    """The key for one day, such as `20240102`, and one region."""
    key = f"aliyun_v4{secret_key}".encode()
    for step in (day, region, "oss", "aliyun_v4_request"):
        key = _hmac(key, step)
    return key


def _always(name: str) -> bool:
    return name.startswith("x-oss-") or name in {"content-md5", "content-type"}


def _headers(request: Request) -> Mapping[str, str]:
    """What could be signed: all that is sent and not marked unsigned."""
    return canonical_headers(pair for pair in request.framed() if pair[0].lower() not in request.unsigned)


def _query(request: Request) -> str:
    """Sorted by encoded name; an empty value is none."""
    pairs = sorted((encode(unquote(name)), encode(unquote(value or ""))) for name, value in request.query)
    return "&".join(f"{name}={value}" if value else name for name, value in pairs)


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), hashlib.sha256)

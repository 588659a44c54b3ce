"""Taking credentials out of what is kept.

Two nets: by place (what stands where a credential stands is replaced, whatever it is) and by value (the credentials in
use are replaced wherever they turn up, such as in an error that quotes the request back). Kept on purpose, because
replaying needs them: throw-away customer keys and the vendor's request ids.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

from conformance.wire.credentials import Credentials
from conformance.wire.request import Pair

HIDDEN = "***"
_SHORTEST = 8
"""Characters. Shorter values are throw-away ones such as `test`, and parts of ordinary words."""

_PLACE = (
    r"(?:[\w-]*-)?(?:signature|credential|security-?token|session-?token|secret-?access-?key)"
    r"|(?:aws|oss)?access-?key(?:-?id)?|q-ak|token"
)
_NAME = re.compile(_PLACE, re.IGNORECASE)
_TELLING = frozenset(
    {
        "signedheaders",
        "additionalheaders",
        "q-sign-algorithm",
        "q-sign-time",
        "q-key-time",
        "q-header-list",
        "q-url-param-list",
    }
)
"""Parts of an Authorization header that say how it was signed and give nothing away."""
_PAIRS = re.compile(r"[\w-]+=[^,&]*(?:[,&]\s*[\w-]+=[^,&]*)*")
_PAIR = re.compile(r"([\w-]+)=([^,&]*)")
_ELEMENT = re.compile(
    rb"(<(?:AWSAccessKeyId|OSSAccessKeyId|AccessKeyId|AccessKey|SignatureProvided|StringToSignBytes"
    rb"|CanonicalRequestBytes|SecurityToken|Token-0)>)[^<]*"
)
_FORM_FIELD = re.compile(rb'(name="([^"\r\n]+)"(?:;[^\r\n]*)?\r\n(?:[^\r\n]+\r\n)*\r\n)([^\r]*)(?=\r\n)')
_PACKED = "x-oss-err"
"""The header in which OSS says the error of a HEAD (OSS facts 1.3)."""
_IN_URL = re.compile(rf"([?&](?:{_PLACE})=)[^&\s\"'<>]*", re.IGNORECASE)
_CONDITION = re.compile(rf'("(?:{_PLACE})"\s*:\s*")[^"]*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Redactor:
    """Knows the credentials in use, so that it finds them anywhere."""

    _values: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, credentials: Iterable[Credentials]) -> "Redactor":
        """A redactor that knows these credentials."""
        known: dict[str, None] = {}
        for each in credentials:
            for value in (each.secret_key, each.token, each.access_key):
                if value is not None and len(value) >= _SHORTEST:
                    known.update(dict.fromkeys(_spellings(value)))
        return cls(tuple(sorted(known, key=len, reverse=True)))

    def text(self, text: str) -> str:
        """Replace known credentials in any text."""
        for value in self._values:
            if value in text:
                text = text.replace(value, HIDDEN)
        return text

    def url(self, url: str) -> str:
        """Replace the values of query parameters that authenticate."""
        return self.text(_IN_URL.sub(rf"\g<1>{HIDDEN}", url))

    def headers(self, headers: Iterable[Pair]) -> list[Pair]:
        """Replace what authenticates in headers."""
        return [
            (name, self._packed(value) if name.lower() == _PACKED else self.url(_header(name, value)))
            for name, value in headers
        ]

    def body(self, content: bytes, content_type: str) -> bytes:
        """Replace what authenticates in a form, and what an XML error quotes back."""
        if content_type.startswith("multipart/form-data"):
            content = _FORM_FIELD.sub(self._form_field, content)
        elif content.lstrip()[:1] == b"<":
            content = _ELEMENT.sub(rb"\1" + HIDDEN.encode(), content)
        for value in self._values:
            if value.encode() in content:
                content = content.replace(value.encode(), HIDDEN.encode())
        return content

    def _form_field(self, match: re.Match[bytes]) -> bytes:
        name = match[2].decode("utf-8", "replace")
        if _NAME.fullmatch(name):
            return match[1] + HIDDEN.encode()
        return match[1] + self._policy(match[3]) if name.lower() == "policy" else match[0]

    def _packed(self, value: str) -> str:
        """An error document in Base64, which may quote the request back."""
        try:
            document = base64.b64decode(value, validate=True)
        except ValueError:
            return HIDDEN
        return base64.b64encode(self.body(document, "")).decode()

    def _policy(self, policy: bytes) -> bytes:
        """Policies are Base64 JSON whose conditions may name the credential and the token."""
        try:
            text = base64.b64decode(policy, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return HIDDEN.encode()
        return base64.b64encode(self.text(_CONDITION.sub(rf"\g<1>{HIDDEN}", text)).encode())


def authorization(value: str) -> str:
    """An Authorization header's value without credentials: the scheme word and what is not secret stay.

    `OBS ***`, `AWS4-HMAC-SHA256 Credential=***, SignedHeaders=host;range, Signature=***`.
    """
    scheme, space, rest = value.partition(" ")
    if not space:
        scheme, rest = "", value
    told = _PAIR.sub(_authorization_pair, rest) if _PAIRS.fullmatch(rest) else HIDDEN
    return f"{scheme}{space}{told}"


def _authorization_pair(match: re.Match[str]) -> str:
    return match[0] if match[1].lower() in _TELLING else f"{match[1]}={HIDDEN}"


def _header(name: str, value: str) -> str:
    if name.lower() in {"authorization", "proxy-authorization"}:
        return authorization(value)
    return HIDDEN if _NAME.fullmatch(name) else value


def _spellings(value: str) -> list[str]:
    return [value, quote(value, safe=""), quote(value, safe="/"), quote_plus(value), escape(value)]

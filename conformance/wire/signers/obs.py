"""Huawei OBS's own signature: HMAC-SHA1 in a header, a signed URL or a form policy (OBS facts 1.1, 1.3, 1.4)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import unquote

from conformance.wire.connect import split_host
from conformance.wire.credentials import Credentials
from conformance.wire.form import Form
from conformance.wire.request import Pair, Parameter, Request, first, parameter
from conformance.wire.signers.canonical import canonical_headers

_PREFIX = "x-obs-"
_DATE = "x-obs-date"
_TOKEN = "x-obs-security-token"  # noqa: S105 - the name of a header

# The documented list (API reference, "authentication in a header") and `append`, which it omits but is signed.
_LISTED = (
    "acl append attname cors customdomain delete deletebucket encryption inventory length lifecycle location logging "
    "metadata modify name notification object-lock partnumber policy position quota rename replication "
    "requestpayment response-cache-control response-content-disposition response-content-encoding "
    "response-content-language response-content-type response-expires restore retention storageclass storageinfo "
    "storagepolicy tagging torrent truncate uploadid uploads versionid versioning versions website"
)
SUB_RESOURCES = frozenset(_LISTED.split())


@dataclass(frozen=True, slots=True)
class ObsSigner:
    """Signs every `x-obs-*` header, Content-MD5, Content-Type and the date, as the scheme demands.

    Headers that a request marks unsigned are left out of the string to sign, which makes the signature wrong by the
    scheme's rules where they begin with `x-obs-`.
    """

    def sign_header(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        """Sign in the header. A `Date` or `x-obs-date` that the request already has is kept."""
        if credentials.token is not None:
            request = request.adding((_TOKEN, credentials.token))
        if request.header(_DATE) is None and request.header("Date") is None:
            request = request.adding(("Date", format_datetime(now, usegmt=True)))
        date = "" if request.header(_DATE) is not None else request.header("Date") or ""
        signature = sign(string_to_sign(request, date), credentials.secret_key)
        return request.adding(("Authorization", f"OBS {credentials.access_key}:{signature}"))

    def sign_url(self, request: Request, credentials: Credentials, now: datetime, lifetime: timedelta) -> Request:
        """Sign in the query: the time of expiry stands where the date stands in a header signature."""
        expires = str(int((now + lifetime).timestamp()))
        if credentials.token is not None:
            request = request.asking(parameter(_TOKEN, credentials.token))
        signature = sign(string_to_sign(request, expires), credentials.secret_key)
        return request.asking(
            parameter("AccessKeyId", credentials.access_key),
            parameter("Expires", expires),
            parameter("Signature", signature),
        )

    def sign_form(self, form: Form, credentials: Credentials, now: datetime, lifetime: timedelta) -> tuple[Pair, ...]:
        """Sign by a policy whose Base64 is the string to sign."""
        token = () if credentials.token is None else ((_TOKEN, credentials.token),)
        policy = base64.b64encode(form.policy(now + lifetime, token)).decode()
        signature = sign(policy, credentials.secret_key)
        made = (("AccessKeyId", credentials.access_key), ("policy", policy), ("signature", signature))
        return (*form.fields, *token, *made)


def sign(text: str, secret_key: str) -> str:
    """Base64 of the HMAC-SHA1 of a text."""
    return base64.b64encode(hmac.digest(secret_key.encode(), text.encode(), hashlib.sha1)).decode()


def string_to_sign(request: Request, date: str) -> str:
    """The text that is signed; `date` is empty where `x-obs-date` carries it, the expiry time in a signed URL."""
    headers = request.signed()
    lines = [request.method, first(headers, "Content-MD5") or "", first(headers, "Content-Type") or "", date]
    return "\n".join([*lines, *_canonical_headers(headers), canonical_resource(request)])


def canonical_resource(request: Request) -> str:
    """The bucket and the raw path, whatever the addressing, and the sub-resources."""
    match request.addressing:
        case "path":
            place = request.path
        case "cname":
            place = f"/{split_host(request.host, 0)[0]}{request.path}"
        case _:
            place = f"/{request.bucket}{request.path}" if request.bucket else request.path
    signed = _sub_resources(request.query)
    return f"{place}?{'&'.join(signed)}" if signed else place


def _canonical_headers(headers: Iterable[Pair]) -> list[str]:
    """Sorted by name alone, not by whole line: `-` sorts before `:`."""
    return [f"{name}:{value}" for name, value in canonical_headers(headers).items() if name.startswith(_PREFIX)]


def _sub_resources(query: Iterable[Parameter]) -> list[str]:
    """Sorted by name, values decoded; of a repeated one only the first counts."""
    found: dict[str, str | None] = {}
    for name, value in query:
        if name.lower() in SUB_RESOURCES or name.lower().startswith(_PREFIX):
            found.setdefault(unquote(name), None if value is None else unquote(value))
    return [name if value is None else f"{name}={value}" for name, value in sorted(found.items())]

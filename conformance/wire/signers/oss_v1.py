"""Alibaba OSS's first signature: HMAC-SHA1 in a header, a signed URL or a form policy (OSS facts 1.1)."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import unquote

from conformance.wire.credentials import Credentials
from conformance.wire.form import Form
from conformance.wire.request import Pair, Parameter, Request, first, parameter
from conformance.wire.signers.canonical import canonical_headers

_PREFIX = "x-oss-"
_DATE = "x-oss-date"
_TOKEN = "x-oss-security-token"  # noqa: S105 - the name of a header
_TOKEN_IN_URL = "security-token"  # noqa: S105 - the name of a parameter

# What the documents list, and what both SDKs sign besides: the list forgets some, `encryption` among them.
_LISTED = (
    "acl append bucketInfo cname comp cors delete endTime img lifecycle live location logging objectMeta partNumber "
    "position qos referer replication replicationLocation replicationProgress response-cache-control "
    "response-content-disposition response-content-encoding response-content-language response-content-type "
    "response-expires security-token startTime stat status style styleName symlink tagging uploadId uploads vod "
    "website x-oss-process"
)
_FORGOTTEN = (
    "accessPoint accessPointPolicy asyncFetch bucketArchiveDirectRead callback callback-var cloudboxes "
    "continuation-token encryption group httpsConfig inventory inventoryId link metaQuery objectInfo policy "
    "publicAccessBlock qosInfo qosRequester redundancyTransition regionList requestPayment requesterQosInfo "
    "resourceGroup resourcePool resourcePoolBuckets resourcePoolInfo restore sequential transferAcceleration "
    "versionId versioning versions worm wormExtend wormId x-oss-ac-forward-allow x-oss-ac-source-ip "
    "x-oss-ac-subnet-mask x-oss-ac-vpc-id x-oss-access-point-name x-oss-async-process "
    "x-oss-redundancy-transition-taskid x-oss-request-payer x-oss-target-redundancy-type x-oss-traffic-limit "
    "x-oss-write-get-object-response"
)
SUB_RESOURCES = frozenset(f"{_LISTED} {_FORGOTTEN}".split())


@dataclass(frozen=True, slots=True)
class OssV1Signer:
    """Signs every `x-oss-*` header, Content-MD5, Content-Type and the date, as the scheme demands.

    Headers that a request marks unsigned are left out of the string to sign, which makes the signature wrong by the
    scheme's rules where they are any of these.
    """

    def sign_header(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        """Sign in the header. A `Date` or `x-oss-date` that the request already has is kept."""
        if credentials.token is not None:
            request = request.adding((_TOKEN, credentials.token))
        date = request.header(_DATE) or request.header("Date")
        if date is None:
            date = format_datetime(now, usegmt=True)
            request = request.adding(("Date", date))
        signature = sign(string_to_sign(request, date), credentials.secret_key)
        return request.adding(("Authorization", f"OSS {credentials.access_key}:{signature}"))

    def sign_url(self, request: Request, credentials: Credentials, now: datetime, lifetime: timedelta) -> Request:
        """Sign in the query: the time of expiry stands where the date stands in a header signature."""
        expires = str(int((now + lifetime).timestamp()))
        if credentials.token is not None:
            request = request.asking(parameter(_TOKEN_IN_URL, credentials.token))
        signature = sign(string_to_sign(request, expires), credentials.secret_key)
        return request.asking(
            parameter("OSSAccessKeyId", credentials.access_key),
            parameter("Expires", expires),
            parameter("Signature", signature),
        )

    def sign_form(self, form: Form, credentials: Credentials, now: datetime, lifetime: timedelta) -> tuple[Pair, ...]:
        """Sign by a policy whose Base64 is the string to sign."""
        token = () if credentials.token is None else ((_TOKEN, credentials.token),)
        policy = base64.b64encode(form.policy(now + lifetime, token)).decode()
        signature = sign(policy, credentials.secret_key)
        made = (("OSSAccessKeyId", credentials.access_key), ("policy", policy), ("Signature", signature))
        return (*form.fields, *token, *made)


def sign(text: str, secret_key: str) -> str:
    """Base64 of the HMAC-SHA1 of a text."""
    return base64.b64encode(hmac.digest(secret_key.encode(), text.encode(), hashlib.sha1)).decode()


def string_to_sign(request: Request, date: str) -> str:
    """The text that is signed; `date` is the time of expiry in a signed URL."""
    headers = request.signed()
    lines = [request.method, first(headers, "Content-MD5") or "", first(headers, "Content-Type") or "", date]
    ours = [f"{name}:{value}" for name, value in canonical_headers(headers).items() if name.startswith(_PREFIX)]
    chosen = _sub_resources(request.query)
    return "\n".join([*lines, *ours, resource(request) + (f"?{'&'.join(chosen)}" if chosen else "")])


def resource(request: Request) -> str:
    """Bucket and key, not encoded, whatever the addressing; `/` where the service itself is asked (OSS facts 1.1)."""
    return f"/{request.bucket}/{request.key or ''}" if request.bucket is not None else "/"


def _sub_resources(query: Iterable[Parameter]) -> list[str]:
    """Sorted, names and values decoded; an empty value is none."""
    pairs = sorted((unquote(name), unquote(value or "")) for name, value in query)
    return [f"{name}={value}" if value else name for name, value in pairs if name in SUB_RESOURCES]

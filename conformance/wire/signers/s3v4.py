"""AWS Signature Version 4 for S3, computed by botocore's public auth classes with our clock and our raw request."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials

from conformance.wire.credentials import Credentials
from conformance.wire.form import Form
from conformance.wire.request import Pair, Request, parameter

_ALGORITHM = "AWS4-HMAC-SHA256"
_SERVICE = "s3"
_STAMP = "%Y%m%dT%H%M%SZ"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class S3V4Signer:
    """Signs every header a request has, except those it marks unsigned."""

    region: str
    sign_payload: bool = True
    """Sign the body's real SHA-256; False sends UNSIGNED-PAYLOAD, which S3 takes over HTTPS only."""

    def sign_header(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        """Sign in the header. A `Date` or `X-Amz-Content-SHA256` that the request already has is kept."""
        request = request.adding(*self._needed(request, credentials, now))
        auth = S3SigV4Auth(_boto(credentials), _SERVICE, self.region)
        boto = _aws_request(request, now)
        signed = auth.signed_headers(auth.headers_to_sign(boto))
        signature = _sign(auth, boto)
        value = f"{_ALGORITHM} Credential={auth.scope(boto)}, SignedHeaders={signed}, Signature={signature}"
        return request.adding(("Authorization", value))

    def sign_url(self, request: Request, credentials: Credentials, now: datetime, lifetime: timedelta) -> Request:
        """Sign in the query, body left unsigned. The host and every header of the request are signed."""
        auth = S3SigV4QueryAuth(_boto(credentials), _SERVICE, self.region)
        plain = _aws_request(request, now)
        query = [
            parameter("X-Amz-Algorithm", _ALGORITHM),
            parameter("X-Amz-Credential", auth.scope(plain)),
            parameter("X-Amz-Date", now.strftime(_STAMP)),
            parameter("X-Amz-Expires", str(int(lifetime.total_seconds()))),
            parameter("X-Amz-SignedHeaders", auth.signed_headers(auth.headers_to_sign(plain))),
        ]
        if credentials.token is not None:
            query.append(parameter("X-Amz-Security-Token", credentials.token))
        request = request.asking(*query)
        return request.asking(parameter("X-Amz-Signature", _sign(auth, _aws_request(request, now))))

    def sign_form(self, form: Form, credentials: Credentials, now: datetime, lifetime: timedelta) -> tuple[Pair, ...]:
        """Sign by a policy whose Base64 is the string to sign."""
        auth = S3SigV4Auth(_boto(credentials), _SERVICE, self.region)
        boto = AWSRequest()
        boto.context["timestamp"] = now.strftime(_STAMP)
        fields = [
            ("x-amz-algorithm", _ALGORITHM),
            ("x-amz-credential", auth.scope(boto)),
            ("x-amz-date", now.strftime(_STAMP)),
        ]
        if credentials.token is not None:
            fields.append(("x-amz-security-token", credentials.token))
        policy = base64.b64encode(form.policy(now + lifetime, fields)).decode()
        return (*form.fields, *fields, ("policy", policy), ("x-amz-signature", auth.signature(policy, boto)))

    def _needed(self, request: Request, credentials: Credentials, now: datetime) -> list[Pair]:
        """The headers that a signature needs and the request lacks."""
        added: list[Pair] = []
        if request.header("X-Amz-Date") is None and request.header("Date") is None:
            added.append(("X-Amz-Date", now.strftime(_STAMP)))
        if request.header("X-Amz-Content-SHA256") is None:
            digest = hashlib.sha256(request.body or b"").hexdigest() if self.sign_payload else UNSIGNED_PAYLOAD
            added.append(("X-Amz-Content-SHA256", digest))
        if credentials.token is not None:
            added.append(("X-Amz-Security-Token", credentials.token))
        return added


def _sign(auth: SigV4Auth, boto: AWSRequest) -> str:
    return str(auth.signature(auth.string_to_sign(boto, auth.canonical_request(boto)), boto))


def _boto(credentials: Credentials) -> BotoCredentials:
    return BotoCredentials(credentials.access_key, credentials.secret_key, credentials.token)


def _aws_request(request: Request, now: datetime) -> AWSRequest:
    """What botocore is to sign: the raw URL and the headers that are to be covered, Host among them."""
    boto = AWSRequest(method=request.method, url=request.url)
    boto.context["timestamp"] = now.strftime(_STAMP)
    if request.header("Host") is None:
        boto.headers["Host"] = request.host
    for name, value in request.signed():
        boto.headers[name] = value
    return boto

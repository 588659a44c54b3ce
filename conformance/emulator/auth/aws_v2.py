"""The V2 scheme of S3's dialect as OBS speaks it: `Authorization: AWS access-key:signature` (OBS facts 1.2)."""

from conformance.emulator.auth import hmac_sha1
from conformance.emulator.auth.hmac_form import verify_hmac_form
from conformance.emulator.auth.obs import SUBRESOURCES
from conformance.emulator.auth.policy import Fields
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock, SignedRequest
from conformance.emulator.auth.result import How, Verified

NAMES = hmac_sha1.Names(
    scheme="aws-v2",
    word="AWS",
    prefix="x-amz-",
    key_parameter="AWSAccessKeyId",
    subresources=SUBRESOURCES,
)


def claims(request: SignedRequest) -> How | None:
    """Say where the request is signed in this scheme, if it is."""
    return hmac_sha1.claims(request, NAMES)


def verify(request: SignedRequest, credentials: Credentials, now: Clock) -> Verified:
    """Check a signature in the header or in the URL; raises `AuthError`."""
    return hmac_sha1.verify(request, credentials, now, NAMES)


def verify_form(fields: Fields, bucket: str, credentials: Credentials, now: Clock) -> Verified:
    """Check a form's signature and policy; raises `AuthError`."""
    return verify_hmac_form(fields, bucket, credentials, now, NAMES)

"""Upload forms signed with OSS's V1: the signature is over the policy's Base64 text (OSS facts 1.2, PostObject)."""

from conformance.emulator.auth.checks import find, same
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.form_policy import check_form_policy
from conformance.emulator.auth.oss_v1 import SCHEME, TOKENS, sign
from conformance.emulator.auth.policy import Fields
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock
from conformance.emulator.auth.result import Verified


def verify_form(fields: Fields, bucket: str, credentials: Credentials, now: Clock) -> Verified:
    """Check signature, expiration and every condition; raises `AuthError`."""
    values = {name.lower(): value for name, value in reversed(fields)}
    access_key, policy, signature = (values.get(name) for name in ("ossaccesskeyid", "policy", "signature"))
    if not (access_key and policy and signature):
        raise AuthError(Reason.MALFORMED, "a signed form needs OSSAccessKeyId, policy and Signature")
    principal = find(access_key, next((values[name] for name in TOKENS if name in values), None), credentials)
    if not same(signature, sign(principal.secret_key, policy.encode())):
        raise AuthError(Reason.BAD_SIGNATURE)
    checked = check_form_policy(policy, fields, bucket=bucket, limited=frozenset(), now=now)
    return Verified(
        principal=principal, scheme=SCHEME, how="form", signed=checked.names, length_range=checked.length_range
    )

"""Upload forms of COS: the signature is over the SHA-1 of the policy's JSON text (COS facts 1.3, N80)."""

import base64
import binascii
import hashlib

from conformance.emulator.auth.checks import find, same
from conformance.emulator.auth.cos import SCHEME
from conformance.emulator.auth.cos_claim import TOKEN
from conformance.emulator.auth.cos_key import ALGORITHM, check_window, sign, sign_key
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.form_policy import check_form_policy
from conformance.emulator.auth.policy import Fields
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock
from conformance.emulator.auth.result import Verified

ITEMS = ("q-sign-algorithm", "q-ak", "q-key-time", "q-signature")
LIMITED = frozenset({"q-sign-algorithm", "q-ak", "q-sign-time"})
"""What every policy must limit."""


def verify_form(fields: Fields, bucket: str, credentials: Credentials, now: Clock) -> Verified:
    """Check signature, time, expiration and every condition; raises `AuthError`."""
    values = {name.lower(): value for name, value in reversed(fields)}
    algorithm, access_key, key_time, signature = (values.get(name) for name in ITEMS)
    policy = values.get("policy")
    if not (algorithm and access_key and key_time and signature and policy):
        raise AuthError(Reason.MALFORMED, f"a signed form needs policy, {', '.join(ITEMS)}")
    if algorithm != ALGORITHM:
        raise AuthError(Reason.UNSUPPORTED_SCHEME, algorithm)
    principal = find(access_key, values.get(TOKEN), credentials)
    check_window(key_time, now)
    if not same(signature, sign(sign_key(principal.secret_key, key_time), string_to_sign(policy))):
        raise AuthError(Reason.BAD_SIGNATURE)
    # The policy limits the form's `q-key-time` by the name `q-sign-time`.
    limits = [*fields, ("q-sign-time", key_time)]
    checked = check_form_policy(policy, limits, bucket=bucket, limited=LIMITED, now=now)
    return Verified(
        principal=principal, scheme=SCHEME, how="form", signed=checked.names, length_range=checked.length_range
    )


def string_to_sign(policy: str) -> str:
    """The text that is signed; raises `AuthError` where the policy is not Base64."""
    try:
        return hashlib.sha1(base64.b64decode(policy, validate=True)).hexdigest()
    except (binascii.Error, ValueError) as error:
        raise AuthError(Reason.POLICY_MALFORMED, "it is not Base64") from error

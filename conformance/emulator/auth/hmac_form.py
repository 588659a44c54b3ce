"""Signed upload forms of the HMAC-SHA1 schemes: the signature is over the policy's Base64 text (OBS facts 1.4)."""

from conformance.emulator.auth.checks import find, same
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.hmac_sha1 import Names, sign
from conformance.emulator.auth.policy import Fields, check_policy
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock
from conformance.emulator.auth.result import Verified


def verify_hmac_form(fields: Fields, bucket: str, credentials: Credentials, now: Clock, names: Names) -> Verified:
    """Check signature, expiration and every condition; raises `AuthError`."""
    values = {name.lower(): value for name, value in reversed(fields)}
    access_key, signature, policy = (values.get(n) for n in (names.key_parameter.lower(), "signature", "policy"))
    if not (access_key and signature and policy):
        raise AuthError(Reason.MALFORMED, f"a signed form needs {names.key_parameter}, signature and policy")
    principal = find(access_key, values.get(names.token), credentials)
    if not same(signature, sign(principal.secret_key, policy)):
        raise AuthError(Reason.BAD_SIGNATURE)
    exempt = frozenset({names.key_parameter.lower(), "signature", "policy", "file"})
    checked = check_policy(policy, fields, bucket=bucket, exempt=exempt, now=now)
    return Verified(
        principal=principal,
        scheme=names.scheme,
        how="form",
        signed=checked.names,
        length_range=checked.length_range,
    )

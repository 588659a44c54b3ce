"""Upload forms signed with Signature Version 4: the signature is over the policy's Base64 text.

Source: S3 API reference, "Browser-Based Uploads Using POST (AWS Signature Version 4)".
"""

from conformance.emulator.auth.aws_v4 import SCHEME
from conformance.emulator.auth.aws_v4_key import ALGORITHM, SigningKey, parse_scope
from conformance.emulator.auth.checks import find, same
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.policy import Fields, check_policy
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock
from conformance.emulator.auth.result import Verified

EXEMPT = frozenset({"x-amz-signature", "policy", "file"})


def verify_form(fields: Fields, bucket: str, credentials: Credentials, now: Clock) -> Verified:
    """Check signature, expiration and every condition; raises `AuthError`."""
    values = {name.lower(): value for name, value in reversed(fields)}
    names = ("policy", "x-amz-signature", "x-amz-credential", "x-amz-date")
    policy, signature, credential, date = (values.get(name) for name in names)
    if not (policy and signature and credential and date):
        raise AuthError(Reason.MALFORMED, f"a signed form needs {', '.join(names)}")
    if values.get("x-amz-algorithm") != ALGORITHM:
        raise AuthError(Reason.UNSUPPORTED_SCHEME, values.get("x-amz-algorithm", ""))
    scope = parse_scope(credential)
    principal = find(scope.access_key, values.get("x-amz-security-token"), credentials)
    if not same(signature, SigningKey.derive(principal.secret_key, scope, date).sign(policy)):
        raise AuthError(Reason.BAD_SIGNATURE)
    checked = check_policy(policy, fields, bucket=bucket, exempt=EXEMPT, now=now)
    return Verified(
        principal=principal,
        scheme=SCHEME,
        how="form",
        signed=checked.names,
        length_range=checked.length_range,
    )

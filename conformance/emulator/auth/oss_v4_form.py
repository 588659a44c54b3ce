"""Upload forms signed with OSS's V4: the signature is over the policy's Base64 text (OSS facts 1.2, PostObject)."""

from conformance.emulator.auth.checks import find, same
from conformance.emulator.auth.dates import parse_basic_date
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.form_policy import check_form_policy
from conformance.emulator.auth.oss_v4 import SCHEME
from conformance.emulator.auth.oss_v4_claim import TOKEN
from conformance.emulator.auth.oss_v4_key import ALGORITHM, parse_scope, sign, signing_key
from conformance.emulator.auth.policy import Fields
from conformance.emulator.auth.principal import Credentials
from conformance.emulator.auth.request import Clock
from conformance.emulator.auth.result import Verified

LIMITED = frozenset({"x-oss-signature-version", "x-oss-credential", "x-oss-date"})
"""What every policy must limit (OSS error detail 0006-00000228)."""


def verify_form(fields: Fields, bucket: str, credentials: Credentials, now: Clock) -> Verified:
    """Check signature, expiration and every condition; raises `AuthError`."""
    values = {name.lower(): value for name, value in reversed(fields)}
    names = ("policy", "x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-signature")
    policy, version, credential, date, signature = (values.get(name) for name in names)
    if not (policy and version and credential and date and signature):
        raise AuthError(Reason.MALFORMED, f"a signed form needs {', '.join(names)}")
    if version != ALGORITHM:
        raise AuthError(Reason.UNSUPPORTED_SCHEME, version)
    parse_basic_date(date)
    scope = parse_scope(credential)
    principal = find(scope.access_key, values.get(TOKEN), credentials)
    if not same(signature, sign(signing_key(principal.secret_key, scope, date), policy)):
        raise AuthError(Reason.BAD_SIGNATURE)
    checked = check_form_policy(policy, fields, bucket=bucket, limited=LIMITED, now=now)
    return Verified(
        principal=principal, scheme=SCHEME, how="form", signed=checked.names, length_range=checked.length_range
    )

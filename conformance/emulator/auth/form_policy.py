"""Policies of COS and OSS forms: a condition needs its field, but only certain fields need a condition.

Sources: COS "POST Object" (COS facts N80); OSS error details 0006-00000226 and 0006-00000228. S3 and OBS differ: there
every field needs a condition.
"""

from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.policy import Fields, Policy, check_policy
from conformance.emulator.auth.request import Clock


def check_form_policy(text: str, fields: Fields, *, bucket: str, limited: frozenset[str], now: Clock) -> Policy:
    """Check a form against its Base64 policy; raises `AuthError`. Fields named in `limited` need a condition."""
    given = frozenset(name.lower() for name, _ in fields)
    policy = check_policy(text, fields, bucket=bucket, exempt=given, now=now)
    absent = {*policy.names} - given - {"bucket"}
    if absent:
        raise AuthError(Reason.POLICY_VIOLATED, f"the form lacks {', '.join(sorted(absent))}")
    free = limited - {*policy.names}
    if free:
        raise AuthError(Reason.POLICY_VIOLATED, f"no condition covers {', '.join(sorted(free))}")
    return policy

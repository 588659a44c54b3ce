"""Which requests need TLS. What each rule covers is the dialect's table: operation by method."""

from conformance.emulator.call import Call
from conformance.emulator.encryption import Mode
from conformance.emulator.rules.rule import Rule

CUSTOMER_NEEDS_HTTPS = Rule(
    name="customer-needs-https",
    serves=("obs:N70", "obs:N74", "s3:http.ssec"),
    summary="A customer's key does not travel over plain HTTP.",
)
KMS_NEEDS_HTTPS = Rule(
    name="kms-needs-https",
    serves=("obs:N71", "s3:http.kms"),
    summary="Objects under a KMS key are not written or read over plain HTTP.",
)
COPY_NEEDS_HTTPS = Rule(
    name="copy-needs-https",
    serves=("obs:N73",),
    summary="Copying to an encrypted destination takes HTTPS.",
)
RULES = (CUSTOMER_NEEDS_HTTPS, KMS_NEEDS_HTTPS, COPY_NEEDS_HTTPS)


def check_transport(call: Call, mode: Mode) -> None:
    """Check that an operation on an object in a mode may use this connection; raises `Refused`."""
    if call.request.secure:
        return
    for rule, uses in call.dialect.needs_https.items():
        if call.rules.on(rule) and (call.verb, mode) in uses:
            raise call.rules.refusal(rule)

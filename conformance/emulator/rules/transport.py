"""Which requests need TLS. What each rule covers is the dialect's table: operation by method."""

from conformance.emulator.call import Call
from conformance.emulator.encryption import Mode
from conformance.emulator.rules.rule import Rule

CUSTOMER_NEEDS_HTTPS = Rule(
    name="customer-needs-https",
    serves=("obs:N70", "obs:N74", "s3:http.ssec", "cos:N39"),
    summary="A customer's key does not travel over plain HTTP.",
)
KMS_NEEDS_HTTPS = Rule(
    name="kms-needs-https",
    serves=("obs:N71", "s3:http.kms", "cos:N24"),
    summary="Objects under a KMS key are not written or read over plain HTTP.",
)
COPY_NEEDS_HTTPS = Rule(
    name="copy-needs-https",
    serves=("obs:N73",),
    summary="Copying to an encrypted destination takes HTTPS.",
)
MANAGED_NEEDS_HTTPS = Rule(
    name="managed-needs-https",
    serves=("cos:N24",),
    summary="Objects under the store's own key are not written or read over plain HTTP.",
)
SOURCE_KEY_NEEDS_HTTPS = Rule(
    name="source-key-needs-https",
    serves=("s3:http.ssec", "cos:N39"),
    summary="A source's customer key does not travel over plain HTTP.",
)
RULES = (CUSTOMER_NEEDS_HTTPS, KMS_NEEDS_HTTPS, COPY_NEEDS_HTTPS, MANAGED_NEEDS_HTTPS, SOURCE_KEY_NEEDS_HTTPS)


def check_transport(call: Call, mode: Mode) -> None:
    """Check that an operation on an object in a mode may use this connection; raises `Refused`."""
    if call.request.secure:
        return
    for rule, uses in call.dialect.needs_https.items():
        if call.rules.on(rule) and (call.verb, mode) in uses:
            raise call.rules.refusal(rule)


def check_source_transport(call: Call) -> None:
    """Check that a source's customer key may use this connection; raises `Refused`."""
    brings_key = any(call.header(name) is not None for name in call.names.source_key.all)
    if call.rules.on(SOURCE_KEY_NEEDS_HTTPS) and brings_key and not call.request.secure:
        raise call.rules.refusal(SOURCE_KEY_NEEDS_HTTPS)

"""Faults of how requests are taken in: signatures, transport, and when the body is asked for."""

from conformance.emulator.call import Call
from conformance.emulator.errors import Condition
from conformance.emulator.faults.fault import Fault, Faults
from conformance.emulator.http import WaitedBody

UNSIGNED_SSE_HEADERS_HONOURED = Fault(
    name="unsigned-sse-headers-honoured",
    summary="Encryption headers that the signature does not cover are obeyed.",
    statements=("obs:N129", "s3:auth.unsigned-ssec-headers", "oss:sig.headers"),
    precedent="rustfs/rustfs#7425",
)
EVERYTHING_NEEDS_HTTPS = Fault(
    name="everything-needs-https",
    summary="Nothing is served over plain HTTP, not even what needs no protection.",
    statements=("oss:op.plain-http", "obs:N72"),
)
NEVER_SAYS_CONTINUE = Fault(
    name="never-says-continue",
    summary="A client that waits to be told to send its body is told nothing.",
    statements=("s3:http.continue", "oss:http.continue", "cos:http.continue", "obs:http.continue"),
)
CONTINUE_BEFORE_AUTH = Fault(
    name="continue-before-auth",
    summary="A client is told to send its body before anybody looks at its signature.",
    statements=("s3:http.early-refusal", "oss:http.early-refusal", "cos:http.early-refusal"),
)
CONTINUE_BEFORE_KEY_CHECK = Fault(
    name="continue-before-key-check",
    summary="A client is told to send its body before anybody looks at the keys that it brings or names.",
    statements=("s3:http.early-refusal", "oss:http.early-refusal", "cos:http.early-refusal"),
)

UNKNOWN_SUB_RESOURCE_OVERLOOKED = Fault(
    name="unknown-sub-resource-overlooked",
    summary="A sub-resource that is not known is overlooked: what was meant for it befalls the object or the bucket.",
    statements=("obs:N04", "cos:N33", "oss:S20", "s3:s3.get"),
)


def before_auth(faults: Faults, body: WaitedBody) -> None:
    """Do what is done with a body before it is known whose it is."""
    if faults.on(NEVER_SAYS_CONTINUE):
        body.hush()
    if faults.on(CONTINUE_BEFORE_AUTH):
        body.invite()


def before_checks(call: Call) -> None:
    """Do what is done before an operation looks at its request; raises `Refused`."""
    if call.faults.on(CONTINUE_BEFORE_KEY_CHECK):
        call.request.body.invite()
    if not call.request.secure and call.faults.on(EVERYTHING_NEEDS_HTTPS):
        raise call.refusal(Condition.NO_PERMISSION)

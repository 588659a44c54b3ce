"""What a signature must cover, and what becomes of a request whose signature is not right."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from conformance.emulator.accounts import MAIN
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Anonymous, Verified
from conformance.emulator.call import Call
from conformance.emulator.dialects.dialect import Dialect
from conformance.emulator.errors import Refused
from conformance.emulator.faults.fault import Faults
from conformance.emulator.faults.requests import UNSIGNED_SSE_HEADERS_HONOURED
from conformance.emulator.rules.rule import Rule, Rules

SIGNATURE_MUST_MATCH = Rule(
    name="signature-covers-encryption",
    serves=(
        "obs:N129",
        "obs:N78",
        "s3:auth.bad-secret",
        "s3:pre.put-tampered",
        "s3:pre.get-missing",
        "cos:sig.listed",
        "s3:pre.put-missing",
        "obs:err.signature",
        "cos:err.signature",
        "oss:err.signature",
    ),
    summary="A request is what was signed: no signed header changed, added or taken away.",
)
VENDOR_HEADERS_MUST_BE_SIGNED = Rule(
    name="unsigned-encryption-header",
    serves=("s3:auth.unsigned-ssec-headers", "s3:pre.get-unsigned-hdr"),
    summary="A vendor's header that the signature does not cover is refused.",
)
POLICY_COVERS_EVERY_FIELD = Rule(
    name="policy-covers-every-field",
    serves=("obs:err.form-policy", "s3:post.not-in-policy", "cos:N80"),
    summary="Every field of a signed form keeps to a condition of its policy.",
)
SIGNED_BODY_MUST_MATCH = Rule(
    name="signed-body-must-match",
    serves=("s3:auth.body-sha-mismatch",),
    summary="A body that is not the one whose digest was signed is refused.",
)
RULES = (SIGNATURE_MUST_MATCH, VENDOR_HEADERS_MUST_BE_SIGNED, POLICY_COVERS_EVERY_FIELD, SIGNED_BODY_MUST_MATCH)

Authenticate = Callable[[SignedRequest], Verified | Anonymous]


def check_signature(
    request: SignedRequest, authenticate: Authenticate, dialect: Dialect, rules: Rules, faults: Faults
) -> Verified | Anonymous:
    """Find out who signed; raises `AuthError` or `Refused`."""
    try:
        signer = authenticate(request)
    except AuthError as error:
        if error.reason is not Reason.BAD_SIGNATURE:
            raise
        if faults.on(UNSIGNED_SSE_HEADERS_HONOURED):
            return authenticate(_without_encryption(request, dialect))
        if rules.on(SIGNATURE_MUST_MATCH):
            raise
        return Verified(principal=MAIN, scheme=dialect.schemes[0].name, how="header")
    if isinstance(signer, Verified) and not faults.on(UNSIGNED_SSE_HEADERS_HONOURED):
        _check_coverage(signer, dialect, rules)
    return signer


def check_form(authenticate: Callable[[], Verified | Anonymous], rules: Rules) -> Verified | Anonymous:
    """Find out who signed a form; raises `AuthError`."""
    try:
        return authenticate()
    except AuthError as error:
        waived = {Reason.BAD_SIGNATURE: SIGNATURE_MUST_MATCH, Reason.POLICY_VIOLATED: POLICY_COVERS_EVERY_FIELD}
        rule = waived.get(error.reason)
        if rule is None or rules.on(rule):
            raise
        return Verified(principal=MAIN, scheme="unchecked", how="form")


async def signed_chunks(call: Call) -> AsyncIterator[bytes]:
    """Yield the content of a request; raises `AuthError` at its end where it is not what was signed."""
    try:
        async for chunk in call.payload.chunks():
            yield chunk
    except AuthError as error:
        if error.reason is not Reason.PAYLOAD_MISMATCH or call.rules.on(SIGNED_BODY_MUST_MATCH):
            raise


def unsigned_refusal(names: tuple[str, ...], rules: Rules) -> Refused:
    """The refusal of headers that the signature does not cover."""
    return rules.refusal(VENDOR_HEADERS_MUST_BE_SIGNED, headers=", ".join(names))


def _check_coverage(signer: Verified, dialect: Dialect, rules: Rules) -> None:
    ours = tuple(name for name in signer.unsigned_headers if name == "host" or name.startswith(dialect.names.prefix))
    if rules.on(VENDOR_HEADERS_MUST_BE_SIGNED) and ours:
        raise unsigned_refusal(ours, rules)


def _without_encryption(request: SignedRequest, dialect: Dialect) -> SignedRequest:
    names = (dialect.names.sse, dialect.names.of("copy-source-server-side-encryption"))
    kept = tuple((name, value) for name, value in request.headers if not name.lower().startswith(names))
    return replace(request, headers=kept)

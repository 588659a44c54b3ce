"""Where encryption headers may stand, whatever their values: only where an object's method is settled."""

from conformance.emulator.call import Call
from conformance.emulator.rules.rule import Rule
from conformance.emulator.verbs import Verb

SSE_NOT_ELSEWHERE = Rule(
    name="sse-not-elsewhere",
    serves=("oss:S16", "oss:S17"),
    summary="Operations that neither write nor read objects take no encryption header.",
)
SSE_COMPANIONS_NOT_ELSEWHERE = Rule(
    name="sse-companions-not-elsewhere",
    serves=("oss:S16",),
    summary="A key id or data cipher, too, is named only where a method is.",
)
CUSTOMER_KEYS_NOT_OFFERED = Rule(
    name="customer-keys-not-offered",
    serves=("oss:S03",),
    summary="A store without SSE-C refuses the headers that would bring a customer's key.",
)
RULES = (SSE_NOT_ELSEWHERE, SSE_COMPANIONS_NOT_ELSEWHERE, CUSTOMER_KEYS_NOT_OFFERED)

SETTLES = frozenset(
    {
        Verb.CREATE_BUCKET,
        Verb.PUT_OBJECT,
        Verb.POST_OBJECT,
        Verb.COPY_OBJECT,
        Verb.APPEND_OBJECT,
        Verb.INITIATE_MULTIPART,
    }
)
"""Operations that settle a method."""

CHECKED_ELSEWHERE = frozenset(
    {
        Verb.GET_OBJECT,
        Verb.HEAD_OBJECT,
        Verb.GET_OBJECT_ATTRIBUTES,
        Verb.UPLOAD_PART,
        Verb.COPY_PART,
        Verb.COMPLETE_MULTIPART,
    }
)
"""Operations with rules of their own about the encryption header."""


def check_placement(call: Call) -> None:
    """Check that a request brings only encryption headers that its operation can take; raises `Refused`."""
    names = call.names
    algorithm = call.header(names.of("server-side-encryption-customer-algorithm"))
    if call.rules.on(CUSTOMER_KEYS_NOT_OFFERED) and algorithm is not None:
        raise call.rules.refusal(CUSTOMER_KEYS_NOT_OFFERED, value=algorithm)
    if call.verb in SETTLES:
        return
    word = call.header(names.sse)
    if call.rules.on(SSE_NOT_ELSEWHERE) and word is not None and call.verb not in CHECKED_ELSEWHERE:
        raise call.rules.refusal(SSE_NOT_ELSEWHERE, value=word)
    companions = (names.kms_key_id, names.data_encryption)
    if call.rules.on(SSE_COMPANIONS_NOT_ELSEWHERE) and any(call.header(name) is not None for name in companions):
        raise call.rules.refusal(SSE_COMPANIONS_NOT_ELSEWHERE)

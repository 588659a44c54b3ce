"""The encryption context: a map of strings that is bound to the data key (S3 facts 3.1)."""

import json
from collections.abc import Mapping

from conformance.emulator.call import Call
from conformance.emulator.faults.kms_keys import CONTEXT_IGNORED
from conformance.emulator.rules.rule import Rule

CONTEXT_MUST_BE_A_MAP = Rule(
    name="kms-context-form",
    serves=("s3:kms.context-bad", "s3:kms.context-notmap", "oss:S53", "cos:N31"),
    summary="An encryption context is a JSON object from strings to strings, in Base64 where the dialect wants it so.",
)
CONTEXT_NEEDS_KMS = Rule(
    name="kms-context-needs-kms",
    serves=("s3:kms.context-aes", "cos:N31"),
    summary="An encryption context comes with SSE-KMS only.",
)
CONTEXT_NEEDS_KEY_ID = Rule(
    name="kms-context-needs-key-id",
    serves=("oss:S53",),
    summary="An encryption context comes with a named KMS key only.",
)
RULES = (CONTEXT_MUST_BE_A_MAP, CONTEXT_NEEDS_KMS, CONTEXT_NEEDS_KEY_ID)


def requested_context(call: Call, *, kms: bool) -> str:
    """The context as the request spells it, empty for none; raises `Refused` where it is out of place or unreadable."""
    text = call.setting(call.names.context)
    if text is None or call.faults.on(CONTEXT_IGNORED):
        return ""
    if not kms:
        if call.rules.on(CONTEXT_NEEDS_KMS):
            raise call.rules.refusal(CONTEXT_NEEDS_KMS)
        return ""
    if call.rules.on(CONTEXT_NEEDS_KEY_ID) and not call.setting(call.names.kms_key_id):
        raise call.rules.refusal(CONTEXT_NEEDS_KEY_ID)
    if call.rules.on(CONTEXT_MUST_BE_A_MAP) and _parse(call, text) is None:
        raise call.rules.refusal(CONTEXT_MUST_BE_A_MAP)
    return text


def context_map(call: Call, text: str) -> Mapping[str, str]:
    """The map that a context's text means; empty where it cannot be read."""
    return _parse(call, text) or {}


def _parse(call: Call, text: str) -> Mapping[str, str] | None:
    try:
        read = json.loads(call.dialect.context_json(text))
    except ValueError:
        return None
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        return None
    return read

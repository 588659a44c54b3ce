"""The encryption context: a map of strings that is bound to the data key (S3; S3 facts 3.1)."""

import base64
import json
from collections.abc import Mapping

from conformance.emulator.call import Call
from conformance.emulator.faults import CONTEXT_IGNORED
from conformance.emulator.rules.rule import Rule

CONTEXT_MUST_BE_A_MAP = Rule(
    name="kms-context-form",
    serves=("s3:kms.context-bad", "s3:kms.context-notmap"),
    summary="An encryption context is the Base64 of a JSON object from strings to strings.",
)
CONTEXT_NEEDS_KMS = Rule(
    name="kms-context-needs-kms",
    serves=("s3:kms.context-aes",),
    summary="An encryption context comes with SSE-KMS only.",
)
RULES = (CONTEXT_MUST_BE_A_MAP, CONTEXT_NEEDS_KMS)


def requested_context(call: Call, *, kms: bool) -> str:
    """The context as the request spells it, empty for none; raises `Refused` where it is out of place or unreadable."""
    text = call.setting(call.names.context)
    if text is None or call.faults.on(CONTEXT_IGNORED):
        return ""
    if not kms:
        if call.rules.on(CONTEXT_NEEDS_KMS):
            raise call.rules.refusal(CONTEXT_NEEDS_KMS)
        return ""
    if call.rules.on(CONTEXT_MUST_BE_A_MAP) and _parse(text) is None:
        raise call.rules.refusal(CONTEXT_MUST_BE_A_MAP)
    return text


def context_map(text: str) -> Mapping[str, str]:
    """The map that a context's text means; empty where it cannot be read."""
    return _parse(text) or {}


def _parse(text: str) -> Mapping[str, str] | None:
    try:
        read = json.loads(base64.b64decode(text, validate=True))
    except ValueError:
        return None
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        return None
    return read

"""Appends: where they go, and what they may say about encryption (OBS facts 2.2)."""

from conformance.emulator.call import Call
from conformance.emulator.errors import Condition
from conformance.emulator.numbers import natural
from conformance.emulator.objects import StoredObject
from conformance.emulator.rules.rule import Rule

LATER_APPEND_NAMES_NO_METHOD = Rule(
    name="later-append-names-no-method",
    serves=("obs:N111",),
    summary="Only the append that creates an object names its method.",
)
APPEND_NAMES_NO_KEY = Rule(
    name="append-names-no-key",
    serves=("oss:S30",),
    summary="An object that is made by appending is not encrypted under a named KMS key.",
)
RULES = (LATER_APPEND_NAMES_NO_METHOD, APPEND_NAMES_NO_KEY)


def check_position(call: Call, existing: StoredObject | None) -> None:
    """Check that an append begins where the object ends; raises `Refused`."""
    text = call.query.get("position", "")
    position = natural(text)
    if position is None:
        raise call.refusal(Condition.BAD_ARGUMENT, name="position", value=text)
    if existing is not None and not existing.appendable:
        raise call.refusal(Condition.NOT_APPENDABLE)
    length = existing.size if existing else 0
    if position != length:
        raise call.refusal(Condition.POSITION, length=str(length))


def check_names_no_method(call: Call) -> None:
    """Check a later append; raises `Refused`."""
    word = call.setting(call.names.sse)
    if call.rules.on(LATER_APPEND_NAMES_NO_METHOD) and word is not None:
        raise call.rules.refusal(LATER_APPEND_NAMES_NO_METHOD, value=word)


def check_names_no_key(call: Call) -> None:
    """Check the append that creates an object; raises `Refused`."""
    name = call.setting(call.names.kms_key_id)
    if call.rules.on(APPEND_NAMES_NO_KEY) and name is not None:
        raise call.rules.refusal(APPEND_NAMES_NO_KEY, value=name)

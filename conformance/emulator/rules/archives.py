"""Archived objects: what is restored, and who may ask for it."""

from conformance.emulator.call import Call
from conformance.emulator.objects import ARCHIVED, StoredObject
from conformance.emulator.rules.customer_keys import target_key
from conformance.emulator.rules.openings import READ, check_key
from conformance.emulator.rules.rule import Rule

ONLY_ARCHIVED_IS_RESTORED = Rule(
    name="only-archived-is-restored",
    serves=("cos:err.restore-non-archive",),
    summary="Only an archived object is restored.",
)
RESTORE_NEEDS_OBJECT_KEY = Rule(
    name="restore-needs-object-key",
    serves=("cos:N60",),
    summary="An object under a customer's key is not restored without its key.",
)
RULES = (ONLY_ARCHIVED_IS_RESTORED, RESTORE_NEEDS_OBJECT_KEY)


def check_restore(call: Call, stored: StoredObject) -> None:
    """Check that an object can be restored, and by this request; raises `Refused`."""
    if call.rules.on(ONLY_ARCHIVED_IS_RESTORED) and stored.description.storage_class not in ARCHIVED:
        raise call.rules.refusal(ONLY_ARCHIVED_IS_RESTORED)
    if call.rules.on(RESTORE_NEEDS_OBJECT_KEY):
        check_key(call, stored, target_key(call), READ)

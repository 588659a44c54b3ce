"""Changing the encryption of a stored object in place: which objects allow it."""

from conformance.emulator.call import Call
from conformance.emulator.encryption import Mode
from conformance.emulator.objects import StoredObject
from conformance.emulator.rules.rule import Rule

UPDATES_LEAVE_CUSTOMER_OBJECTS = Rule(
    name="updates-leave-customer-objects",
    serves=("s3:uoe.ssec",),
    summary="An object under a customer's key, or under two layers of KMS encryption, is not changed in place.",
)
RULES = (UPDATES_LEAVE_CUSTOMER_OBJECTS,)


def check_changeable(call: Call, stored: StoredObject) -> None:
    """Check that an object's encryption can be changed; raises `Refused`."""
    fixed = stored.keeping.encryption.mode in {Mode.CUSTOMER, Mode.DSSE, Mode.NONE}
    if fixed and call.rules.on(UPDATES_LEAVE_CUSTOMER_OBJECTS):
        raise call.rules.refusal(UPDATES_LEAVE_CUSTOMER_OBJECTS)

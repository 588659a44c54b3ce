"""Faults of what is told about objects besides their content: listings and tags."""

from conformance.emulator.call import Call
from conformance.emulator.encryption import Mode
from conformance.emulator.errors import Condition
from conformance.emulator.faults.fault import Fault
from conformance.emulator.objects import StoredObject
from conformance.emulator.sealing import BLOCK

ENCRYPTED_NOT_LISTED = Fault(
    name="encrypted-not-listed",
    summary="A listing leaves out what is encrypted with a customer's key.",
    statements=("cos:N17", "s3:ssec.list"),
)
LISTS_STORED_SIZE = Fault(
    name="lists-stored-size",
    summary="A listing shows the size of what is stored, which is a block more than the content.",
    statements=("cos:N18",),
)
TAGS_NEED_KEY = Fault(
    name="tags-need-key",
    summary="The tags of an object under a customer's key are shown to no one without the key.",
    statements=("s3:ssec.tagging-nokey",),
)


def hidden(call: Call, stored: StoredObject) -> bool:
    """Whether a listing leaves an object out."""
    return call.faults.on(ENCRYPTED_NOT_LISTED) and stored.keeping.encryption.mode is Mode.CUSTOMER


def listed_size(call: Call, stored: StoredObject) -> int:
    """The size that a listing shows, in bytes."""
    more = call.faults.on(LISTS_STORED_SIZE) and stored.keeping.encryption.mode is not Mode.NONE
    return stored.size + (BLOCK if more else 0)


def check_tags_key(call: Call, stored: StoredObject) -> None:
    """Refuse tags without a key, where the store has that fault; raises `Refused`."""
    if call.faults.on(TAGS_NEED_KEY) and stored.keeping.encryption.mode is Mode.CUSTOMER:
        raise call.refusal(Condition.NO_PERMISSION)

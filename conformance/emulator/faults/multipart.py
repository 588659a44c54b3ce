"""Faults of uploads in parts."""

from collections.abc import Sequence
from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.encryption import Encryption, Keeping, Mode
from conformance.emulator.errors import Problem, Refused
from conformance.emulator.faults.fault import Fault
from conformance.emulator.objects import Part, Upload
from conformance.emulator.verbs import Verb

PARTS_IN_ORDER_OF_ARRIVAL = Fault(
    name="parts-in-order-of-arrival",
    summary="Parts are joined in the order in which they came, and not by their numbers.",
)
FIRST_PART_STAYS = Fault(
    name="first-part-stays", summary="A part that is sent again does not take the place of the earlier one."
)
LAST_PART_LOST = Fault(name="last-part-lost", summary="The object of several parts is without the last of them.")
ABORT_LEAVES_OBJECT = Fault(
    name="abort-leaves-object", summary="An upload that is given up leaves an object of the parts that came."
)
UPLOAD_FORGETS_ENCRYPTION = Fault(
    name="upload-forgets-encryption",
    summary="An object of parts is not shown as encrypted, though its upload was begun so.",
    statements=("s3:mpu.kms-head", "oss:S21", "s3:mpu.get", "obs:N95", "cos:N55"),
    precedent="seaweedfs/seaweedfs#8776",
)
HOUSEKEEPING_NEEDS_KEY = Fault(
    name="housekeeping-needs-key",
    summary="Listing the parts of an upload under a customer's key, completing and aborting it are refused without it.",
    statements=("s3:mpu.listparts-nokey", "s3:mpu.complete-nokey", "cos:N55", "obs:op.no-headers"),
    precedent="ceph/s3-tests, test_copy_part_enc",
)
COMPLETION_TAKES_NO_KEY = Fault(
    name="completion-takes-no-key",
    summary="Completing an upload is refused where it brings the upload's customer key.",
    statements=("s3:mpu.complete-key",),
)
DELETE_NEEDS_KEY = Fault(
    name="delete-needs-key",
    summary="An object under a customer's key is not deleted without it.",
    statements=("s3:ssec.delete-nokey", "obs:op.no-headers"),
)

_REFUSED = Problem(400, "InvalidRequest", "The object was stored using a form of Server Side Encryption.")
_HOUSEKEEPING = frozenset({Verb.LIST_PARTS, Verb.COMPLETE_MULTIPART, Verb.ABORT_MULTIPART})


def check_key_brought(call: Call, keeping: Keeping) -> None:
    """Ask for a customer's key where none is needed, or take offence at it; raises `Refused`."""
    on, brings = call.faults.on, call.header(call.names.target_key.key) is not None
    fault = HOUSEKEEPING_NEEDS_KEY if call.verb in _HOUSEKEEPING else DELETE_NEEDS_KEY
    if keeping.encryption.mode is Mode.CUSTOMER and not brings and on(fault):
        raise Refused(_REFUSED)
    if call.verb is Verb.COMPLETE_MULTIPART and brings and on(COMPLETION_TAKES_NO_KEY):
        raise Refused(_REFUSED)


def arranged(call: Call, upload: Upload, parts: Sequence[Part]) -> list[Part]:
    """The parts of an object, in its order."""
    if call.faults.on(PARTS_IN_ORDER_OF_ARRIVAL):
        return [part for part in upload.parts.values() if part in parts]
    return list(parts[:-1] if len(parts) > 1 and call.faults.on(LAST_PART_LOST) else parts)


def keeps_first(call: Call, upload: Upload, number: int) -> bool:
    """Whether a part that is sent again is dropped."""
    return number in upload.parts and call.faults.on(FIRST_PART_STAYS)


def keeping_of(call: Call, upload: Upload) -> Keeping:
    """How the object of an upload is kept, and shown."""
    if call.faults.on(UPLOAD_FORGETS_ENCRYPTION):
        return replace(upload.keeping, encryption=Encryption(mode=Mode.NONE, cipher=upload.keeping.encryption.cipher))
    return upload.keeping

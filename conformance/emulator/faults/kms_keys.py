"""Faults about KMS keys and what goes with them."""

from conformance.emulator.call import Call
from conformance.emulator.errors import Problem, Refused
from conformance.emulator.faults.fault import Fault
from conformance.emulator.kms import Wrapped

KMS_KEY_ID_IGNORED = Fault(
    name="kms-key-id-ignored",
    summary="Whatever KMS key a request names, the default key is used.",
    statements=("obs:N24", "s3:kms.put", "oss:S07", "cos:N29", "obs:N23", "oss:S10"),
)
KMS_KEY_ONLY_SHOWN = Fault(
    name="kms-key-only-shown",
    summary="Answers show the KMS key that was named, and the data key is wrapped under the default key.",
    statements=("obs:N24", "s3:kms.put", "oss:S07", "cos:N29"),
)
DISABLED_KEY_STILL_DECRYPTS = Fault(
    name="disabled-key-still-decrypts",
    summary="What is under a KMS key is read whatever has become of the key.",
    statements=("obs:N37", "s3:kms.disabled-get", "oss:S51", "cos:N37"),
)
OLD_KEY_MATERIAL_FORGOTTEN = Fault(
    name="old-key-material-forgotten",
    summary="What was wrapped before a KMS key was rotated is no longer opened.",
)
CONTEXT_IGNORED = Fault(
    name="context-ignored",
    summary="The encryption context is neither read, bound nor shown.",
    statements=("s3:kms.context", "oss:S53", "cos:N31"),
)
BUCKET_KEY_DROPPED = Fault(
    name="bucket-key-dropped",
    summary="The wish for a bucket key is not shown.",
    statements=("s3:kms.bucketkey",),
)
SM4_NOT_SHOWN = Fault(
    name="sm4-not-shown",
    summary="No answer says that data under a KMS key is sealed with SM4.",
    statements=("obs:N26", "oss:op.cipher-shown", "obs:N28"),
)


def check_material(call: Call, wrapped: Wrapped) -> None:
    """Refuse what was wrapped under older material of its key; raises `Refused`."""
    newest = len(call.world.kms.key(wrapped.key_id).materials) - 1
    if call.faults.on(OLD_KEY_MATERIAL_FORGOTTEN) and wrapped.material < newest:
        raise Refused(Problem(400, "KMS.InvalidCiphertextException", "The data key cannot be opened."))

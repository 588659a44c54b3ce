"""Faults of copies."""

from conformance.emulator.call import Call
from conformance.emulator.encryption import Method, Mode
from conformance.emulator.faults.fault import Fault
from conformance.emulator.objects import StoredObject
from conformance.emulator.rules.customer_keys import source_key
from conformance.emulator.sealing import DataKey

COPY_INHERITS_SOURCE_ENCRYPTION = Fault(
    name="copy-inherits-source-encryption",
    summary="A copy is encrypted as its source is, whatever is asked for.",
    statements=(
        "obs:N85",
        "s3:copy.c-to-plain",
        "oss:S26",
        "cos:N58",
        "s3:copy.c-to-s3",
        "s3:copy.c-to-kms",
        "s3:copy.kms-to-plain",
        "s3:copy.kms-to-s3",
        "s3:copy.kms-to-c",
        "s3:copy.s3-to-plain",
    ),
    precedent="aws/aws-sdk-ruby#3016",
)
COPIES_CIPHERTEXT = Fault(
    name="copies-ciphertext",
    summary="A copy takes over what is stored of an encrypted source, and not what it means.",
    precedent="seaweedfs/seaweedfs#7562",
    statements=(
        "s3:copy.c-to-c",
        "s3:copy.kms-to-kms",
        "s3:copy.s3-to-s3",
        "s3:mpu.partcopy-get",
        "obs:N88",
        "cos:N62",
    ),
)
PART_COPY_IGNORES_RANGE = Fault(
    name="part-copy-ignores-range",
    summary="A part that is to be copied from a range of its source takes all of it.",
    statements=("s3:mpu.partcopy-range",),
)


def method_of_source(call: Call, source: StoredObject, method: Method) -> Method:
    """The method that a copy uses: the one asked for, or its source's."""
    if not call.faults.on(COPY_INHERITS_SOURCE_ENCRYPTION):
        return method
    encryption, key = source.keeping.encryption, source_key(call)
    return Method(
        mode=encryption.mode,
        cipher=encryption.cipher,
        customer_key=key if encryption.mode is Mode.CUSTOMER else None,
        kms_key_id=encryption.kms_key_id,
        context=encryption.context,
    )


def opening_key(call: Call, key: DataKey | None) -> DataKey | None:
    """The key that a copy's source is read with; None for a store that takes over what is stored."""
    return None if call.faults.on(COPIES_CIPHERTEXT) else key

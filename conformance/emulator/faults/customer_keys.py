"""Faults about customers' keys: checks that are left out, and keys that come out."""

from collections.abc import Callable, Mapping

from conformance.emulator.call import Call
from conformance.emulator.encryption import CustomerKey, Encryption
from conformance.emulator.faults.fault import Fault
from conformance.emulator.objects import StoredObject
from conformance.emulator.verbs import Verb

ANY_CUSTOMER_KEY_OPENS = Fault(
    name="any-customer-key-opens",
    summary="An object under a customer's key opens with any well-formed key.",
    statements=("obs:N75", "s3:ssec.get-wrongkey", "cos:N47"),
)
ONLY_KEY_MD5_COMPARED = Fault(
    name="only-key-md5-compared",
    summary="The MD5 header is compared with the one of the upload, and never with the key that it comes with.",
    statements=("obs:N64", "s3:ssec.get-wrongkey-rightmd5", "cos:N44"),
)
CUSTOMER_KEYS_IGNORED = Fault(
    name="customer-keys-ignored",
    summary="Headers that bring a customer's key are overlooked, on writes and on reads.",
    statements=(
        "obs:N60",
        "s3:ssec.get-nokey",
        "cos:N45",
        "s3:ssec.put",
        "s3:ssec.three-headers",
        "obs:N69",
        "obs:N02",
        "cos:N49",
    ),
    precedent="floci-io/floci#1140",
)
NO_KEY_READS_CIPHERTEXT = Fault(
    name="no-key-reads-ciphertext",
    summary="Who brings no key for an object under a customer's key gets what is stored, with a success.",
    statements=("obs:N67", "s3:ssec.get-nokey", "cos:N45"),
)
SKIPS_KEY_CHECK_WHEN_EMPTY = Fault(
    name="skips-key-check-when-empty",
    summary="Objects without content are shown without their customer's key.",
    statements=("s3:ssec.zero-wrongkey",),
    precedent="pgsty/silo#82",
)
HEAD_SKIPS_KEY_CHECK = Fault(
    name="head-skips-key-check",
    summary="HEAD shows an object under a customer's key to any key, and to none.",
    statements=("obs:N68", "s3:ssec.head-wrongkey", "cos:N46"),
    precedent="minio/minio#6600",
)
RANGE_SKIPS_KEY_CHECK = Fault(
    name="range-skips-key-check",
    summary="A range of an object under a customer's key is given to any key, and to none.",
    statements=("obs:N67", "s3:ssec.get-wrongkey", "cos:N47"),
)
PART_NUMBER_SKIPS_KEY_CHECK = Fault(
    name="part-number-skips-key-check",
    summary="A part that is asked for by its number is given to any key, and to none.",
    statements=("s3:mpu.get-nokey",),
)
ATTRIBUTES_SKIP_KEY_CHECK = Fault(
    name="attributes-skip-key-check",
    summary="The attributes of an object under a customer's key are shown to any key, and to none.",
    statements=("s3:ssec.attributes-wrongkey",),
    precedent="pgsty/silo#84",
)
CONDITION_SKIPS_KEY_CHECK = Fault(
    name="condition-skips-key-check",
    summary="A conditional read of an object under a customer's key is answered to any key, and to none.",
    statements=("obs:N67", "cos:N45"),
    precedent="pgsty/silo#84",
)
VERSION_SKIPS_KEY_CHECK = Fault(
    name="version-skips-key-check",
    summary="A version that is asked for by its id is shown to any key, and to none.",
    statements=("s3:ver.old-wrongkey",),
)
COPY_SKIPS_SOURCE_KEY_CHECK = Fault(
    name="copy-skips-source-key-check",
    summary="An object under a customer's key is copied for any key, and for none.",
    statements=("obs:N86", "s3:copy.ssec-wrongsrckey", "cos:N56"),
)
SELF_COPY_SKIPS_KEY_CHECK = Fault(
    name="self-copy-skips-key-check",
    summary="An object under a customer's key is copied onto itself for any key, and for none.",
    statements=("obs:N86", "s3:copy.source-key", "cos:N56"),
    precedent="minio/minio#5625",
)
PART_COPY_SKIPS_SOURCE_KEY_CHECK = Fault(
    name="part-copy-skips-source-key-check",
    summary="A part is copied from an object under a customer's key for any key, and for none.",
    statements=("obs:N100", "s3:mpu.partcopy-wrongsrckey", "cos:N56"),
)
PART_COPY_SKIPS_UPLOAD_KEY_CHECK = Fault(
    name="part-copy-skips-upload-key-check",
    summary="A part is copied into an upload under a customer's key for any key, and for none.",
    statements=("obs:N99", "s3:mpu.partcopy-wrongdstkey", "cos:N53"),
)
APPEND_SKIPS_KEY_CHECK = Fault(
    name="append-skips-key-check",
    summary="An object under a customer's key is appended to with any key, and with none.",
    statements=("obs:N110",),
)
ECHOES_CUSTOMER_KEY = Fault(
    name="echoes-customer-key",
    summary="Answers repeat the customer's key.",
    statements=("cos:N52",),
    precedent="rclone serve s3 1.75, seen",
)

_SKIPS: Mapping[Fault, Callable[[Call, StoredObject], bool]] = {
    SKIPS_KEY_CHECK_WHEN_EMPTY: lambda _, stored: not stored.size,
    HEAD_SKIPS_KEY_CHECK: lambda call, _: call.verb is Verb.HEAD_OBJECT,
    RANGE_SKIPS_KEY_CHECK: lambda call, _: call.verb is Verb.GET_OBJECT and call.header("range") is not None,
    PART_NUMBER_SKIPS_KEY_CHECK: lambda call, _: call.verb is Verb.GET_OBJECT and "partNumber" in call.query,
    ATTRIBUTES_SKIP_KEY_CHECK: lambda call, _: call.verb is Verb.GET_OBJECT_ATTRIBUTES,
    CONDITION_SKIPS_KEY_CHECK: lambda call, _: any(call.header(name) for name in ("if-match", "if-none-match")),
    VERSION_SKIPS_KEY_CHECK: lambda call, _: call.query.get("versionId") is not None,
    COPY_SKIPS_SOURCE_KEY_CHECK: lambda call, _: call.verb is Verb.COPY_OBJECT,
    SELF_COPY_SKIPS_KEY_CHECK: lambda call, stored: call.verb is Verb.COPY_OBJECT and stored.key == call.place.key,
    PART_COPY_SKIPS_SOURCE_KEY_CHECK: lambda call, _: call.verb is Verb.COPY_PART,
    APPEND_SKIPS_KEY_CHECK: lambda call, _: call.verb is Verb.APPEND_OBJECT,
}


def skips_key_check(call: Call, stored: StoredObject) -> bool:
    """Whether a request gets at an object under a customer's key without a look at the key it brings."""
    return any(skips(call, stored) and call.faults.on(fault) for fault, skips in _SKIPS.items())


def skips_upload_key_check(call: Call) -> bool:
    """Whether a part gets into an upload under a customer's key without a look at the key it brings."""
    return call.verb is Verb.COPY_PART and call.faults.on(PART_COPY_SKIPS_UPLOAD_KEY_CHECK)


def opens_anyway(call: Call, key: CustomerKey, encryption: Encryption) -> bool:
    """Whether a key that is not the object's opens it."""
    same_md5 = key.md5 == encryption.customer_key_md5
    return call.faults.on(ANY_CUSTOMER_KEY_OPENS) or (same_md5 and call.faults.on(ONLY_KEY_MD5_COMPARED))

"""Faults about the method that a write asks for."""

from collections.abc import Mapping
from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.encryption import Keeping, Mode
from conformance.emulator.faults.fault import Fault
from conformance.emulator.objects import Description, StoredObject
from conformance.emulator.verbs import Verb

METHOD_IGNORED = Fault(
    name="method-ignored",
    summary="The header that names a method is overlooked, and what goes with it.",
    statements=("obs:N20", "s3:kms.put", "oss:S13", "cos:N1", "s3:s3.put", "obs:N50", "obs:N02", "cos:N28", "oss:S03"),
    precedent="sivchari/kumo#655",
)
POST_IGNORES_ENCRYPTION_FIELDS = Fault(
    name="post-ignores-encryption-fields",
    summary="A form's fields about encryption are overlooked.",
    statements=(
        "s3:post.sse-s3",
        "oss:S58",
        "cos:N50",
        "s3:post.sse-kms",
        "s3:post.ssec",
        "s3:post.ssec-lower",
        "obs:N30",
        "obs:N51",
        "cos:N9",
        "cos:N79",
    ),
    precedent="minio/minio#5606",
)
UPDATE_CHANGES_NOTHING = Fault(
    name="update-changes-nothing",
    summary="Changing the encryption of a stored object is answered with success, and nothing is done.",
    statements=("s3:uoe.s3-to-kms",),
)
COPY_IGNORES_METHOD = Fault(
    name="copy-ignores-method",
    summary="A copy does not look at the encryption that is asked for its destination.",
    statements=(
        "s3:copy.plain-to-kms",
        "oss:S28",
        "cos:N58",
        "s3:copy.plain-to-s3",
        "s3:copy.plain-to-c",
        "s3:copy.s3-to-c",
        "s3:copy.s3-to-kms",
        "obs:N88",
        "cos:N62",
        "oss:S36",
    ),
    precedent="getmoto/moto#4172",
)
MULTIPART_IGNORES_METHOD = Fault(
    name="multipart-ignores-method",
    summary="The beginning of an upload in parts does not look at the encryption that is asked for.",
    statements=("s3:mpu.kms-init", "oss:S21", "s3:mpu.s3-init", "s3:mpu.init", "obs:N95", "cos:N3"),
    precedent="sivchari/kumo#846",
)
APPEND_IGNORES_METHOD = Fault(
    name="append-ignores-method",
    summary="The append that creates an object does not look at the encryption that is asked for.",
    statements=("oss:S29",),
)
OVERWRITE_KEEPS_ENCRYPTION = Fault(
    name="overwrite-keeps-encryption",
    summary="An object that is uploaded again is shown with the encryption that it had before.",
    statements=("s3:ssec.overwrite-plain", "obs:N04"),
)
ENCRYPTED_LOSES_METADATA = Fault(
    name="encrypted-loses-metadata",
    summary="User metadata and content type of encrypted objects are not kept.",
    statements=("s3:ssec.meta",),
)
CONTENT_MD5_OF_CIPHERTEXT = Fault(
    name="content-md5-of-ciphertext",
    summary="Content-MD5 is compared with what is stored, and not with what was sent.",
    statements=("s3:cks.ssec-content-md5",),
)

_BY_VERB: Mapping[Fault, Verb] = {
    POST_IGNORES_ENCRYPTION_FIELDS: Verb.POST_OBJECT,
    COPY_IGNORES_METHOD: Verb.COPY_OBJECT,
    MULTIPART_IGNORES_METHOD: Verb.INITIATE_MULTIPART,
    APPEND_IGNORES_METHOD: Verb.APPEND_OBJECT,
}


def ignores_method(call: Call, *, by_customer: bool) -> bool:
    """Whether a write overlooks what it is asked for; `by_customer` where that is a customer's key."""
    by_verb = any(call.verb is verb and call.faults.on(fault) for fault, verb in _BY_VERB.items())
    return by_verb or (call.faults.on(METHOD_IGNORED) and not by_customer)


def shown_again(call: Call, keeping: Keeping) -> Keeping:
    """How a new object is kept and shown: as it was asked for, or as the object that it replaces."""
    before = call.bucket().newest(call.place.key)
    if not call.faults.on(OVERWRITE_KEEPS_ENCRYPTION) or not isinstance(before, StoredObject):
        return keeping
    return replace(keeping, encryption=replace(before.keeping.encryption, cipher=keeping.encryption.cipher))


def described(call: Call, keeping: Keeping, description: Description) -> Description:
    """What is kept of what a write says about its object."""
    loses = call.faults.on(ENCRYPTED_LOSES_METADATA) and keeping.encryption.mode is not Mode.NONE
    return Description() if loses else description

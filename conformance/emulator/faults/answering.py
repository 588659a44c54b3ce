"""Faults of what answers say: ETags, and how something is encrypted."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.encryption import Encryption, Mode
from conformance.emulator.faults.fault import Fault
from conformance.emulator.stretches import Stretch
from conformance.emulator.verbs import Verb

ETAG_IS_PLAINTEXT_MD5 = Fault(
    name="etag-is-plaintext-md5",
    summary="Every ETag is the MD5 of the plaintext.",
    statements=("obs:N07", "s3:etag.customer-not-md5", "obs:N06", "s3:etag.kms-not-md5"),
    precedent="minio/minio#6680",
)
ETAG_OF_CIPHERTEXT = Fault(
    name="etag-of-ciphertext",
    summary="The ETag of an encrypted object is the MD5 of what is stored.",
    statements=("s3:etag.managed-md5",),
    precedent="minio/minio#6580",
)
DSSE_SHOWN_AS_KMS = Fault(
    name="dsse-shown-as-kms",
    summary="An object under two layers of KMS encryption is shown as one under a single layer.",
    statements=("s3:kms.dsse", "s3:bkt.inherit-dsse"),
)
ETAG_IS_RANDOM = Fault(name="etag-is-random", summary="Every upload gets an ETag of chance.")
ETAG_NOT_KEPT = Fault(
    name="etag-not-kept",
    summary="Reads show another ETag than the upload was answered with.",
    statements=("s3:etag.same", "s3:etag.managed-md5", "oss:etag.put", "obs:etag.range"),
)
JOINED_ETAG_WITHOUT_NUMBER = Fault(
    name="joined-etag-without-number",
    summary="The ETag of an object of parts does not end in the number of its parts.",
    statements=("s3:etag.multipart", "cos:etag.multipart", "obs:N103"),
)
ANSWER_HIDES_ENCRYPTION = Fault(
    name="answer-hides-encryption",
    summary="GET and HEAD do not show how an object is encrypted.",
    statements=(
        "s3:kms.head",
        "oss:S02",
        "s3:s3.get",
        "s3:s3.head",
        "s3:ssec.head",
        "s3:bkt.inherit-kms-head",
        "obs:N24",
        "cos:N20",
        "oss:S20",
    ),
    precedent="adobe/S3Mock#639",
)
WRITE_HIDES_ENCRYPTION = Fault(
    name="write-hides-encryption",
    summary="The answers to uploads, copies and appends do not show how they are encrypted.",
    statements=(
        "s3:kms.put",
        "oss:S13",
        "s3:s3.put",
        "s3:echo.customer",
        "s3:echo.kms",
        "s3:echo.managed",
        "obs:N24",
        "obs:N52",
        "obs:N66",
        "obs:N88",
        "cos:N8",
        "cos:N20",
        "oss:S20",
    ),
    precedent="sivchari/kumo#655",
)
PART_HIDES_ENCRYPTION = Fault(
    name="part-hides-encryption",
    summary="The answers to parts do not show how their upload is encrypted.",
    statements=(
        "s3:mpu.kms-part",
        "oss:S23",
        "oss:S24",
        "s3:echo.customer-copied-part",
        "obs:N24",
        "obs:N52",
        "cos:N20",
        "cos:op.part-copy",
    ),
    precedent="minio/minio#14578",
)
COMPLETION_HIDES_ENCRYPTION = Fault(
    name="completion-hides-encryption",
    summary="The answer to a completion does not show how the object is encrypted.",
    statements=("s3:mpu.kms-complete", "oss:S25", "obs:N102", "cos:N20"),
)
HIDES_KMS_KEY = Fault(
    name="kms-key-not-shown",
    summary="Answers show that a KMS key is used, and not which.",
    statements=("s3:kms.put", "oss:S32", "s3:kms.put-nokeyid", "s3:bkt.kms-nokey", "obs:N22", "cos:N32", "oss:S10"),
    precedent="floci-io/floci#2144",
)
KMS_PROJECT_NOT_SHOWN = Fault(
    name="kms-project-not-shown",
    summary="Answers do not show the project of a KMS key.",
    statements=("obs:N25",),
)
KEY_MD5_NOT_SHOWN = Fault(
    name="customer-key-md5-not-shown",
    summary="Answers show that a customer's key is used, and not its MD5.",
    statements=("cos:N52", "s3:echo.customer", "obs:N66"),
)
CUSTOMER_SHOWN_AS_MANAGED = Fault(
    name="customer-shown-as-managed",
    summary="Objects under a customer's key are shown as under the store's own.",
    precedent="localstack/localstack#11356",
    statements=("s3:echo.customer", "obs:N66"),
)
CLAIMS_ENCRYPTION_ALWAYS = Fault(
    name="claims-encryption-always",
    summary="Objects that are not encrypted are shown as under the store's own key.",
    statements=("cos:N61", "oss:S27"),
)

_OBJECT_WRITES = frozenset({Verb.PUT_OBJECT, Verb.POST_OBJECT, Verb.COPY_OBJECT, Verb.APPEND_OBJECT})
_HIDDEN: Mapping[Fault, frozenset[Verb]] = {
    ANSWER_HIDES_ENCRYPTION: frozenset({Verb.GET_OBJECT, Verb.HEAD_OBJECT}),
    WRITE_HIDES_ENCRYPTION: _OBJECT_WRITES | {Verb.INITIATE_MULTIPART},
    PART_HIDES_ENCRYPTION: frozenset({Verb.UPLOAD_PART, Verb.COPY_PART}),
    COMPLETION_HIDES_ENCRYPTION: frozenset({Verb.COMPLETE_MULTIPART}),
}


def told(call: Call, encryption: Encryption) -> Encryption:
    """The encryption that an answer tells of."""
    if any(call.verb in verbs and call.faults.on(fault) for fault, verbs in _HIDDEN.items()):
        return Encryption(mode=Mode.NONE)
    claims = {CLAIMS_ENCRYPTION_ALWAYS: Mode.NONE, CUSTOMER_SHOWN_AS_MANAGED: Mode.CUSTOMER}
    if any(encryption.mode is mode and call.faults.on(fault) for fault, mode in claims.items()):
        return Encryption(mode=Mode.MANAGED)
    if encryption.mode is Mode.DSSE and call.faults.on(DSSE_SHOWN_AS_KMS):
        return replace(encryption, mode=Mode.KMS)
    return encryption


def etag(call: Call, encryption: Encryption, stretch: Stretch) -> str | None:
    """The ETag of an upload; None where it is as documented."""
    on = call.faults.on
    if on(ETAG_IS_PLAINTEXT_MD5):
        return stretch.plain_md5.hex()
    if encryption.mode is not Mode.NONE and on(ETAG_OF_CIPHERTEXT):
        return stretch.sealed_md5.hex()
    return secrets.token_hex(16) if on(ETAG_IS_RANDOM) else None


def joined_etag(call: Call, etag_: str) -> str:
    """The ETag of an object of parts."""
    return etag_.partition("-")[0] if call.faults.on(JOINED_ETAG_WITHOUT_NUMBER) else etag_


def shown_etag(call: Call, etag_: str) -> str:
    """The ETag that a read shows."""
    return secrets.token_hex(16) if call.faults.on(ETAG_NOT_KEPT) else etag_

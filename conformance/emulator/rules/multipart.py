"""Multipart uploads: encryption is settled when they begin, and every part keeps to it."""

from conformance.emulator.call import Call
from conformance.emulator.encryption import CustomerKey, Mode
from conformance.emulator.faults.customer_keys import opens_anyway, skips_upload_key_check
from conformance.emulator.faults.multipart import check_key_brought
from conformance.emulator.objects import Upload
from conformance.emulator.rules.customer_keys import target_key
from conformance.emulator.rules.methods import brings_customer_headers
from conformance.emulator.rules.openings import open_lock
from conformance.emulator.rules.rule import Rule
from conformance.emulator.rules.transport import check_transport
from conformance.emulator.sealing import DataKey
from conformance.emulator.vault import CustomerLock, WrongKeyError

PART_NEEDS_UPLOAD_KEY = Rule(
    name="part-needs-upload-key",
    serves=("obs:N96", "obs:N97", "obs:N98", "obs:N99", "s3:mpu.part-nokey", "s3:mpu.partcopy-nodstkey", "cos:N53"),
    summary="Every part of an upload under a customer's key brings the key.",
)
PART_KEY_MUST_MATCH = Rule(
    name="part-key-must-match",
    serves=("obs:N97", "obs:N98", "obs:N99", "s3:mpu.part-wrongkey", "s3:mpu.partcopy-wrongdstkey", "cos:N53"),
    summary="Every part of an upload under a customer's key brings the key it began with.",
)
PART_HEADERS_ONLY_WHEN_INITIATED = Rule(
    name="part-headers-only-when-initiated",
    serves=("s3:mpu.noinit-part-key", "cos:N54"),
    summary="A part of any other upload brings no customer key.",
)
PART_TAKES_NO_SSE_HEADER = Rule(
    name="part-takes-no-sse-header",
    serves=(
        "obs:N29",
        "obs:N101",
        "s3:mpu.s3-part-with-sse",
        "oss:S17",
        "oss:S22",
        "cos:N22",
        "s3:mpu.partcopy-with-sse",
    ),
    summary="A part names no method: the upload has one.",
)
COMPLETE_TAKES_NO_SSE_HEADER = Rule(
    name="complete-takes-no-sse-header",
    serves=("obs:N29", "s3:mpu.s3-part-with-sse", "oss:S17", "cos:N55", "s3:mpu.complete-with-sse", "obs:N102"),
    summary="Completing an upload names no method.",
)
COMPLETE_NEEDS_KEY_FOR_CHECKSUM = Rule(
    name="complete-needs-key-for-checksum",
    serves=("s3:mpu.complete-nokey-checksum",),
    summary="Completing an upload under a customer's key brings the key where the object gets a checksum.",
)
PART_ETAGS_MUST_MATCH = Rule(
    name="part-etags-must-match",
    serves=("obs:N104",),
    summary="The parts that a completion lists are the parts that were uploaded.",
)
RULES = (
    PART_NEEDS_UPLOAD_KEY,
    PART_KEY_MUST_MATCH,
    PART_HEADERS_ONLY_WHEN_INITIATED,
    PART_TAKES_NO_SSE_HEADER,
    COMPLETE_TAKES_NO_SSE_HEADER,
    COMPLETE_NEEDS_KEY_FOR_CHECKSUM,
    PART_ETAGS_MUST_MATCH,
)


def open_for_part(call: Call, upload: Upload) -> DataKey | None:
    """The data key for a part, None in a plain upload; raises `Refused` where the part does not keep to the upload."""
    if brings_customer_headers(call):
        check_transport(call, Mode.CUSTOMER)
    check_transport(call, upload.keeping.encryption.mode)
    word = call.setting(call.names.sse)
    if call.rules.on(PART_TAKES_NO_SSE_HEADER) and word is not None:
        raise call.rules.refusal(PART_TAKES_NO_SSE_HEADER, value=word)
    key = target_key(call)
    if isinstance(upload.keeping.lock, CustomerLock):
        return _open_with_customer_key(call, upload, upload.keeping.lock, key)
    if call.rules.on(PART_HEADERS_ONLY_WHEN_INITIATED) and key is not None:
        raise call.rules.refusal(PART_HEADERS_ONLY_WHEN_INITIATED)
    return open_lock(call, upload.keeping)


def check_completion(call: Call, upload: Upload) -> None:
    """Check the headers of a completion; raises `Refused`."""
    check_key_brought(call, upload.keeping)
    word = call.setting(call.names.sse)
    if call.rules.on(COMPLETE_TAKES_NO_SSE_HEADER) and word is not None:
        raise call.rules.refusal(COMPLETE_TAKES_NO_SSE_HEADER, value=word)
    key = target_key(call)
    lock = upload.keeping.lock
    if not isinstance(lock, CustomerLock):
        return
    if call.rules.on(COMPLETE_NEEDS_KEY_FOR_CHECKSUM) and upload.checksum_algorithm and key is None:
        raise call.rules.refusal(COMPLETE_NEEDS_KEY_FOR_CHECKSUM)
    if key is not None:
        _open_with_customer_key(call, upload, lock, key)


def _open_with_customer_key(call: Call, upload: Upload, lock: CustomerLock, key: CustomerKey | None) -> DataKey:
    vault, cipher = call.world.vault, upload.keeping.encryption.cipher
    if skips_upload_key_check(call):
        return vault.open_without_key(lock, cipher)
    if key is None:
        if call.rules.on(PART_NEEDS_UPLOAD_KEY):
            raise call.rules.refusal(PART_NEEDS_UPLOAD_KEY)
        return vault.open_without_key(lock, cipher)
    try:
        return vault.open(lock, cipher, key.secret)
    except WrongKeyError:
        if call.rules.on(PART_KEY_MUST_MATCH) and not opens_anyway(call, key, upload.keeping.encryption):
            raise call.rules.refusal(PART_KEY_MUST_MATCH) from None
        return vault.open_without_key(lock, cipher)

"""Client-side encryption as a store sees it: metadata that comes whole, agrees, and stays (OSS facts 4, 7.1).

OSS never opens what a client has encrypted; it looks at the metadata that goes with it, and refuses what does not fit.
"""

from collections.abc import Mapping
from math import ceil

from conformance.emulator.call import Call
from conformance.emulator.describing import description
from conformance.emulator.numbers import natural
from conformance.emulator.objects import StoredObject, Upload
from conformance.emulator.rules.rule import Rule

ENVELOPE_MUST_BE_WHOLE = Rule(
    name="client-envelope-whole",
    serves=("oss:C-12",),
    summary="Metadata of client-side encryption has wrapped key, wrapped start, cipher and wrapping, or none of them.",
)
ENVELOPE_SIZES_MUST_BE_GIVEN = Rule(
    name="client-sizes-given",
    serves=("oss:C-16", "oss:C-20"),
    summary="An upload in parts of what a client encrypts says how large the whole and each part will be.",
)
ENVELOPE_SIZES_MUST_FIT = Rule(
    name="client-sizes-fit",
    serves=("oss:C-17", "oss:C-24"),
    summary="Parts of what a client encrypts are multiples of 16 bytes, and 10,000 at most.",
)
PARTS_REPEAT_ENVELOPE = Rule(
    name="client-parts-repeat-envelope",
    serves=("oss:C-23",),
    summary="Every part of what a client encrypts comes with the metadata of the upload's beginning.",
)
PARTS_HAVE_DECLARED_SIZE = Rule(
    name="client-parts-as-declared",
    serves=("oss:C-18",),
    summary="Every part of what a client encrypts has the size that was declared, and the last one what is left.",
)
PARTS_ARE_NOT_MORE_THAN_DECLARED = Rule(
    name="client-parts-not-more",
    serves=("oss:C-25",),
    summary="What a client encrypts has no more parts than its sizes make.",
)
ENVELOPE_STAYS = Rule(
    name="client-envelope-stays",
    serves=("oss:C-21",),
    summary="A copy does not change the metadata of client-side encryption.",
)
ENCRYPTED_PARTS_ARE_NOT_COPIED = Rule(
    name="client-parts-not-copied",
    serves=("oss:C-22",),
    summary="No part is copied from an object that a client encrypted.",
)
RULES = (
    ENVELOPE_MUST_BE_WHOLE,
    ENVELOPE_SIZES_MUST_BE_GIVEN,
    ENVELOPE_SIZES_MUST_FIT,
    PARTS_REPEAT_ENVELOPE,
    PARTS_HAVE_DECLARED_SIZE,
    PARTS_ARE_NOT_MORE_THAN_DECLARED,
    ENVELOPE_STAYS,
    ENCRYPTED_PARTS_ARE_NOT_COPIED,
)

PREFIX = "client-side-encryption-"
NEEDED = ("key", "start", "cek-alg", "wrap-alg")
DATA_SIZE, PART_SIZE = "data-size", "part-size"
CIPHER_BLOCK = 16
MOST_PARTS = 10_000

Envelope = Mapping[str, str]
"""Metadata of client-side encryption by name, without what all the names begin with; empty for what is no client's."""


def envelope_of(pairs: tuple[tuple[str, str], ...]) -> Envelope:
    """The metadata of client-side encryption among all metadata."""
    return {name.removeprefix(PREFIX): value for name, value in pairs if name.startswith(PREFIX)}


def check_envelope(call: Call) -> None:
    """Check the metadata that comes with an object; raises `Refused`."""
    envelope = envelope_of(description(call).metadata)
    whole = all(envelope.get(name) for name in NEEDED)
    if any(name in envelope for name in NEEDED) and not whole and call.rules.on(ENVELOPE_MUST_BE_WHOLE):
        raise call.rules.refusal(ENVELOPE_MUST_BE_WHOLE)


def check_beginning(call: Call) -> None:
    """Check the metadata that an upload begins with; raises `Refused`."""
    check_envelope(call)
    envelope = envelope_of(description(call).metadata)
    if not envelope.get("key"):
        return
    given = DATA_SIZE in envelope and PART_SIZE in envelope
    if not given and call.rules.on(ENVELOPE_SIZES_MUST_BE_GIVEN):
        raise call.rules.refusal(ENVELOPE_SIZES_MUST_BE_GIVEN)
    if given and call.rules.on(ENVELOPE_SIZES_MUST_FIT) and not _fit(*_sizes(envelope)):
        raise call.rules.refusal(ENVELOPE_SIZES_MUST_FIT)


def check_part(call: Call, upload: Upload, number: int) -> None:
    """Check a part before its content is asked for; raises `Refused`."""
    begun = envelope_of(upload.description.metadata)
    if not begun.get("key"):
        return
    brought = envelope_of(description(call).metadata)
    if call.rules.on(PARTS_REPEAT_ENVELOPE) and any(brought.get(name) != value for name, value in begun.items()):
        raise call.rules.refusal(PARTS_REPEAT_ENVELOPE)
    count = _count(*_sizes(begun))
    if count is not None and number > count and call.rules.on(PARTS_ARE_NOT_MORE_THAN_DECLARED):
        raise call.rules.refusal(PARTS_ARE_NOT_MORE_THAN_DECLARED)


def check_part_size(call: Call, upload: Upload, number: int, size: int) -> None:
    """Check how much a part has brought; raises `Refused`."""
    data, part = _sizes(envelope_of(upload.description.metadata))
    count = _count(data, part)
    if count is None or not call.rules.on(PARTS_HAVE_DECLARED_SIZE):
        return
    if size != (part if number < count else data - (count - 1) * part):
        raise call.rules.refusal(PARTS_HAVE_DECLARED_SIZE)


def check_stays(call: Call, source: StoredObject, *, replaces: bool) -> None:
    """Check the metadata of a copy; raises `Refused`."""
    before = envelope_of(source.description.metadata)
    changed = replaces and before and envelope_of(description(call).metadata) != before
    if changed and call.rules.on(ENVELOPE_STAYS):
        raise call.rules.refusal(ENVELOPE_STAYS)


def check_not_copied(call: Call, source: StoredObject) -> None:
    """Check the source of a part; raises `Refused`."""
    if envelope_of(source.description.metadata).get("key") and call.rules.on(ENCRYPTED_PARTS_ARE_NOT_COPIED):
        raise call.rules.refusal(ENCRYPTED_PARTS_ARE_NOT_COPIED)


def _sizes(envelope: Envelope) -> tuple[int, int]:
    """Size of the whole and of a part; 0 for what is no number."""
    data, part = (natural(envelope.get(name, "")) or 0 for name in (DATA_SIZE, PART_SIZE))
    return data, part


def _fit(data: int, part: int) -> bool:
    count = _count(data, part)
    return count is not None and part % CIPHER_BLOCK == 0 and count <= MOST_PARTS


def _count(data: int, part: int) -> int | None:
    return ceil(data / part) if data and part else None

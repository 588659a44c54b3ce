"""Faults of reads: the wrong bytes, too few of them, or those of another version."""

from collections.abc import AsyncIterator
from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.faults.fault import Fault
from conformance.emulator.http import Response
from conformance.emulator.objects import StoredObject
from conformance.emulator.rules.ranges import Span
from conformance.emulator.sealing import BLOCK, IV_BYTES
from conformance.emulator.stretches import Stretch
from conformance.emulator.verbs import Verb

ARCHIVED_IS_READ = Fault(
    name="archived-is-read",
    summary="An archived object is read without being restored.",
    statements=("cos:err.archived", "oss:err.archived"),
)
RANGE_COUNTER_OFF = Fault(
    name="range-counter-off",
    summary="What does not begin at the start of an object is opened with a counter that is one block ahead.",
    precedent="seaweedfs/seaweedfs#8216",
    statements=("s3:kms.range", "s3:ssec.range"),
)
COUNTER_RESTARTS_AT_PART = Fault(
    name="counter-restarts-at-part",
    summary="Later parts and appends are opened as if each began with the first one's keystream.",
    statements=("s3:mpu.range-cross",),
    precedent="ceph/ceph#27130",
)
RANGE_OFF_BY_ONE = Fault(
    name="range-off-by-one",
    summary="A range ends a byte too early.",
    statements=("s3:ssec.range", "oss:http.range", "s3:kms.range"),
)
RANGE_ROUNDED_TO_BLOCK = Fault(
    name="range-rounded-to-block",
    summary="A range begins at the cipher block that holds its first byte.",
    statements=("s3:ssec.range", "oss:http.range", "cos:http.range"),
    precedent="minio/minio#5576",
)
RANGE_IGNORED = Fault(
    name="range-ignored",
    summary="The whole object answers a read of a range.",
    statements=("s3:ssec.range", "oss:http.range", "cos:http.range"),
)
PARTIAL_AS_WHOLE = Fault(
    name="partial-as-whole",
    summary="A range is answered with the status of a whole object.",
    statements=("s3:ssec.range", "oss:http.range", "cos:http.range"),
)
PART_NUMBER_IGNORED = Fault(
    name="part-number-ignored",
    summary="The whole object answers a read of one part.",
    statements=("s3:mpu.get-part2",),
)
PART_NUMBER_OFF = Fault(
    name="part-number-off",
    summary="A part that is read by its number begins a byte late for every part before it.",
    statements=("s3:mpu.get-part2",),
    precedent="minio/minio#11025",
)
PART_NUMBER_NOT_DECRYPTED = Fault(
    name="part-number-not-decrypted",
    summary="A part that is read by its number comes as it is stored.",
    statements=("s3:mpu.get-part2",),
    precedent="ceph/ceph#60019",
)
LAST_BLOCK_LOST = Fault(
    name="last-block-lost",
    summary="An object is read without its last, incomplete cipher block.",
    precedent="seaweedfs/seaweedfs#8908",
    statements=("s3:ssec.size-15", "s3:ssec.size-17", "s3:ssec.size-1m+1", "cos:N18"),
)
ANSWERS_END_EARLY = Fault(
    name="answers-end-early",
    summary="Reads break off after half of the content, without a word.",
    precedent="seaweedfs/seaweedfs#8908",
)
NOT_DECRYPTED = Fault(
    name="not-decrypted",
    summary="Reads of encrypted objects are answered with what is stored.",
    statements=("oss:S01", "s3:ssec.get", "s3:s3.get", "s3:mpu.get", "obs:N01", "cos:N7", "cos:N33"),
    precedent="seaweedfs/seaweedfs#7363",
)


def as_opened(call: Call, stretches: tuple[Stretch, ...], start: int) -> tuple[Stretch, ...]:
    """The stretches as a read from `start` opens them."""
    on = call.faults.on
    if on(NOT_DECRYPTED) or (_reads_part(call) and on(PART_NUMBER_NOT_DECRYPTED)):
        return tuple(replace(stretch, iv=None) for stretch in stretches)
    if len(stretches) > 1 and on(COUNTER_RESTARTS_AT_PART):
        return tuple(replace(stretch, iv=stretch.iv and stretches[0].iv) for stretch in stretches)
    if start > 0 and on(RANGE_COUNTER_OFF):
        return tuple(replace(stretch, iv=stretch.iv and _next(stretch.iv)) for stretch in stretches)
    return stretches


def ignores_part(call: Call) -> bool:
    """Whether a read does not look at the number of a part, or at a range."""
    return call.faults.on(PART_NUMBER_IGNORED if _reads_part(call) else RANGE_IGNORED)


def shown(call: Call, stored: StoredObject, span: Span | None) -> Span:
    """The bytes that answer a read of a span, or of the whole object."""
    on = call.faults.on
    if span is None:
        return Span(0, stored.size - stored.size % BLOCK if on(LAST_BLOCK_LOST) else stored.size)
    if _reads_part(call):
        late = int(call.query["partNumber"]) - 1 if on(PART_NUMBER_OFF) else 0
        return Span(min(span.start + late, span.stop), span.stop)
    if on(RANGE_OFF_BY_ONE):
        return Span(span.start, span.stop - 1)
    if on(RANGE_ROUNDED_TO_BLOCK):
        return Span(span.start - span.start % BLOCK, span.stop - span.start % BLOCK)
    return span


def as_sent(call: Call, answer: Response) -> Response:
    """An answer with content, as it goes out."""
    whole, length = answer.body, answer.length or 0
    if not call.faults.on(ANSWERS_END_EARLY) or isinstance(whole, bytes):
        return answer

    async def half() -> AsyncIterator[bytes]:
        left = length // 2
        async for chunk in whole():
            yield chunk[:left]
            left = max(left - len(chunk), 0)

    return replace(answer, body=half, length=None)


def _next(iv: bytes) -> bytes:
    return ((int.from_bytes(iv, "big") + 1) % (1 << 8 * IV_BYTES)).to_bytes(IV_BYTES, "big")


def _reads_part(call: Call) -> bool:
    """Whether one part is read, by its number."""
    return call.verb is Verb.GET_OBJECT and "partNumber" in call.query

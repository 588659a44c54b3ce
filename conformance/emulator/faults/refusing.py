"""Faults of refusals: what they do all the same, what they give away, how they are worded."""

from collections.abc import Mapping
from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.errors import Problem, Refused
from conformance.emulator.faults.fault import Fault, Faults
from conformance.emulator.http import Response
from conformance.emulator.objects import StoredObject
from conformance.emulator.rules.rule import Point, Rule
from conformance.emulator.stretches import StretchWriter
from conformance.emulator.verbs import Verb

REFUSED_WRITE_OVERWRITES = Fault(
    name="refused-write-overwrites",
    summary="An upload, copy or part that is refused has emptied what was there before.",
    statements=("s3:ssec.bad-left-nothing",),
)
REFUSED_DELETE_DELETES = Fault(
    name="refused-delete-deletes", summary="A bucket whose removal is refused, as it is not empty, is gone."
)
REFUSAL_CARRIES_PLAINTEXT = Fault(
    name="refusal-carries-plaintext",
    summary="The refusal of a read has the object's plaintext for its body.",
    statements=("obs:N67", "s3:ssec.get-nokey", "cos:N45"),
)
CUSTOMER_KEY_IN_ERROR = Fault(
    name="customer-key-in-error",
    summary="The refusal of a request repeats the customer's key that it brought.",
    statements=("cos:N52",),
    precedent="CVE-2018-16889",
)
KEY_REFUSAL_IS_SERVER_ERROR = Fault(
    name="key-refusal-is-server-error",
    summary="What is wrong with a customer's key is answered as an error of the store.",
    precedent="minio/minio#6431",
)
REFUSALS_ALL_ALIKE = Fault(
    name="refusals-all-alike",
    summary="Whatever is refused is answered 400 BadRequest.",
    precedent="minio/minio#5202",
)
REFUSAL_IS_SERVER_ERROR = Fault(
    name="refusal-is-server-error",
    summary="Whatever is refused is answered as an error of the store.",
)
UNFORESEEN_IS_SERVER_ERROR = Fault(
    name="unforeseen-is-server-error",
    summary="Requests on whose answer the documents are silent are answered with an error of the store.",
)

_WRITES = frozenset({Verb.PUT_OBJECT, Verb.COPY_OBJECT, Verb.APPEND_OBJECT})
_ABOUT_BUCKETS = frozenset({Verb.HEAD_BUCKET, Verb.CREATE_BUCKET, Verb.DELETE_BUCKET})
"""Their refusals stay as they are: without them nobody could tell whose a bucket is."""
_PARTS = frozenset({Verb.UPLOAD_PART, Verb.COPY_PART})


def answers(faults: Faults, points: Mapping[Rule, Point]) -> Mapping[Rule, Point]:
    """A dialect's answers to what breaks its rules."""
    if not faults.on(UNFORESEEN_IS_SERVER_ERROR):
        return points
    error = Problem(500, "InternalError", "We encountered an internal error.")
    return {rule: replace(point, permitted=(error,)) if point.silent else point for rule, point in points.items()}


def reworded(call: Call, refused: Refused) -> Refused:
    """The refusal as it is answered, after what is done all the same."""
    if call.faults.on(REFUSED_WRITE_OVERWRITES):
        _empty(call)
    bucket = call.world.store.find(call.place.bucket or "")
    if call.verb is Verb.DELETE_BUCKET and bucket is not None and call.faults.on(REFUSED_DELETE_DELETES):
        call.world.store.remove(bucket)
    names = (*call.names.target_key.all, *call.names.source_key.all)
    brought = [call.header(name) for name in names if call.header(name)]
    if call.verb not in _ABOUT_BUCKETS and call.faults.on(REFUSALS_ALL_ALIKE):
        refused.status, refused.code = 400, "BadRequest"
    on = call.faults.on
    everywhere = call.verb not in _ABOUT_BUCKETS and on(REFUSAL_IS_SERVER_ERROR)
    if everywhere or (brought and on(KEY_REFUSAL_IS_SERVER_ERROR)):
        refused.status, refused.code = 500, "InternalError"
    if brought and on(CUSTOMER_KEY_IN_ERROR):
        refused.elements += tuple(("Brought", value) for value in brought if value)
    return refused


def answered(call: Call, answer: Response) -> Response:
    """The answer to a refusal, as it goes out."""
    bucket = call.world.store.find(call.place.bucket or "")
    stored = bucket.newest(call.place.key) if bucket else None
    if not call.faults.on(REFUSAL_CARRIES_PLAINTEXT) or not isinstance(stored, StoredObject):
        return answer
    if call.verb is not Verb.GET_OBJECT:
        return answer
    lock, cipher = stored.keeping.lock, stored.keeping.encryption.cipher
    key = call.world.vault.open_anyway(lock, cipher) if lock else None
    content = b"".join(
        (key.keystream(part.iv) if key and part.iv else bytes)(part.sealed.read(0, part.size))
        for part in stored.stretches
    )
    return replace(answer, body=content, length=None)


def _empty(call: Call) -> None:
    """Empty the object or part that a refused write was to replace."""
    bucket = call.world.store.find(call.place.bucket or "")
    stored = bucket.newest(call.place.key) if bucket else None
    empty = StretchWriter(None).finish()
    if bucket and call.verb in _WRITES and isinstance(stored, StoredObject):
        bucket.replace(replace(stored, stretches=(empty,)))
    upload = bucket.uploads.get(call.query.get("uploadId", "")) if bucket else None
    if upload and call.verb in _PARTS:
        upload.parts.update({number: replace(part, stretch=empty) for number, part in upload.parts.items()})

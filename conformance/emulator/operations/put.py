"""PutObject, and what every write of a whole object shares with it."""

from datetime import UTC, datetime

from conformance.emulator import conditions
from conformance.emulator.call import Call
from conformance.emulator.describing import description
from conformance.emulator.encryption import Encryption, Keeping
from conformance.emulator.faults import answering, methods
from conformance.emulator.http import Response
from conformance.emulator.objects import Description, StoredObject
from conformance.emulator.receiving import Received, receive
from conformance.emulator.rules.client_envelopes import check_envelope
from conformance.emulator.rules.inheritance import keep_new, method_for_write
from conformance.emulator.showing import checksum_headers, crc64_header, encryption_headers, etag_header, version_header
from conformance.emulator.store import Bucket
from conformance.emulator.stretches import Stretch


async def put_object(call: Call) -> Response:
    """Store an object. Everything about its keys is settled before the body is asked for."""
    stored = await take_in(call, call.bucket(), call.place.key)
    return Response(status=200, headers=written_headers(call, stored))


async def take_in(call: Call, bucket: Bucket, key: str) -> StoredObject:
    """Receive an object and commit it; raises `Refused`, and then the bucket is as it was."""
    conditions.check_write(call, _existing(bucket, key))
    check_envelope(call)
    keeping = keep_new(call, method_for_write(call, bucket))
    described = description(call)
    received = await receive(call, keeping)
    return call.bucket(bucket.name).put(simple_object(call, key, received, keeping, described))


def simple_object(call: Call, key: str, received: Received, keeping: Keeping, described: Description) -> StoredObject:
    """What was received, as an object."""
    return StoredObject(
        key=key,
        owner=call.owner,
        modified=now(),
        etag=etag_of(call, keeping.encryption, received.stretch),
        stretches=(received.stretch,),
        keeping=methods.shown_again(call, at_rest(keeping)),
        description=methods.described(call, keeping, described),
        checksums=received.checksums,
    )


def etag_of(call: Call, encryption: Encryption, stretch: Stretch) -> str:
    """The ETag of an object or part that was written in one go."""
    etag = answering.etag(call, encryption, stretch) or call.dialect.etag(call.verb, encryption, stretch)
    return call.dialect.spell_etag(etag)


def at_rest(keeping: Keeping) -> Keeping:
    """What is kept of a keeping: everything but the data key."""
    return Keeping(keeping.encryption, keeping.lock)


def written_headers(call: Call, stored: StoredObject) -> tuple[tuple[str, str], ...]:
    """What the answer to a write says."""
    return (
        etag_header(stored.etag),
        *crc64_header(call, stored.crc64),
        *version_header(call, stored, call.bucket().versioning),
        *checksum_headers(call, stored.checksums),
        *encryption_headers(call, stored.keeping.encryption),
    )


def now() -> datetime:
    """The moment, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def _existing(bucket: Bucket, key: str) -> StoredObject | None:
    newest = bucket.newest(key)
    return newest if isinstance(newest, StoredObject) else None

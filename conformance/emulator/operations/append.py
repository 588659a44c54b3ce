"""AppendObject: an object that grows, under one data key, a stretch of its own for every append (OBS facts 2.2)."""

from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.describing import description
from conformance.emulator.encryption import Mode
from conformance.emulator.errors import Condition
from conformance.emulator.http import Response
from conformance.emulator.objects import StoredObject
from conformance.emulator.operations.put import etag_of, now, simple_object
from conformance.emulator.receiving import receive
from conformance.emulator.rules.appending import check_names_no_key, check_names_no_method, check_position
from conformance.emulator.rules.customer_keys import target_key
from conformance.emulator.rules.inheritance import keep_new, method_for_write
from conformance.emulator.rules.methods import brings_customer_headers
from conformance.emulator.rules.openings import APPEND, open_data
from conformance.emulator.rules.transport import check_transport
from conformance.emulator.sealing import DataKey
from conformance.emulator.showing import crc64_header, encryption_headers, etag_header
from conformance.emulator.store import Bucket


async def append_object(call: Call) -> Response:
    """Create an object by its first append, or add to one that was made so."""
    bucket = call.bucket()
    existing = _existing(call, bucket)
    check_position(call, existing)
    stored = await (_create(call, bucket) if existing is None else _grow(call, existing))
    position = (call.names.of("next-append-position"), str(stored.size))
    # The ETag is that of this append's data (N112).
    crc = crc64_header(call, stored.crc64)
    headers = (etag_header(stored.etag), position, *crc, *encryption_headers(call, stored.keeping.encryption))
    return Response(status=200, headers=headers)


async def _create(call: Call, bucket: Bucket) -> StoredObject:
    check_names_no_key(call)
    keeping = keep_new(call, method_for_write(call, bucket))
    received = await receive(call, keeping)
    check_position(call, _existing(call, call.bucket()))
    created = simple_object(call, call.place.key, received, keeping, description(call))
    return call.bucket().put(replace(created, appendable=True))


async def _grow(call: Call, existing: StoredObject) -> StoredObject:
    key = _open_for_append(call, existing)
    received = await receive(call, replace(existing.keeping, key=key))
    if _existing(call, call.bucket()) is not existing:
        # Something else came first while this append's body arrived.
        raise call.refusal(Condition.POSITION, length="another by now")
    grown = replace(
        existing,
        stretches=(*existing.stretches, received.stretch),
        etag=etag_of(call, existing.keeping.encryption, received.stretch),
        modified=now(),
    )
    call.bucket().replace(grown)
    return grown


def _open_for_append(call: Call, existing: StoredObject) -> DataKey | None:
    """The data key for a later append; raises `Refused` where its headers are not those of the object."""
    if brings_customer_headers(call):
        check_transport(call, Mode.CUSTOMER)
    check_transport(call, existing.keeping.encryption.mode)
    check_names_no_method(call)
    return open_data(call, existing, target_key(call), APPEND)


def _existing(call: Call, bucket: Bucket) -> StoredObject | None:
    newest = bucket.newest(call.place.key)
    return newest if isinstance(newest, StoredObject) else None

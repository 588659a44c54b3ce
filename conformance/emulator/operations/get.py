"""GetObject, HeadObject and GetObjectAttributes."""

from collections.abc import AsyncIterator

from conformance.emulator import conditions
from conformance.emulator.call import Call
from conformance.emulator.checksums import PREFIX
from conformance.emulator.encryption import Mode
from conformance.emulator.errors import Condition
from conformance.emulator.faults import reading
from conformance.emulator.http import Response
from conformance.emulator.numbers import natural
from conformance.emulator.objects import ARCHIVED, StoredObject
from conformance.emulator.rules.customer_keys import target_key
from conformance.emulator.rules.kms_keys import check_not_anonymous
from conformance.emulator.rules.methods import brings_customer_headers, check_read
from conformance.emulator.rules.openings import READ, check_key, open_data
from conformance.emulator.rules.ranges import Span, part_span, wanted
from conformance.emulator.rules.transport import check_transport
from conformance.emulator.sealing import DataKey
from conformance.emulator.showing import (
    checksum_elements,
    checksum_headers,
    etag_header,
    http_date,
    object_headers,
    version_header,
    xml_answer,
)
from conformance.emulator.stretches import read
from conformance.emulator.verbs import Verb
from conformance.emulator.xml import Tree


async def get_object(call: Call) -> Response:
    """Show an object's content."""
    stored, key = _opened(call)
    check_not_archived(call, stored)
    return _answer(call, stored, key)


async def head_object(call: Call) -> Response:
    """Show what is known about an object."""
    stored, _ = _opened(call)
    return _answer(call, stored, None)


async def get_object_meta(call: Call) -> Response:
    """Show length, ETag and date of an object, and nothing of its encryption (OSS facts 2)."""
    stored = call.object(call.bucket(), call.place.key, call.query.get("versionId"))
    check_not_anonymous(call, stored.keeping.encryption.mode)
    headers = (("Last-Modified", http_date(stored.modified)), etag_header(stored.etag))
    return Response(status=200, headers=headers, length=stored.size)


async def get_object_attributes(call: Call) -> Response:
    """Show some attributes of an object as a document."""
    stored, _ = _opened(call)
    asked = {name.strip() for name in (call.header(call.names.of("object-attributes")) or "").split(",")}
    attributes = (
        Tree("ETag", stored.etag),
        Tree("Checksum", checksum_elements(stored.checksums)),
        Tree("ObjectParts", [Tree("TotalPartsCount", str(len(stored.part_sizes)))]),
        Tree("StorageClass", stored.description.storage_class or "STANDARD"),
        Tree("ObjectSize", str(stored.size)),
    )
    shown = [tree for tree in attributes if tree.name in asked and (tree.name != "ObjectParts" or stored.part_sizes)]
    headers = (
        ("Last-Modified", http_date(stored.modified)),
        *version_header(call, stored, call.bucket().versioning),
    )
    return xml_answer(call, Tree("GetObjectAttributesResponse", shown), headers)


def check_not_archived(call: Call, stored: StoredObject) -> None:
    """Check that an object's content is at hand; raises `Refused`."""
    archived = stored.description.storage_class in ARCHIVED and not stored.restored
    if archived and not call.faults.on(reading.ARCHIVED_IS_READ):
        raise call.refusal(Condition.ARCHIVED)


def _opened(call: Call) -> tuple[StoredObject, DataKey | None]:
    """The addressed object, and its data key where its content is wanted; raises `Refused`."""
    if brings_customer_headers(call):
        check_transport(call, Mode.CUSTOMER)
    check_read(call)
    key = target_key(call)
    stored = call.object(call.bucket(), call.place.key, call.query.get("versionId"))
    check_transport(call, stored.keeping.encryption.mode)
    check_not_anonymous(call, stored.keeping.encryption.mode)
    if call.verb is Verb.GET_OBJECT:
        return stored, open_data(call, stored, key, READ)
    check_key(call, stored, key, READ)
    return stored, None


def _answer(call: Call, stored: StoredObject, key: DataKey | None) -> Response:
    headers = (*object_headers(call, stored, call.bucket().versioning), *_checksums(call, stored))
    if not conditions.check(call, stored):
        return Response(status=304, headers=headers)
    span, parts = _wanted(call, stored)
    status = 200 if span is None or call.faults.on(reading.PARTIAL_AS_WHOLE) else 206
    if span is not None:
        headers += (("Content-Range", f"bytes {span.start}-{span.stop - 1}/{stored.size}"), *parts)
    chosen = reading.shown(call, stored, span)
    stretches = reading.as_opened(call, stored.stretches, chosen.start)

    def body() -> AsyncIterator[bytes]:
        return read(stretches, key, chosen.start, chosen.stop)

    answer = Response(status=status, headers=headers, body=body, length=chosen.stop - chosen.start)
    return reading.as_sent(call, answer)


def _wanted(call: Call, stored: StoredObject) -> tuple[Span | None, tuple[tuple[str, str], ...]]:
    """The bytes that are asked for, and how many parts there are where one of them is."""
    number = call.query.get("partNumber")
    if reading.ignores_part(call):
        return None, ()
    if number is None:
        return wanted(call, stored), ()
    try:
        span = part_span(stored, natural(number) or 0)
    except IndexError:
        raise call.refusal(Condition.RANGE, size=str(stored.size)) from None
    count = ((call.names.of("mp-parts-count"), str(len(stored.part_sizes))),) if stored.part_sizes else ()
    return (span if span.stop > span.start else None), count


def _checksums(call: Call, stored: StoredObject) -> tuple[tuple[str, str], ...]:
    """Checksums are shown to who asks for them, and only with the whole object."""
    asked = (call.header(call.names.of(f"{PREFIX}mode")) or "").upper() == "ENABLED"
    whole = call.header("range") is None and "partNumber" not in call.query
    return checksum_headers(call, stored.checksums) if asked and whole else ()

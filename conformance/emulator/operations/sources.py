"""The source of a copy: found, checked, opened, and read into what is written."""

import asyncio
import re
from urllib.parse import unquote

from conformance.emulator import conditions
from conformance.emulator.call import Call
from conformance.emulator.checksums import ALGORITHMS
from conformance.emulator.encryption import Keeping
from conformance.emulator.errors import Condition
from conformance.emulator.faults.copying import PART_COPY_IGNORES_RANGE, opening_key
from conformance.emulator.faults.reading import as_opened
from conformance.emulator.objects import StoredObject
from conformance.emulator.operations.get import check_not_archived
from conformance.emulator.receiving import Intake, Received
from conformance.emulator.rules.access import check_bucket_access
from conformance.emulator.rules.customer_keys import source_key
from conformance.emulator.rules.openings import COPY, open_data
from conformance.emulator.rules.ranges import Span
from conformance.emulator.rules.transport import check_source_transport
from conformance.emulator.sealing import DataKey
from conformance.emulator.stretches import read
from conformance.emulator.verbs import Verb

_RANGE = re.compile("bytes=([0-9]{1,19})-([0-9]{1,19})")


def find_source(call: Call) -> StoredObject:
    """The object that the request's header names, where its conditions hold; raises `Refused`."""
    check_source_transport(call)
    bucket_name, key, version_id = source_named(call)
    bucket = call.bucket(bucket_name)
    check_bucket_access(call, bucket, Verb.GET_OBJECT, key)
    stored = call.object(bucket, key, version_id)
    check_not_archived(call, stored)
    if not conditions.check(call, stored, prefix=call.names.of("copy-source-")):
        raise call.refusal(Condition.PRECONDITION_FAILED, condition="If-None-Match")
    return stored


def source_named(call: Call) -> tuple[str, str, str | None]:
    """Bucket, key and version id of a copy source header's value; raises `Refused` where it names no bucket."""
    text = call.header(call.names.of("copy-source")) or ""
    path, _, version = text.partition("?versionId=")
    first, slash, key = unquote(path).removeprefix("/").partition("/")
    bucket = _bucket_of(call, first) if call.dialect.sources_by_host else first
    if not (bucket and slash):
        raise call.refusal(Condition.BAD_ARGUMENT, name="copy source", value=text)
    return bucket, key, unquote(version) or None


def _bucket_of(call: Call, host: str) -> str:
    """The bucket of a host; empty where it is no bucket's."""
    return call.world.hosts.locate(host, "/", lambda _name: False).bucket or ""


def open_source(call: Call, source: StoredObject) -> DataKey | None:
    """The source's data key, None for a plain one; raises `Refused`."""
    key = source_key(call)
    return open_data(call, source, key, COPY)


def source_span(call: Call, source: StoredObject) -> Span:
    """The bytes of the source that a part copies; raises `Refused` for a range outside it."""
    text = call.header(call.names.of("copy-source-range"))
    # COS's SDK for Python sends an empty one where it is given none, and its tests do so against the service.
    if not text or call.faults.on(PART_COPY_IGNORES_RANGE):
        return Span(0, source.size)
    match = _RANGE.fullmatch(text)
    if match is None:
        raise call.refusal(Condition.BAD_ARGUMENT, name="copy-source-range", value=text)
    span = Span(int(match[1]), int(match[2]) + 1)
    if not span.start < span.stop <= source.size:
        raise call.refusal(Condition.RANGE, size=str(source.size))
    return span


async def transfer(call: Call, source: StoredObject, opened: DataKey | None, span: Span, keeping: Keeping) -> Received:
    """Read bytes of the source and seal them under another key, a window at a time."""
    intake = Intake(call, keeping, tuple(ALGORITHMS[name]() for name in source.checksums))
    stretches = as_opened(call, source.stretches, span.start)
    async for window in read(stretches, opening_key(call, opened), span.start, span.stop):
        intake.write(window)
        await asyncio.sleep(0)
    return intake.finish()

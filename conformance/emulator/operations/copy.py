"""CopyObject: the destination's encryption is its own affair, and never the source's."""

from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.describing import description
from conformance.emulator.faults.copying import method_of_source
from conformance.emulator.http import Response
from conformance.emulator.objects import Description, StoredObject
from conformance.emulator.operations.put import simple_object
from conformance.emulator.operations.sources import find_source, open_source, source_named, transfer
from conformance.emulator.rules.client_envelopes import check_stays
from conformance.emulator.rules.copying import (
    check_change,
    check_keeps_method,
    check_no_body,
    check_stays_encrypted,
    replaces_metadata,
)
from conformance.emulator.rules.inheritance import keep_new, method_for_write
from conformance.emulator.rules.ranges import Span
from conformance.emulator.showing import (
    checksum_elements,
    copy_result,
    crc64_element,
    encryption_headers,
    version_header,
    xml_answer,
)
from conformance.emulator.store import Bucket


async def copy_object(call: Call) -> Response:
    """Copy an object; everything about keys is settled before anything is written."""
    check_no_body(call)
    replaces = replaces_metadata(call)
    bucket = call.bucket()
    source = find_source(call)
    onto_itself = _is_onto_itself(call, bucket, source)
    check_change(call, onto_itself=onto_itself, replaces=replaces, bucket_has_default=bucket.default is not None)
    check_stays(call, source, replaces=replaces)
    opened = open_source(call, source)
    method = method_of_source(call, source, method_for_write(call, bucket))
    check_stays_encrypted(call, source, method, onto_itself=onto_itself)
    check_keeps_method(call, source, method, onto_itself=onto_itself)
    keeping = keep_new(call, method)
    received = await transfer(call, source, opened, Span(0, source.size), keeping)
    described = _described(call, source, replaces=replaces)
    stored = call.bucket().put(simple_object(call, call.place.key, received, keeping, described))
    return _answer(call, bucket, source, stored)


def _is_onto_itself(call: Call, bucket: Bucket, source: StoredObject) -> bool:
    """Whether the newest version is copied to its own key; an older one would be brought back, which changes much."""
    name, key, _ = source_named(call)
    return (name, key) == (bucket.name, call.place.key) and bucket.newest(key) is source


def _described(call: Call, source: StoredObject, *, replaces: bool) -> Description:
    """Metadata comes from the source or from the request; storage class and ACL always from the request."""
    asked = description(call)
    if replaces:
        return asked
    retagged = (call.header(call.names.of("tagging-directive")) or "").upper() == call.dialect.directives[1].upper()
    tags = asked.tags if retagged else source.description.tags
    return replace(source.description, storage_class=asked.storage_class, acl=asked.acl, tags=tags)


def _answer(call: Call, bucket: Bucket, source: StoredObject, stored: StoredObject) -> Response:
    headers = (
        *version_header(call, stored, bucket.versioning),
        *_source_version(call, source),
        *encryption_headers(call, stored.keeping.encryption),
    )
    checks = (*checksum_elements(stored.checksums), *crc64_element(call, stored.crc64))
    return xml_answer(call, copy_result("CopyObjectResult", stored.modified, stored.etag, checks), headers)


def _source_version(call: Call, source: StoredObject) -> tuple[tuple[str, str], ...]:
    shown = source.version_id != "null"
    return ((call.names.of("copy-source-version-id"), source.version_id),) if shown else ()

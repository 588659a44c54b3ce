"""The end of an upload: its parts become an object, or go. No data is opened, so that no customer's key is needed."""

import base64

from conformance.emulator.call import Call
from conformance.emulator.checksums import ALGORITHMS
from conformance.emulator.errors import Condition
from conformance.emulator.faults.answering import joined_etag
from conformance.emulator.faults.multipart import ABORT_LEAVES_OBJECT, arranged, check_key_brought, keeping_of
from conformance.emulator.http import Response
from conformance.emulator.numbers import natural
from conformance.emulator.objects import Part, StoredObject, Upload
from conformance.emulator.operations.multipart import find_upload
from conformance.emulator.operations.put import now
from conformance.emulator.receiving import receive_xml
from conformance.emulator.rules.multipart import PART_ETAGS_MUST_MATCH, check_completion
from conformance.emulator.showing import (
    checksum_elements,
    crc64_header,
    encryption_headers,
    quoted,
    version_header,
    xml_answer,
)
from conformance.emulator.xml import Element, Tree


async def complete_multipart(call: Call) -> Response:
    """Join the listed parts in their order."""
    check_completion(call, find_upload(call))
    listed = (await receive_xml(call, "CompleteMultipartUpload")).children("Part")
    upload = find_upload(call)
    parts = _chosen(call, upload, listed)
    bucket = call.bucket()
    stored = bucket.put(joined(call, upload, parts))
    del bucket.uploads[upload.id]
    result = Tree(
        "CompleteMultipartUploadResult",
        [
            Tree("Location", f"/{bucket.name}/{stored.key}"),
            Tree("Bucket", bucket.name),
            Tree("Key", stored.key),
            Tree("ETag", quoted(stored.etag)),
            *checksum_elements(stored.checksums),
        ],
    )
    headers = (
        *version_header(call, stored, bucket.versioning),
        *crc64_header(call, stored.crc64),
        *encryption_headers(call, stored.keeping.encryption),
    )
    return xml_answer(call, result, headers)


async def abort_multipart(call: Call) -> Response:
    """Abandon an upload and its parts."""
    bucket, upload = call.bucket(), find_upload(call)
    check_key_brought(call, upload.keeping)
    del bucket.uploads[upload.id]
    if call.faults.on(ABORT_LEAVES_OBJECT):
        bucket.put(joined(call, upload, list(upload.parts.values())))
    return Response(status=204)


def _chosen(call: Call, upload: Upload, listed: list[Element]) -> list[Part]:
    """The parts that the completion lists; raises `Refused` where they are not what was uploaded."""
    if not listed:
        raise call.refusal(Condition.MALFORMED_XML)
    parts = [_part(call, upload, item) for item in listed]
    numbers = [part.number for part in parts]
    if numbers != sorted(set(numbers)):
        raise call.refusal(Condition.INVALID_PART_ORDER)
    if any(part.stretch.size < call.dialect.smallest_part for part in parts[:-1]):
        raise call.refusal(Condition.PART_TOO_SMALL)
    return parts


def _part(call: Call, upload: Upload, item: Element) -> Part:
    number, etag = item.value("PartNumber"), item.value("ETag").strip('"')
    part = upload.parts.get(natural(number) or 0)
    if part is None or (call.rules.on(PART_ETAGS_MUST_MATCH) and part.etag != etag):
        raise call.refusal(Condition.INVALID_PART)
    return part


def joined(call: Call, upload: Upload, chosen: list[Part]) -> StoredObject:
    """The object of an upload's parts."""
    parts = arranged(call, upload, chosen)
    etag = joined_etag(call, call.dialect.joined_etag([part.etag for part in chosen]))
    return StoredObject(
        key=upload.key,
        owner=upload.owner,
        modified=now(),
        etag=call.dialect.spell_etag(etag),
        stretches=tuple(part.stretch for part in parts),
        part_sizes=tuple(part.stretch.size for part in parts),
        keeping=keeping_of(call, upload),
        description=upload.description,
        checksums=_composite(upload, parts),
    )


def _composite(upload: Upload, parts: list[Part]) -> dict[str, str]:
    """The checksum of the parts' checksums, where the upload was begun with an algorithm and every part has one."""
    name = upload.checksum_algorithm
    values = [part.checksums.get(name) for part in parts]
    if name not in ALGORITHMS or None in values:
        return {}
    checksum = ALGORITHMS[name]()
    for value in values:
        checksum.update(base64.b64decode(value or ""))
    return {name: f"{base64.b64encode(checksum.digest()).decode()}-{len(parts)}"}

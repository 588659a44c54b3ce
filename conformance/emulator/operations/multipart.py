"""Multipart uploads: begun, filled part by part, completed or abandoned."""

import secrets
from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.describing import description
from conformance.emulator.encryption import Keeping
from conformance.emulator.errors import Condition
from conformance.emulator.faults.multipart import keeps_first
from conformance.emulator.http import Response
from conformance.emulator.numbers import natural
from conformance.emulator.objects import Part, Upload
from conformance.emulator.operations.put import etag_of, now
from conformance.emulator.operations.sources import find_source, open_source, source_span, transfer
from conformance.emulator.receiving import Received, receive
from conformance.emulator.rules.client_envelopes import (
    check_beginning,
    check_not_copied,
    check_part,
    check_part_size,
)
from conformance.emulator.rules.inheritance import keep_new, method_for_write
from conformance.emulator.rules.multipart import open_for_part
from conformance.emulator.showing import (
    checksum_headers,
    copy_result,
    crc64_header,
    encryption_headers,
    etag_header,
    xml_answer,
)
from conformance.emulator.xml import Tree

MOST_PARTS = 10_000


async def initiate_multipart(call: Call) -> Response:
    """Begin an upload and settle its encryption."""
    bucket = call.bucket()
    check_beginning(call)
    keeping = keep_new(call, method_for_write(call, bucket))
    upload = Upload(
        id=secrets.token_hex(16).upper(),
        key=call.place.key,
        owner=call.owner,
        started=now(),
        keeping=Keeping(keeping.encryption, keeping.lock),
        description=description(call),
        checksum_algorithm=(call.header(call.names.of("checksum-algorithm")) or "").lower(),
    )
    bucket.uploads[upload.id] = upload
    result = Tree(
        "InitiateMultipartUploadResult",
        [Tree("Bucket", bucket.name), Tree("Key", upload.key), Tree("UploadId", upload.id)],
    )
    return xml_answer(call, result, encryption_headers(call, keeping.encryption))


async def upload_part(call: Call) -> Response:
    """Take in a part, which takes the place of an earlier one of its number."""
    number, upload = part_number(call), find_upload(call)
    key = open_for_part(call, upload)
    check_part(call, upload, number)
    received = await receive(call, replace(upload.keeping, key=key))
    check_part_size(call, upload, number, received.stretch.size)
    part = _add(call, number, received)
    crc = crc64_header(call, part.stretch.plain_crc64)
    headers = (etag_header(part.etag), *crc, *checksum_headers(call, part.checksums))
    return Response(status=200, headers=(*headers, *encryption_headers(call, upload.keeping.encryption)))


async def copy_part(call: Call) -> Response:
    """Take in a part from an object that is already there."""
    number, upload = part_number(call), find_upload(call)
    source = find_source(call)
    check_not_copied(call, source)
    opened = open_source(call, source)
    key = open_for_part(call, upload)
    span = source_span(call, source)
    part = _add(call, number, await transfer(call, source, opened, span, replace(upload.keeping, key=key)))
    result = copy_result("CopyPartResult", part.modified, part.etag)
    return xml_answer(call, result, encryption_headers(call, upload.keeping.encryption))


def find_upload(call: Call) -> Upload:
    """The upload that the request names; raises `Refused` where there is none of this key."""
    upload = call.bucket().uploads.get(call.query["uploadId"])
    if upload is None or upload.key != call.place.key:
        raise call.refusal(Condition.NO_SUCH_UPLOAD)
    return upload


def part_number(call: Call) -> int:
    """The number of the part; raises `Refused` where it is none."""
    text = call.query.get("partNumber", "")
    number = natural(text)
    if number is None or not 1 <= number <= MOST_PARTS:
        raise call.refusal(Condition.BAD_ARGUMENT, name="partNumber", value=text)
    return number


def _add(call: Call, number: int, received: Received) -> Part:
    """Commit a part, unless the upload has gone while it arrived."""
    upload = find_upload(call)
    part = Part(
        number=number,
        etag=etag_of(call, upload.keeping.encryption, received.stretch),
        stretch=received.stretch,
        modified=now(),
        checksums=received.checksums,
    )
    if not keeps_first(call, upload, number):
        upload.parts[number] = part
    return part

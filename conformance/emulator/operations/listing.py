"""Lists of objects, versions, uploads and parts. No key is needed for any of them."""

from collections.abc import Iterator

from conformance.emulator.call import Call
from conformance.emulator.faults.describing import hidden, listed_size
from conformance.emulator.faults.multipart import check_key_brought
from conformance.emulator.http import Response
from conformance.emulator.numbers import natural
from conformance.emulator.objects import DeleteMarker, StoredObject, Upload, Version
from conformance.emulator.operations.multipart import find_upload
from conformance.emulator.operations.pages import Entry, common_prefixes, limit, paged, spelled
from conformance.emulator.rules.client_envelopes import envelope_of
from conformance.emulator.showing import quoted, xml_answer, xml_date
from conformance.emulator.store import Bucket
from conformance.emulator.xml import Tree

ENVELOPE_ELEMENTS = {
    "ClientEncryptionKey": "key",
    "ClientEncryptionStart": "start",
    "ClientEncryptionCekAlg": "cek-alg",
    "ClientEncryptionWrapAlg": "wrap-alg",
    "ClientEncryptionDataSize": "data-size",
    "ClientEncryptionPartSize": "part-size",
}


async def list_objects(call: Call) -> Response:
    """List objects, in the first or in the second form of the operation."""
    bucket, second = call.bucket(), call.query.get("list-type") == "2"
    after = call.query.get("continuation-token") or call.query.get("start-after" if second else "marker") or ""
    most = limit(call, "max-keys")
    page = paged(call, _objects(call, bucket), (after, None), most)
    last = page.last.key if page.truncated and page.last else ""
    token = "NextContinuationToken" if second else "NextMarker"
    following = [Tree(token, last if second else spelled(call, last))] if last else []
    count = [Tree("KeyCount", str(page.count))] if second else [Tree("Marker", spelled(call, after))]
    head = [*_head(call, bucket, most, truncated=page.truncated), *count, *following]
    return xml_answer(call, Tree("ListBucketResult", [*head, *page.entries, *common_prefixes(call, page)]))


async def list_versions(call: Call) -> Response:
    """List versions and delete markers, newest first within a key."""
    bucket = call.bucket()
    after = (call.query.get("key-marker", ""), call.query.get("version-id-marker") or None)
    most = limit(call, "max-keys")
    page = paged(call, _versions(call, bucket), after, most)
    following = []
    if page.truncated and page.last:
        following = [Tree("NextKeyMarker", spelled(call, page.last.key)), Tree("NextVersionIdMarker", page.last.id)]
    head = [*_head(call, bucket, most, truncated=page.truncated), *following]
    return xml_answer(call, Tree("ListVersionsResult", [*head, *page.entries, *common_prefixes(call, page)]))


async def list_uploads(call: Call) -> Response:
    """List the uploads that are under way."""
    bucket = call.bucket()
    after = (call.query.get("key-marker", ""), call.query.get("upload-id-marker") or None)
    page = paged(call, _uploads(call, bucket), after, limit(call, "max-uploads"))
    following = []
    if page.truncated and page.last:
        following = [Tree("NextKeyMarker", spelled(call, page.last.key)), Tree("NextUploadIdMarker", page.last.id)]
    head = [Tree("Bucket", bucket.name), *following, Tree("IsTruncated", _word(value=page.truncated))]
    return xml_answer(call, Tree("ListMultipartUploadsResult", [*head, *page.entries]))


async def list_parts(call: Call) -> Response:
    """List the parts of an upload."""
    upload, most = find_upload(call), limit(call, "max-parts")
    check_key_brought(call, upload.keeping)
    behind = natural(call.query.get("part-number-marker", "")) or 0
    parts = [part for _, part in sorted(upload.parts.items()) if part.number > behind]
    head = [
        Tree("Bucket", call.bucket().name),
        Tree("Key", spelled(call, upload.key)),
        Tree("UploadId", upload.id),
        Tree("PartNumberMarker", str(behind)),
        Tree("NextPartNumberMarker", str(parts[:most][-1].number if parts else 0)),
        Tree("MaxParts", str(most)),
        Tree("IsTruncated", _word(value=len(parts) > most)),
    ]
    shown = [
        Tree(
            "Part",
            [
                Tree("PartNumber", str(part.number)),
                Tree("LastModified", xml_date(part.modified)),
                Tree("ETag", quoted(part.etag)),
                Tree("Size", str(part.stretch.size)),
            ],
        )
        for part in parts[:most]
    ]
    return xml_answer(call, Tree("ListPartsResult", [*head, *_envelope(upload), *shown]))


def _envelope(upload: Upload) -> Iterator[Tree]:
    """What a client's encryption says of the upload (OSS C-31)."""
    envelope = envelope_of(upload.description.metadata)
    for element, name in ENVELOPE_ELEMENTS.items():
        if name in envelope:
            yield Tree(element, envelope[name])


def _head(call: Call, bucket: Bucket, most: int, *, truncated: bool) -> list[Tree]:
    encoding = call.query.get("encoding-type")
    return [
        Tree("Name", bucket.name),
        Tree("Prefix", spelled(call, call.query.get("prefix", ""))),
        Tree("MaxKeys", str(most)),
        *([Tree("Delimiter", spelled(call, call.query["delimiter"]))] if call.query.get("delimiter") else []),
        *([Tree("EncodingType", encoding)] if encoding else []),
        Tree("IsTruncated", _word(value=truncated)),
    ]


def _objects(call: Call, bucket: Bucket) -> Iterator[Entry]:
    for key in bucket.sorted_keys():
        newest = bucket.newest(key)
        if isinstance(newest, StoredObject) and not hidden(call, newest):
            yield Entry(key, "", Tree("Contents", [Tree("Key", spelled(call, key)), *_object_elements(call, newest)]))


def _versions(call: Call, bucket: Bucket) -> Iterator[Entry]:
    for key in bucket.sorted_keys():
        for version in bucket.versions(key):
            yield Entry(key, version.version_id, _version(call, version, is_latest=version is bucket.newest(key)))


def _version(call: Call, version: Version, *, is_latest: bool) -> Tree:
    common = [
        Tree("Key", spelled(call, version.key)),
        Tree("VersionId", version.version_id),
        Tree("IsLatest", _word(value=is_latest)),
    ]
    if isinstance(version, DeleteMarker):
        return Tree("DeleteMarker", [*common, Tree("LastModified", xml_date(version.modified)), _owner(version.owner)])
    return Tree("Version", [*common, *_object_elements(call, version)])


def _object_elements(call: Call, stored: StoredObject) -> list[Tree]:
    return [
        Tree("LastModified", xml_date(stored.modified)),
        Tree("ETag", quoted(stored.etag)),
        Tree("Size", str(listed_size(call, stored))),
        *([Tree("Type", stored.type)] if call.dialect.shows_types else []),
        _owner(stored.owner),
        Tree("StorageClass", stored.description.storage_class or "STANDARD"),
    ]


def _uploads(call: Call, bucket: Bucket) -> Iterator[Entry]:
    for upload in sorted(bucket.uploads.values(), key=lambda upload: (upload.key, upload.id)):
        elements = [
            Tree("Key", spelled(call, upload.key)),
            Tree("UploadId", upload.id),
            _owner(upload.owner),
            Tree("Initiated", xml_date(upload.started)),
        ]
        yield Entry(upload.key, upload.id, Tree("Upload", elements))


def _owner(account: str) -> Tree:
    return Tree("Owner", [Tree("ID", account), Tree("DisplayName", account)])


def _word(*, value: bool) -> str:
    return "true" if value else "false"

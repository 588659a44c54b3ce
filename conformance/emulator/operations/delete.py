"""DeleteObject and DeleteObjects. No key is needed to delete."""

from conformance.emulator.call import Call
from conformance.emulator.errors import Condition
from conformance.emulator.faults.multipart import check_key_brought
from conformance.emulator.http import Response
from conformance.emulator.objects import DeleteMarker, Pairs, StoredObject
from conformance.emulator.receiving import receive_xml
from conformance.emulator.showing import xml_answer
from conformance.emulator.xml import Element, Tree

MOST_AT_ONCE = 1000


async def delete_object(call: Call) -> Response:
    """Delete an object or one version of it; what is not there is deleted, too."""
    stored = call.bucket().newest(call.place.key)
    if isinstance(stored, StoredObject):
        check_key_brought(call, stored.keeping)
    return Response(status=204, headers=_delete(call, call.place.key, call.query.get("versionId")))


async def delete_objects(call: Call) -> Response:
    """Delete a list of objects."""
    asked = await receive_xml(call, "Delete")
    objects = asked.children("Object")
    if not objects or len(objects) > MOST_AT_ONCE:
        raise call.refusal(Condition.MALFORMED_XML)
    quiet = asked.value("Quiet") == "true"
    deleted = [_delete_listed(call, item) for item in objects]
    return xml_answer(call, Tree("DeleteResult", [] if quiet else deleted))


def _delete_listed(call: Call, item: Element) -> Tree:
    key, version_id = item.value("Key"), item.value("VersionId")
    _delete(call, key, version_id or None)
    version = [Tree("VersionId", version_id)] if version_id else []
    return Tree("Deleted", [Tree("Key", key), *version])


def _delete(call: Call, key: str, version_id: str | None) -> Pairs:
    bucket = call.bucket()
    gone = bucket.delete(key, call.owner) if version_id is None else bucket.delete_version(key, version_id)
    if gone is None:
        return ()
    marker = ((call.names.of("delete-marker"), "true"),) if isinstance(gone, DeleteMarker) else ()
    return ((call.names.of("version-id"), gone.version_id), *marker)

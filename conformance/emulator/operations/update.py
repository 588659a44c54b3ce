"""UpdateObjectEncryption: what is stored gets another lock; content, ETag and metadata stay as they are."""

from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.encryption import Method, Mode
from conformance.emulator.errors import Condition
from conformance.emulator.faults.methods import UPDATE_CHANGES_NOTHING
from conformance.emulator.http import Response
from conformance.emulator.operations.put import at_rest
from conformance.emulator.operations.sources import transfer
from conformance.emulator.receiving import receive_xml
from conformance.emulator.rules.inheritance import keep_new
from conformance.emulator.rules.kms_keys import find_key
from conformance.emulator.rules.openings import open_lock
from conformance.emulator.rules.ranges import Span
from conformance.emulator.rules.updating import check_changeable


async def update_object_encryption(call: Call) -> Response:
    """Seal an object again under a KMS key; raises `Refused`, and then the object is as it was."""
    method = await _wanted(call)
    bucket = call.bucket()
    stored = call.object(bucket, call.place.key, call.query.get("versionId"))
    check_changeable(call, stored)
    if not call.faults.on(UPDATE_CHANGES_NOTHING):
        keeping = keep_new(call, method)
        received = await transfer(call, stored, open_lock(call, stored.keeping), Span(0, stored.size), keeping)
        bucket.replace(replace(stored, stretches=(received.stretch,), keeping=at_rest(keeping)))
    return Response(status=200)


async def _wanted(call: Call) -> Method:
    kms = (await receive_xml(call, "ObjectEncryption")).child("SSE-KMS")
    name = kms.value("KMSKeyArn") if kms is not None else ""
    if kms is None or not name:
        raise call.refusal(Condition.MALFORMED_XML)
    key = find_key(call, name)
    return Method(mode=Mode.KMS, kms_key_id=key.id, bucket_key=kms.value("BucketKeyEnabled") == "true")

"""Put, get and delete a bucket's default encryption. Only later uploads are touched."""

from conformance.emulator.call import Call
from conformance.emulator.errors import Refused
from conformance.emulator.faults.bucket_defaults import ANY_DOCUMENT_IS_A_CONFIGURATION, before_setting, removed
from conformance.emulator.http import Response
from conformance.emulator.receiving import receive_xml
from conformance.emulator.rules.bucket_default import configure, show
from conformance.emulator.showing import xml_answer


async def put_bucket_encryption(call: Call) -> Response:
    """Set the default; that the bucket exists is checked before the document."""
    before_setting(call)
    call.bucket()
    try:
        configuration = await receive_xml(call, call.dialect.default_form.root)
        configure(call, call.bucket(), configuration)
    except Refused:
        if not call.faults.on(ANY_DOCUMENT_IS_A_CONFIGURATION):
            raise
    return Response(status=200)


async def get_bucket_encryption(call: Call) -> Response:
    """Show the default."""
    return xml_answer(call, show(call, call.bucket()))


async def delete_bucket_encryption(call: Call) -> Response:
    """Remove the default; removing what is not there is no error."""
    bucket = call.bucket()
    bucket.default = removed(call, bucket)
    return Response(status=204)

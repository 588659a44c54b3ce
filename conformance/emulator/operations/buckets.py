"""Buckets: created, found, listed, deleted, versioned."""

import re

from conformance.emulator.call import Call
from conformance.emulator.errors import Condition
from conformance.emulator.faults.bucket_defaults import INFO_HIDES_DEFAULT, kept
from conformance.emulator.http import Response
from conformance.emulator.receiving import receive_document, receive_xml
from conformance.emulator.rules.bucket_default import created_default, described
from conformance.emulator.rules.inheritance import NEW_BUCKETS_BLOCK_CUSTOMER_KEYS
from conformance.emulator.showing import xml_answer, xml_date
from conformance.emulator.store import Bucket
from conformance.emulator.verbs import Verb
from conformance.emulator.xml import Tree


async def create_bucket(call: Call) -> Response:
    """Create a bucket; what location the body asks for makes no difference here."""
    name = call.place.bucket or ""
    if re.fullmatch(call.dialect.bucket_name, name) is None:
        raise call.refusal(Condition.BUCKET_NAME, bucket=name)
    existing = call.world.store.find(name)
    if existing is not None:
        raise call.refusal(
            Condition.BUCKET_OWNED if existing.owner == call.owner else Condition.BUCKET_EXISTS, bucket=name
        )
    default = created_default(call)
    await receive_document(call)
    bucket = Bucket(name=name, owner=call.owner, acl=call.header(call.names.of("acl")) or "")
    bucket.default = kept(call, bucket, default)
    bucket.blocks_customer_keys = call.rules.on(NEW_BUCKETS_BLOCK_CUSTOMER_KEYS)
    call.world.store.add(bucket)
    return Response(status=200, headers=(("Location", f"/{name}"),))


async def head_bucket(call: Call) -> Response:
    """Say that a bucket is there."""
    call.bucket()
    return Response(status=200, headers=((call.names.of("bucket-region"), call.world.region),))


async def delete_bucket(call: Call) -> Response:
    """Delete an empty bucket."""
    bucket = call.bucket()
    if not bucket.is_empty:
        raise call.refusal(Condition.BUCKET_NOT_EMPTY, bucket=bucket.name)
    call.world.store.remove(bucket)
    return Response(status=204)


async def list_buckets(call: Call) -> Response:
    """List the caller's buckets."""
    ours = [bucket for bucket in call.world.store.buckets() if bucket.owner == call.owner]
    entries = [Tree("Bucket", _listed(call, bucket)) for bucket in ours]
    owner = Tree("Owner", [Tree("ID", call.owner), Tree("DisplayName", call.owner)])
    return xml_answer(call, Tree("ListAllMyBucketsResult", [owner, Tree("Buckets", entries)]))


async def get_bucket_location(call: Call) -> Response:
    """Say where a bucket is."""
    call.bucket()
    return xml_answer(call, Tree("LocationConstraint", call.world.region))


async def get_bucket_info(call: Call) -> Response:
    """Say what is known about a bucket; the elements of its default stand without the usual one around them (S57)."""
    bucket = call.bucket()
    default = [Tree("SSEAlgorithm", "None")]
    if bucket.default is not None and not call.faults.on(INFO_HIDES_DEFAULT):
        default = list(described(call.dialect.default_form, bucket.default))
    more = (
        Tree("Owner", [Tree("ID", bucket.owner), Tree("DisplayName", bucket.owner)]),
        Tree("AccessControlList", [Tree("Grant", bucket.acl or "private")]),
        Tree(call.dialect.default_form.root, default),
    )
    return xml_answer(call, Tree("BucketInfo", [Tree("Bucket", [*_listed(call, bucket), *more])]))


async def probe_api(call: Call) -> Response:
    """Answer an SDK that asks which API is spoken here (OBS facts 6.2)."""
    return Response(status=200, headers=(call.dialect.api_header,) if call.dialect.api_header else ())


async def put_bucket_versioning(call: Call) -> Response:
    """Enable or suspend versions."""
    bucket = call.bucket()
    status = (await receive_xml(call, "VersioningConfiguration")).value("Status")
    if status not in {"Enabled", "Suspended"}:
        raise call.refusal(Condition.MALFORMED_XML)
    bucket.versioning = status
    return Response(status=200)


async def get_bucket_versioning(call: Call) -> Response:
    """Say whether a bucket has versions."""
    versioning = call.bucket().versioning
    return xml_answer(call, Tree("VersioningConfiguration", [Tree("Status", versioning)] if versioning else []))


def _listed(call: Call, bucket: Bucket) -> list[Tree]:
    """What lists say about a bucket; stores that can be asked about one say more."""
    known = [Tree("Name", bucket.name), Tree("CreationDate", xml_date(bucket.created))]
    if Verb.GET_BUCKET_INFO in call.dialect.lacks:
        return known
    domain = call.world.hosts.domain
    more = {
        "Location": call.world.region,
        "ExtranetEndpoint": domain,
        "IntranetEndpoint": domain,
        "StorageClass": "Standard",
    }
    return [*known, *(Tree(name, text) for name, text in more.items())]

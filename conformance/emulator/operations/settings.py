"""Policies, ACLs and tags, as far as SDKs and encryption need them."""

from dataclasses import replace

from conformance.emulator.call import Call
from conformance.emulator.errors import Condition
from conformance.emulator.faults.describing import check_tags_key
from conformance.emulator.http import Response
from conformance.emulator.objects import StoredObject
from conformance.emulator.policies import parse_policy
from conformance.emulator.receiving import receive_document, receive_xml
from conformance.emulator.rules.archives import check_restore
from conformance.emulator.showing import xml_answer
from conformance.emulator.xml import Tree


async def put_bucket_policy(call: Call) -> Response:
    """Set the bucket's policy."""
    text = await receive_document(call)
    try:
        call.bucket().policy = parse_policy(text)
    except ValueError as error:
        raise call.refusal(Condition.MALFORMED_POLICY, why=str(error)) from None
    return Response(status=204)


async def get_bucket_policy(call: Call) -> Response:
    """Show the bucket's policy as it was given."""
    policy = call.bucket().policy
    if policy is None:
        raise call.refusal(Condition.NO_SUCH_POLICY, bucket=call.place.bucket or "")
    return Response(status=200, headers=(("Content-Type", "application/json"),), body=policy.text)


async def delete_bucket_policy(call: Call) -> Response:
    """Remove the bucket's policy."""
    call.bucket().policy = None
    return Response(status=204)


async def put_bucket_acl(call: Call) -> Response:
    """Set the bucket's ACL by a canned name; grants in a body are taken for private."""
    await receive_document(call)
    call.bucket().acl = call.header(call.names.of("acl")) or ""
    return Response(status=200)


async def get_bucket_acl(call: Call) -> Response:
    """Show the bucket's ACL."""
    return _acl(call, call.bucket().owner)


async def put_object_acl(call: Call) -> Response:
    """Set an object's ACL by a canned name; grants in a body are taken for private."""
    await receive_document(call)
    stored = _addressed(call)
    acl = call.header(call.names.object_acl or call.names.of("acl")) or ""
    call.bucket().replace(replace(stored, description=replace(stored.description, acl=acl)))
    return Response(status=200)


async def get_object_acl(call: Call) -> Response:
    """Show an object's ACL."""
    return _acl(call, _addressed(call).owner)


async def put_object_tagging(call: Call) -> Response:
    """Set an object's tags; no key is needed."""
    tags = (await receive_xml(call, "Tagging")).child("TagSet")
    if tags is None:
        raise call.refusal(Condition.MALFORMED_XML)
    pairs = tuple((tag.value("Key"), tag.value("Value")) for tag in tags.children("Tag"))
    return _retag(call, pairs, status=200)


async def get_object_tagging(call: Call) -> Response:
    """Show an object's tags; no key is needed."""
    stored = _addressed(call)
    check_tags_key(call, stored)
    pairs = stored.description.tags
    tags = [Tree("Tag", [Tree("Key", key), Tree("Value", value)]) for key, value in pairs]
    return xml_answer(call, Tree("Tagging", [Tree("TagSet", tags)]))


async def delete_object_tagging(call: Call) -> Response:
    """Remove an object's tags."""
    return _retag(call, (), status=204)


async def restore_object(call: Call) -> Response:
    """Bring an archived object back: at once, here."""
    await receive_document(call)
    stored = _addressed(call)
    check_restore(call, stored)
    call.bucket().replace(replace(stored, restored=True))
    return Response(status=200 if stored.restored else 202)


def _retag(call: Call, pairs: tuple[tuple[str, str], ...], status: int) -> Response:
    stored = _addressed(call)
    call.bucket().replace(replace(stored, description=replace(stored.description, tags=pairs)))
    return Response(status=status)


def _addressed(call: Call) -> StoredObject:
    return call.object(call.bucket(), call.place.key, call.query.get("versionId"))


def _acl(call: Call, owner: str) -> Response:
    who = [Tree("ID", owner), Tree("DisplayName", owner)]
    grant = Tree("Grant", [Tree("Grantee", who), Tree("Permission", "FULL_CONTROL")])
    return xml_answer(call, Tree("AccessControlPolicy", [Tree("Owner", who), Tree("AccessControlList", [grant])]))

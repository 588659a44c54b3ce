"""Which operation a request means: its method, what it addresses, and the sub-resource in its query."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from conformance.emulator.addressing import Place
from conformance.emulator.call import Call
from conformance.emulator.http import Response
from conformance.emulator.operations import (
    append,
    bucket_encryption,
    buckets,
    complete,
    copy,
    delete,
    get,
    listing,
    multipart,
    post,
    put,
    settings,
    update,
)
from conformance.emulator.verbs import Verb

Operation = Callable[[Call], Coroutine[Any, Any, Response]]

OPERATIONS: Mapping[Verb, Operation] = {
    Verb.LIST_BUCKETS: buckets.list_buckets,
    Verb.PROBE_API: buckets.probe_api,
    Verb.CREATE_BUCKET: buckets.create_bucket,
    Verb.HEAD_BUCKET: buckets.head_bucket,
    Verb.DELETE_BUCKET: buckets.delete_bucket,
    Verb.GET_BUCKET_INFO: buckets.get_bucket_info,
    Verb.GET_BUCKET_LOCATION: buckets.get_bucket_location,
    Verb.PUT_BUCKET_VERSIONING: buckets.put_bucket_versioning,
    Verb.GET_BUCKET_VERSIONING: buckets.get_bucket_versioning,
    Verb.PUT_BUCKET_ENCRYPTION: bucket_encryption.put_bucket_encryption,
    Verb.GET_BUCKET_ENCRYPTION: bucket_encryption.get_bucket_encryption,
    Verb.DELETE_BUCKET_ENCRYPTION: bucket_encryption.delete_bucket_encryption,
    Verb.PUT_OBJECT: put.put_object,
    Verb.GET_OBJECT: get.get_object,
    Verb.HEAD_OBJECT: get.head_object,
    Verb.GET_OBJECT_META: get.get_object_meta,
    Verb.GET_OBJECT_ATTRIBUTES: get.get_object_attributes,
    Verb.DELETE_OBJECT: delete.delete_object,
    Verb.DELETE_OBJECTS: delete.delete_objects,
    Verb.COPY_OBJECT: copy.copy_object,
    Verb.POST_OBJECT: post.post_object,
    Verb.APPEND_OBJECT: append.append_object,
    Verb.INITIATE_MULTIPART: multipart.initiate_multipart,
    Verb.UPLOAD_PART: multipart.upload_part,
    Verb.COPY_PART: multipart.copy_part,
    Verb.COMPLETE_MULTIPART: complete.complete_multipart,
    Verb.ABORT_MULTIPART: complete.abort_multipart,
    Verb.LIST_PARTS: listing.list_parts,
    Verb.LIST_OBJECTS: listing.list_objects,
    Verb.LIST_VERSIONS: listing.list_versions,
    Verb.LIST_UPLOADS: listing.list_uploads,
    Verb.PUT_BUCKET_POLICY: settings.put_bucket_policy,
    Verb.GET_BUCKET_POLICY: settings.get_bucket_policy,
    Verb.DELETE_BUCKET_POLICY: settings.delete_bucket_policy,
    Verb.PUT_BUCKET_ACL: settings.put_bucket_acl,
    Verb.GET_BUCKET_ACL: settings.get_bucket_acl,
    Verb.PUT_OBJECT_ACL: settings.put_object_acl,
    Verb.GET_OBJECT_ACL: settings.get_object_acl,
    Verb.PUT_OBJECT_TAGGING: settings.put_object_tagging,
    Verb.GET_OBJECT_TAGGING: settings.get_object_tagging,
    Verb.DELETE_OBJECT_TAGGING: settings.delete_object_tagging,
    Verb.RESTORE_OBJECT: settings.restore_object,
    Verb.UPDATE_OBJECT_ENCRYPTION: update.update_object_encryption,
}

SERVICE: Mapping[tuple[str, str], Verb] = {("GET", ""): Verb.LIST_BUCKETS, ("HEAD", "apiversion"): Verb.PROBE_API}

BUCKET: Mapping[tuple[str, str], Verb] = {
    ("PUT", ""): Verb.CREATE_BUCKET,
    ("HEAD", ""): Verb.HEAD_BUCKET,
    ("HEAD", "apiversion"): Verb.PROBE_API,
    ("DELETE", ""): Verb.DELETE_BUCKET,
    ("GET", ""): Verb.LIST_OBJECTS,
    ("POST", ""): Verb.POST_OBJECT,
    ("POST", "delete"): Verb.DELETE_OBJECTS,
    ("GET", "bucketInfo"): Verb.GET_BUCKET_INFO,
    ("GET", "location"): Verb.GET_BUCKET_LOCATION,
    ("GET", "versions"): Verb.LIST_VERSIONS,
    ("GET", "uploads"): Verb.LIST_UPLOADS,
    ("PUT", "versioning"): Verb.PUT_BUCKET_VERSIONING,
    ("GET", "versioning"): Verb.GET_BUCKET_VERSIONING,
    ("PUT", "encryption"): Verb.PUT_BUCKET_ENCRYPTION,
    ("GET", "encryption"): Verb.GET_BUCKET_ENCRYPTION,
    ("DELETE", "encryption"): Verb.DELETE_BUCKET_ENCRYPTION,
    ("PUT", "policy"): Verb.PUT_BUCKET_POLICY,
    ("GET", "policy"): Verb.GET_BUCKET_POLICY,
    ("DELETE", "policy"): Verb.DELETE_BUCKET_POLICY,
    ("PUT", "acl"): Verb.PUT_BUCKET_ACL,
    ("GET", "acl"): Verb.GET_BUCKET_ACL,
}

OBJECT: Mapping[tuple[str, str], Verb] = {
    ("PUT", ""): Verb.PUT_OBJECT,
    ("GET", ""): Verb.GET_OBJECT,
    ("HEAD", ""): Verb.HEAD_OBJECT,
    ("DELETE", ""): Verb.DELETE_OBJECT,
    ("HEAD", "objectMeta"): Verb.GET_OBJECT_META,
    ("GET", "attributes"): Verb.GET_OBJECT_ATTRIBUTES,
    ("POST", "append"): Verb.APPEND_OBJECT,
    ("POST", "restore"): Verb.RESTORE_OBJECT,
    ("PUT", "encryption"): Verb.UPDATE_OBJECT_ENCRYPTION,
    ("PUT", "tagging"): Verb.PUT_OBJECT_TAGGING,
    ("GET", "tagging"): Verb.GET_OBJECT_TAGGING,
    ("DELETE", "tagging"): Verb.DELETE_OBJECT_TAGGING,
    ("PUT", "acl"): Verb.PUT_OBJECT_ACL,
    ("GET", "acl"): Verb.GET_OBJECT_ACL,
    ("POST", "uploads"): Verb.INITIATE_MULTIPART,
    ("PUT", "uploadId"): Verb.UPLOAD_PART,
    ("POST", "uploadId"): Verb.COMPLETE_MULTIPART,
    ("DELETE", "uploadId"): Verb.ABORT_MULTIPART,
    ("GET", "uploadId"): Verb.LIST_PARTS,
}

COPIES: Mapping[Verb, Verb] = {Verb.PUT_OBJECT: Verb.COPY_OBJECT, Verb.UPLOAD_PART: Verb.COPY_PART}
"""What becomes of a write whose header names a source."""

SUBRESOURCES = frozenset(name for table in (SERVICE, BUCKET, OBJECT) for _, name in table if name)
"""The sub-resources that are served."""

_FOREIGN = """
    accelerate analytics cors customdomain deletebucket directcoldaccess dispolicy intelligent-tiering inventory
    legal-hold length lifecycle logging metadata metrics modify name notification object-lock ownershipcontrols
    policystatus publicaccessblock quota rename renameobject replication requestpayment retention select storageclass
    storageinfo storagepolicy torrent truncate website
"""
FOREIGN = frozenset(_FOREIGN.split())
"""Sub-resources of the vendors that are not served, in lower case; any other bare word in a query is not, either."""


def verb_of(method: str, place: Place, query: Mapping[str, str], *, has_source: bool) -> Verb | None:
    """The operation that a request means; None for one that is not served, of which nothing may be done."""
    named = [name for name in query if name in SUBRESOURCES]
    if any(_is_foreign(name, value) for name, value in query.items()) or len(named) > 1:
        return None
    table = OBJECT if place.key else BUCKET if place.bucket else SERVICE
    verb = table.get((method, named[0] if named else ""))
    return COPIES.get(verb, verb) if verb and has_source else verb


def _is_foreign(name: str, value: str) -> bool:
    lower = name.lower()
    return lower in FOREIGN or (not value and name not in SUBRESOURCES and lower not in BARE)


_BARE = """
    prefix delimiter marker key-marker version-id-marker upload-id-marker part-number-marker start-after
    continuation-token encoding-type
"""
BARE = frozenset(_BARE.split())
"""Parameters that may come without a value."""

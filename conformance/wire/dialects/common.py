"""What the dialects share: header names of HTTP itself, and the verbs that all spell alike."""

from collections.abc import Mapping

from conformance.model.words import Role
from conformance.wire.dialects import archive, buckets, describing, multipart, objects
from conformance.wire.dialects.base import Call

ROLES: Mapping[Role, str] = {
    Role.CONTENT_MD5: "Content-MD5",
    Role.CONTENT_TYPE: "Content-Type",
    Role.RANGE: "Range",
}

CALLS: Mapping[str, Call] = {
    "put-object": objects.put_object,
    "get-object": objects.get_object,
    "head-object": objects.head_object,
    "delete-object": objects.delete_object,
    "copy-object": objects.copy_object,
    "post-object": objects.post_object,
    "restore-object": archive.restore_object,
    "get-object-tagging": describing.get_object_tagging,
    "list-objects": describing.list_objects,
    "raw": objects.raw,
    "send-unknown": objects.raw,
    "initiate-multipart": multipart.initiate_multipart,
    "upload-part": multipart.upload_part,
    "copy-part": multipart.copy_part,
    "complete-multipart": multipart.complete_multipart,
    "abort-multipart": multipart.abort_multipart,
    "list-parts": multipart.list_parts,
    "put-bucket-encryption": buckets.put_bucket_encryption,
    "get-bucket-encryption": buckets.get_bucket_encryption,
    "delete-bucket-encryption": buckets.delete_bucket_encryption,
    "put-bucket-versioning": buckets.put_bucket_versioning,
    "head-bucket": buckets.head_bucket,
    "delete-bucket": buckets.delete_bucket,
    "list-versions": buckets.list_versions,
    "list-uploads": buckets.list_uploads,
}

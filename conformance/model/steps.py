"""The steps of which cases are made: one class for each call, and what a caller may say of it."""

from typing import Annotated, Literal

from msgspec import Meta

from conformance.model.expect import Expect
from conformance.model.policy import PolicyStatement
from conformance.model.values import (
    Apart,
    Body,
    BucketDefault,
    Damage,
    Entry,
    Envelope,
    Given,
    Helper,
    Number,
    Range,
    Source,
    Sse,
    Taken,
    Tamper,
    Text,
    Value,
)
from conformance.model.words import Mode, Role


class Step(Value, frozen=True, kw_only=True, tag_field="do"):
    """One call and what should come of it."""

    name: Text
    bucket: str = "main"
    by: Literal["subject", "reference", "peer", "store"] = "subject"
    """Who makes the call: who is judged, our own client-side encryption, the vendor's other SDK for the same format,
    or a plain request to the store."""
    setup: bool = False
    """Only prepares: a refusal here blocks the case."""
    control: bool = False
    """Differs from a refusal step in one fact and must succeed, else the case is blocked."""
    expect: Expect = Expect()
    override: dict[Role, str] = {}
    """Role to another value, before signing."""
    drop: list[Role] = []
    """Roles left out, before signing."""
    repeat: list[Role] = []
    """Roles sent twice."""
    misname: dict[Role, str] = {}
    """Role to a suffix put behind its header's name, so that the store sees an unknown header."""
    tamper: Tamper | None = None
    auth: Literal["header", "signed-url", "anonymous", "temporary", "other-principal", "bad-signature"] = "header"
    """`temporary`: credentials with a token."""
    unsigned: list[Role] = []
    """Headers sent but left out of what the signature covers."""
    in_query: list[Role] = []
    """Headers sent as parameters of a signed URL instead, covered by its signature."""
    transport: Literal["secure", "plain"] = "secure"
    """`secure` (HTTPS) or `plain` (HTTP)."""
    expect_continue: bool = False
    """Sends `Expect: 100-continue` and holds the body back."""


class _OnObject(Step, frozen=True, kw_only=True):
    object: str = "doc"
    sse: Sse | None = None


class _Read(_OnObject, frozen=True, kw_only=True):
    range: Range | None = None
    """As in the Range header without its unit: `0-15`, `16-`, `-16`."""
    version: str | None = None
    """The name of the step that wrote the version."""
    part: Number | None = None
    if_none_match: str | None = None
    """`etag-of:STEP`, or literal text."""
    if_match: str | None = None


class PutObject(_OnObject, frozen=True, kw_only=True, tag="put-object"):
    """Upload an object in one request."""

    body: Body = Body()
    given: Given = "bytes"
    helper: Helper | None = None
    """By the SDK's helper instead of its method for one request."""
    damage: Damage | None = None
    """`by: reference` only."""
    apart: Apart | None = None
    """`client`: the envelope is kept in an object of its own."""
    content_md5: str | None = None
    """`right`, `wrong` or literal text; absent sends none."""
    metadata: dict[str, str] = {}
    named_as: dict[Entry, str] = {}
    """`client`: more metadata of the caller's, each named as an entry of the envelope."""
    envelope: Envelope | None = None
    acl: Literal["private", "public-read"] | None = None
    """`public-read`: open to everyone."""
    storage: Literal["archive"] | None = None
    """`archive`: the class whose objects are restored before they are read."""


class GetObject(_Read, frozen=True, kw_only=True, tag="get-object"):
    """Read an object or a range of it."""

    taken: Taken = "memory"
    range_ignored: bool = False
    """`client`: on its way the question loses its range, as on a store that knows none and answers with the whole."""
    helper: Helper | None = None
    apart: Apart | None = None
    """`client`: the reader is told where the envelope lies."""


class HeadObject(_Read, frozen=True, kw_only=True, tag="head-object"):
    """Read an object's headers."""


class GetObjectAttributes(_Read, frozen=True, kw_only=True, tag="get-object-attributes"):
    """Read an object's attributes (S3)."""


class GetObjectMeta(_Read, frozen=True, kw_only=True, tag="get-object-meta"):
    """Read length, ETag and date of an object (OSS)."""


class GetObjectTagging(_OnObject, frozen=True, kw_only=True, tag="get-object-tagging"):
    """Read an object's tags."""


class RestoreObject(_OnObject, frozen=True, kw_only=True, tag="restore-object"):
    """Bring an archived object back for a day."""


class UpdateObjectEncryption(_OnObject, frozen=True, kw_only=True, tag="update-object-encryption"):
    """Change how a stored object is encrypted, in place (S3); `sse` is what it shall be."""


class SendUnknown(Step, frozen=True, kw_only=True, tag="send-unknown"):
    """A request for something that no store has: to an object or a bucket, with a sub-resource nobody knows."""

    method: Literal["PUT", "POST", "DELETE"]
    sub_resource: Text
    on: Literal["object", "bucket"] = "object"
    object: str = "doc"
    body: Body | None = None


class ListObjects(Step, frozen=True, kw_only=True, tag="list-objects"):
    """List the case's objects in a bucket."""


class DeleteObject(_OnObject, frozen=True, kw_only=True, tag="delete-object"):
    """Delete an object, or one version of it."""

    version: str | None = None


class CopyObject(_OnObject, frozen=True, kw_only=True, tag="copy-object"):
    """Copy `source` to `object`; `sse` is the destination's."""

    source: Source = Source()
    helper: Helper | None = None
    body: Body | None = None
    """A body on a request that should have none."""
    metadata_directive: Literal["copy", "replace"] | None = None
    """`copy` or `replace`."""
    metadata: dict[str, str] = {}
    envelope: Envelope | None = None


class InitiateMultipart(_OnObject, frozen=True, kw_only=True, tag="initiate-multipart"):
    """Begin a multipart upload, known to later steps by `upload`."""

    upload: str = "up"
    metadata: dict[str, str] = {}
    envelope: Envelope | None = None
    part_size: Number | None = None
    """`client`: bytes of every part but the last, as declared."""
    data_size: Number | None = None
    """`client`: bytes of all parts together, as declared."""


class UploadPart(_OnObject, frozen=True, kw_only=True, tag="upload-part"):
    """Upload one part."""

    upload: str = "up"
    part: Number = "1"
    body: Body = Body()
    content_md5: str | None = None
    envelope: Envelope | None = None
    forget_context: bool = False
    """`client`: leaves out what the initiation gave for its parts."""
    last: bool = False
    """`client`: says that no part follows."""


class CopyPart(_OnObject, frozen=True, kw_only=True, tag="copy-part"):
    """Make one part from a range of an existing object."""

    upload: str = "up"
    part: Number = "1"
    source: Source = Source()


class CompleteMultipart(_OnObject, frozen=True, kw_only=True, tag="complete-multipart"):
    """Put the parts together, in part number order, with the ETags the parts were answered with."""

    upload: str = "up"
    wrong_etag: Number | None = None
    """The part that is named with an ETag that no part has."""


class AbortMultipart(_OnObject, frozen=True, kw_only=True, tag="abort-multipart"):
    """Give an upload up."""

    upload: str = "up"


class ListParts(_OnObject, frozen=True, kw_only=True, tag="list-parts"):
    """List the parts of an upload."""

    upload: str = "up"


class PostObject(_OnObject, frozen=True, kw_only=True, tag="post-object"):
    """Upload by an HTML form with a signed policy; encryption travels in form fields."""

    body: Body = Body()
    lower_case_fields: bool = False
    outside_policy: list[Role] = []
    """Fields sent without a condition in the policy."""


class AppendObject(_OnObject, frozen=True, kw_only=True, tag="append-object"):
    """Append to an object."""

    body: Body = Body()
    position: Number = "0"


class CreateBucket(_OnObject, frozen=True, kw_only=True, tag="create-bucket"):
    """Create a bucket, perhaps with default encryption headers."""


class PutBucketEncryption(Step, frozen=True, kw_only=True, tag="put-bucket-encryption"):
    """Set a bucket's default encryption."""

    default: BucketDefault = BucketDefault(mode=Mode.MANAGED)


class GetBucketEncryption(Step, frozen=True, kw_only=True, tag="get-bucket-encryption"):
    """Read a bucket's default encryption."""


class DeleteBucketEncryption(Step, frozen=True, kw_only=True, tag="delete-bucket-encryption"):
    """Remove a bucket's default encryption."""


class PutBucketPolicy(Step, frozen=True, kw_only=True, tag="put-bucket-policy"):
    """Say who may do what with the bucket, besides its owner."""

    policy: Annotated[list[PolicyStatement], Meta(min_length=1)]


class GetBucketInfo(Step, frozen=True, kw_only=True, tag="get-bucket-info"):
    """Read what is known about a bucket, its default encryption included (OSS)."""


class PutBucketVersioning(Step, frozen=True, kw_only=True, tag="put-bucket-versioning"):
    """Turn versioning on."""


class SetKmsKey(Step, frozen=True, kw_only=True, tag="set-kms-key"):
    """Change the KMS key that is the case's own (`kms-key: own`): asked of the key service, not of the store."""

    state: Literal["enabled", "disabled", "pending-deletion", "deleted", "rotated"]


class SetKeyService(Step, frozen=True, kw_only=True, tag="set-key-service"):
    """Turn the key service off for the account, or on again, as one that has not turned it on yet."""

    active: bool


class Raw(Step, frozen=True, kw_only=True, tag="raw"):
    """A documented sample sent as printed; only under `cases/samples/`."""

    method: str
    object: str = "doc"
    query: str = ""
    raw_headers: list[tuple[str, str]] = []
    body: Body | None = None


AnyStep = (
    PutObject
    | GetObject
    | HeadObject
    | GetObjectAttributes
    | GetObjectMeta
    | GetObjectTagging
    | RestoreObject
    | UpdateObjectEncryption
    | SendUnknown
    | ListObjects
    | DeleteObject
    | CopyObject
    | InitiateMultipart
    | UploadPart
    | CopyPart
    | CompleteMultipart
    | AbortMultipart
    | ListParts
    | PostObject
    | AppendObject
    | CreateBucket
    | PutBucketEncryption
    | GetBucketEncryption
    | DeleteBucketEncryption
    | PutBucketPolicy
    | GetBucketInfo
    | PutBucketVersioning
    | SetKmsKey
    | SetKeyService
    | Raw
)

"""A case: steps and expectations in neutral terms, as written in `cases/**.yaml`.

A case names no vendor header, status or code. `accepted: customer` and `refused: wrong-customer-key` are looked up in
the dialect's spec, which says what its documents promise. Text may hold `${name}`: a `vary` value, or an attribute of a
key such as `${mine.key}` (Base64 key), `${mine.md5}` (Base64 MD5 of the key), `${mine.key-hex}`, `${mine.md5-hex}`.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from conformance.model.policy import PolicyStatement
from conformance.model.words import Capability, Dialect, Mode, Observable, Role

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Meta(min_length=1)]
Number = Annotated[str, Meta(pattern=r"^[0-9]{1,12}$")]
"""Decimal, kept as text until it is used."""
Range = Annotated[str, Meta(pattern=r"^([0-9]+-[0-9]*|-[0-9]+)$")]
Form = Literal["bare", "full", "alias"]
Entry = Literal[
    "key", "start", "content-algorithm", "wrap-algorithm", "description", "commitment", "tag-length", "foreign"
]
"""Entries of an envelope, whatever a dialect calls them; `foreign`: one of another version of the same format."""
Accepted = Literal["uncommitted", "old-content", "old-wraps", "delayed"]
"""What a reader takes on request: content without key commitment, content without a tag, wraps that bind nothing, and
plaintext that is handed out before the tag was checked."""
Apart = Literal["usual", "other"]
"""Where an envelope lies that is kept in an object of its own: under its usual name, or under another that the reader
is told."""
Given = Literal["bytes", "text", "file", "stream", "iterator", "path", "folder"]
"""How a caller hands over what is to be uploaded; `path`: by the method that takes a file's name; `folder`: the file
lies in a folder, and the folder's name is given."""
Taken = Literal["memory", "stream", "iterator", "path"]
"""How a caller takes what is read: at once, a few bytes at a time, in pieces that come by themselves, or into a file by
the method that takes its name."""

AskedBy = Literal["argument", "header"]
"""How an SDK is asked for a method: by the argument or helper that it has for it, or by a header's name."""


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab", omit_defaults=True):
    pass


class Sse(_Value, frozen=True, kw_only=True):
    """The encryption a step asks for or, on a read, the key it brings."""

    mode: Mode
    key: str | None = None
    """`customer`: a name from the case's `keys`."""
    kms_key: str | None = None
    """`kms`: a key the target names: `main`, `other`, `disabled`, `pending`, `unknown`; absent for the default key."""
    form: Form = "bare"
    """How the KMS key is written: `bare` (its id), `full` (ARN or region:domain:key/id), `alias`."""
    context: dict[str, str] | None = None
    """`kms`, and `client` with a master key in a key service: the encryption context."""
    data_algorithm: str | None = None
    """The cipher under the method, where a dialect offers a choice (SM4); `client`: `committing`, or of old `gcm`,
    `cbc` and `cbc-first`."""
    bucket_key: bool | None = None
    asked_by: AskedBy | None = None
    """How a caller asks for the method; absent: as the SDK's pages mostly do."""
    master: str | None = None
    """`client`: a name from the case's `masters`, that wraps the object's key or opens it."""
    also: list[str] = []
    """`client`: further names, that only open."""
    accepts: list[Accepted] = []
    """`client`: what the reader was told to take beyond the current format."""


class Body(_Value, frozen=True, kw_only=True):
    """What a step uploads. Content is random unless `text` is given; equal `like` names give equal bytes."""

    size: Number = "64"
    """Bytes, decimal, or `${name}` of a `vary`."""
    text: str | None = None
    like: str | None = None
    """Two bodies with the same `like` and size in one case are the same bytes."""


class Helper(_Value, frozen=True, kw_only=True):
    """An SDK's own helper for large objects, which decides whether it works in one request or in parts."""

    part_size: Number
    """Bytes of a part, and the size from which on there are parts."""
    threads: Number = "1"
    """How many parts are under way at a time."""


class Damage(_Value, frozen=True, kw_only=True):
    """What is spoiled in an object that the reference has encrypted, before it is stored."""

    drop: list[Entry] = []
    """Entries of the envelope that are left out."""
    set: dict[Entry, str] = {}
    """Entries that say something else."""
    body: bool = False
    """One bit of the ciphertext is another."""
    cut: Number | None = None
    """So many bytes are missing at the end of what is stored."""
    other_key: bool = False
    """The wrapped key is that of another object under the same master key."""


class MasterKey(_Value, frozen=True, kw_only=True):
    """A master key of client-side encryption, made for the run."""

    kind: Literal["rsa", "aes", "custom", "kms", "old-kms"] = "rsa"
    """`aes`: a secret of 32 bytes; `custom`: whatever the caller makes of it; `kms`: a key service of the suite's own;
    `old-kms`: the same, in the way of the first clients, which binds nothing that a caller says."""
    start: bool = False
    """`aes`: the caller names the counter's start as well, the same for every object."""
    key: str | None = None
    """Two master keys with the same `key` are the same key; unless said, each is its own."""
    description: dict[str, str] = {}
    """What tells it from others, kept beside the object."""


class Source(_Value, frozen=True, kw_only=True):
    """Where a copy reads from."""

    object: str = "doc"
    sse: Sse | None = None
    """The customer key that opens the source; its headers are the copy-source ones."""
    version: str | None = None
    """The name of the step that wrote the version."""
    range: Range | None = None
    """First and last byte, `0-1048575`, for a part copy."""


class Tamper(_Value, frozen=True, kw_only=True):
    """Changes made after signing, so that the signature no longer covers what is sent."""

    drop: list[Role] = []
    set: dict[Role, str] = {}
    """Role to value: adds the header or changes it."""
    body: bool = False
    """Sends another body of the same length."""


_ETAG = r"^(md5|md5-of-request|not-md5|multipart|(same-as|differs-from):.+)$"


EnvelopePart = Literal["key", "start", "content-algorithm", "wrap-algorithm", "data-size", "part-size"]


class Envelope(_Value, frozen=True, kw_only=True):
    """Metadata of client-side encryption as a store sees it: a well-formed envelope, the same in all steps of an item.

    It has wrapped key, wrapped start and the names of cipher and wrapping; the sizes of an upload in parts are `set`.
    """

    drop: list[EnvelopePart] = []
    set: dict[EnvelopePart, Text] = {}
    """Other values than those of the item, or sizes in bytes."""


class BucketDefault(_Value, frozen=True, kw_only=True):
    """A bucket's default encryption, in neutral terms."""

    mode: Mode = Mode.NONE
    """`none` only in an expectation: nothing is configured."""
    kms_key: str | None = None
    form: Form = "bare"
    algorithm: str | None = None
    """Overrides the algorithm element's text, to send what no document allows."""
    data_algorithm: str | None = None
    empty_key_id: bool = False
    """Sends the key id element with no text."""
    blocks: Literal["customer", "none"] | None = None
    """Whether uploads with a customer key are refused (S3); absent says nothing of it."""
    rules: int = 1
    """How many rule elements are sent."""
    xml: str | None = None
    """The whole body, for malformed ones."""


class Expect(_Value, frozen=True, kw_only=True):
    """What a step's answer should be. The level of each fact comes from the spec entry it is looked up in."""

    accepted: str | None = None
    """A name under `acceptances` in the spec: status, headers echoed, headers withheld."""
    refused: str | None = None
    """A name under `refusals` in the spec."""
    recorded: str | None = None
    """A name under `refusals` whose refusal itself nobody documents: what is seen is recorded."""
    body: Annotated[str, Meta(pattern=r"^(same|same-as:.+|empty|within)$")] | None = None
    """`same` (what was last written, or its range), `same-as:STEP` (what that step uploaded), `empty`,
    `within` (a piece of what was last written, whichever the documents leave open)."""
    etag: Annotated[str, Meta(pattern=_ETAG)] | None = None
    """`md5` (of the whole content), `md5-of-request`, `not-md5`, `multipart`, `same-as:STEP`, `differs-from:STEP`."""
    headers: dict[Role, str] = {}
    """Role to the value that must be there."""
    absent: list[Role] = []
    kms_key: str | None = None
    """The answer names this KMS key of the target, or with `any` some key."""
    default: BucketDefault | None = None
    """The parsed bucket encryption."""
    listed: list[str] | None = None
    """The objects that a listing shows, each with the size of its content."""
    at_rest: Literal["in-view", "sealed"] | None = None
    """What the target's probe sees of the object: `in-view`, its data (a control); `sealed`, no plaintext, and no
    keystream that sealed another part or object of the case."""
    metadata: dict[str, str] = {}
    """User metadata that the answer shows; `*` for any value."""
    shows_envelope: bool = False
    """The list of an upload's parts shows the metadata of client-side encryption that it began with."""
    shown: Literal["whole"] | None = None
    """`whole`: every field of what an SDK's user is given is as its page has it, and not status and code alone."""
    interim: Literal["continue", "none", "silence"] | None = None
    """`continue`: 100 came before the first body byte; `none`: a final answer came and no body byte was sent."""


class Step(_Value, frozen=True, kw_only=True, tag_field="do"):
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
    envelope: Envelope | None = None
    acl: Literal["private", "public-read"] | None = None
    """`public-read`: open to everyone."""
    storage: Literal["archive"] | None = None
    """`archive`: the class whose objects are restored before they are read."""


class GetObject(_Read, frozen=True, kw_only=True, tag="get-object"):
    """Read an object or a range of it."""

    taken: Taken = "memory"
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


class Case(_Value, frozen=True, kw_only=True):
    """One promise, tried out."""

    id: Slug
    title: Text
    """One sentence, present tense: what a conforming store does."""
    cites: dict[Dialect, list[str]]
    """Dialect to the statements this case is about; the case runs in these dialects."""
    needs: list[Capability] = []
    """What the store must offer for the case to say something; a marker each (`-m "customer and not append"`)."""
    observable: Observable = Observable.WIRE
    vary: dict[str, list[str]] = {}
    """Name to values; every combination is one variant."""
    keys: dict[str, str] = {}
    """Name to `random` (32 bytes), `random:N` (N bytes), or `vector:NAME` from the reference's vectors."""
    masters: dict[str, MasterKey] = {}
    """Master keys of client-side encryption."""
    bucket: Literal["shared", "own"] = "shared"
    """`shared`: the run's bucket; `own`: a bucket of this item alone."""
    steps: Annotated[list[AnyStep], Meta(min_length=1)]
    catches: list[str] = []
    """The seeded faults this case was written to notice."""
    notes: str = ""


class Suite(_Value, frozen=True, kw_only=True):
    """A file: one feature and operation, 1 to 15 cases."""

    suite: Annotated[str, Meta(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$")]
    title: Text
    about: str = ""
    cases: Annotated[list[Case], Meta(min_length=1, max_length=15)]

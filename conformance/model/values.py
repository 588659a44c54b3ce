"""The values of which steps are made: what is asked for, sent and damaged, in neutral terms."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from conformance.model.words import Mode, Role

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Meta(min_length=1)]
Number = Annotated[str, Meta(pattern=r"^[0-9]{1,12}$")]
"""Decimal, kept as text until it is used."""
Range = Annotated[str, Meta(pattern=r"^([0-9]+-[0-9]*|-[0-9]+)$")]
Form = Literal["bare", "full", "alias"]
Entry = Literal[
    "key",
    "start",
    "content-algorithm",
    "wrap-algorithm",
    "description",
    "commitment",
    "tag-length",
    "plain-digest",
    "plain-length",
    "foreign",
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


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab", omit_defaults=True):
    """What is common to all: unknown fields are errors, and names have hyphens in files."""


class Sse(Value, frozen=True, kw_only=True):
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


class Body(Value, frozen=True, kw_only=True):
    """What a step uploads. Content is random unless `text` is given; equal `like` names give equal bytes."""

    size: Number = "64"
    """Bytes, decimal, or `${name}` of a `vary`."""
    text: str | None = None
    like: str | None = None
    """Two bodies with the same `like` and size in one case are the same bytes."""


class Helper(Value, frozen=True, kw_only=True):
    """An SDK's own helper for large objects, which decides whether it works in one request or in parts."""

    part_size: Number
    """Bytes of a part, and the size from which on there are parts."""
    threads: Number = "1"
    """How many parts are under way at a time."""


class Damage(Value, frozen=True, kw_only=True):
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
    start_length: Number | None = None
    """The counter's start, once opened, has so many bytes."""
    lax: list[Entry] = []
    """Entries with a character that Base64 does not have."""


class MasterKey(Value, frozen=True, kw_only=True):
    """A master key of client-side encryption, made for the run."""

    kind: Literal["rsa", "rsa-files", "aes", "custom", "kms", "old-kms"] = "rsa"
    """`rsa-files`: a key pair that the SDK reads from files; `aes`: a secret; `custom`: whatever the caller makes of
    it; `kms`: a key service of the suite's own; `old-kms`: the same, in the way of the first clients, which binds
    nothing that a caller says."""
    size: Number = "32"
    """`aes`: bytes."""
    half: Literal["both", "public"] = "both"
    """`rsa`: what the caller has of the key pair; with the public half one writes and does not read."""
    start: bool = False
    """`aes`: the caller names the counter's start as well, the same for every object."""
    key: str | None = None
    """Two master keys with the same `key` are the same key; unless said, each is its own."""
    description: dict[str, str] = {}
    """What tells it from others, kept beside the object."""


class Source(Value, frozen=True, kw_only=True):
    """Where a copy reads from."""

    object: str = "doc"
    sse: Sse | None = None
    """The customer key that opens the source; its headers are the copy-source ones."""
    version: str | None = None
    """The name of the step that wrote the version."""
    range: Range | None = None
    """First and last byte, `0-1048575`, for a part copy."""


class Tamper(Value, frozen=True, kw_only=True):
    """Changes made after signing, so that the signature no longer covers what is sent."""

    drop: list[Role] = []
    set: dict[Role, str] = {}
    """Role to value: adds the header or changes it."""
    body: bool = False
    """Sends another body of the same length."""


EnvelopePart = Literal["key", "start", "content-algorithm", "wrap-algorithm", "data-size", "part-size"]


class Envelope(Value, frozen=True, kw_only=True):
    """Metadata of client-side encryption as a store sees it: a well-formed envelope, the same in all steps of an item.

    It has wrapped key, wrapped start and the names of cipher and wrapping; the sizes of an upload in parts are `set`.
    """

    drop: list[EnvelopePart] = []
    set: dict[EnvelopePart, Text] = {}
    """Other values than those of the item, or sizes in bytes."""


class BucketDefault(Value, frozen=True, kw_only=True):
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

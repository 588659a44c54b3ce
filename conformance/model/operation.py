"""One call in neutral terms with every value resolved: what the engine asks a driver to do, and what it gets back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from conformance.model.policy import PolicyStatement
from conformance.model.result import Exchange
from conformance.model.values import Accepted, Apart, AskedBy, BucketDefault, Damage, Given, Taken
from conformance.model.words import Mode, Role

OTHER_SUFFIX = ".elsewhere"
"""What the name of an object has more that keeps another's envelope and is not called as usual."""


class Vault(Protocol):
    """A master key in a key service, which binds what it wraps to a context of texts."""

    @property
    def key_id(self) -> str:
        """The master key's name in the service."""
        ...

    def generate(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        """A data key of 32 bytes, and the same wrapped."""
        ...

    def encrypt(self, plain: bytes, context: Mapping[str, str]) -> bytes:
        """Wrap a data key."""
        ...

    def decrypt(self, wrapped: bytes, context: Mapping[str, str]) -> bytes | None:
        """The data key; None where key or context are others, or the wrapped key was changed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """A master key of client-side encryption. `private_key`, `public_key`: PEM, of `rsa`; `secret`: of `aes`.

    Who has the public half alone has no private key. A custom one is its two functions; one of `kms` or `old-kms` has
    a vault.
    """

    kind: str
    algorithm: str
    description: Mapping[str, str] = field(default_factory=dict)
    private_key: str = field(default="", repr=False)
    public_key: str = ""
    secret: bytes = field(default=b"", repr=False)
    start: bytes = b""
    """Of `aes`: the counter's start, where the caller names one."""
    vault: Vault | None = None
    wrap: Callable[[bytes], bytes]
    unwrap: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """Encryption of a request, resolved: key bytes instead of key names."""

    mode: Mode
    customer_key: bytes | None = field(default=None, repr=False)
    kms_key_id: str | None = None
    context: Mapping[str, str] | None = None
    data_algorithm: str | None = None
    bucket_key: bool | None = None
    asked_by: AskedBy | None = None
    master: Master | None = None
    also: tuple[Master, ...] = ()
    """Master keys that only open."""
    accepts: frozenset[Accepted] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySource:
    """The source of a copy, resolved."""

    bucket: str
    key: str
    encryption: Encryption | None = None
    version_id: str | None = None
    range: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tweaks:
    """Departures from a well-formed request. Only a driver that builds the wire itself can express them."""

    override: Mapping[Role, str] = field(default_factory=dict)
    drop: frozenset[Role] = frozenset()
    repeat: frozenset[Role] = frozenset()
    misname: Mapping[Role, str] = field(default_factory=dict)
    tamper_drop: frozenset[Role] = frozenset()
    tamper_set: Mapping[Role, str] = field(default_factory=dict)
    tamper_body: bool = False
    unsigned: frozenset[Role] = frozenset()
    in_query: frozenset[Role] = frozenset()
    lower_case_fields: bool = False
    outside_policy: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """An SDK's helper for large objects. `part_size`: bytes, also the size from which on it works in parts."""

    part_size: int
    threads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call. `do` is the step's verb (`put-object`, ...); fields that a verb does not use stay at their default."""

    do: str
    bucket: str
    key: str | None = None
    body: bytes | None = field(default=None, repr=False)
    encryption: Encryption | None = None
    source: CopySource | None = None
    range: str | None = None
    version_id: str | None = None
    part_number: int | None = None
    upload_id: str | None = None
    parts: tuple[tuple[int, str], ...] = ()
    """Complete: part number and ETag, in the order to send."""
    position: int | None = None
    default: BucketDefault | None = None
    """Bucket encryption, with `kms_key` already replaced by the id to send."""
    policy: tuple[PolicyStatement, ...] = ()
    other_principal: str = ""
    """How a policy names the second principal, as the vendor writes it."""
    acl: str | None = None
    given: Given = "bytes"
    taken: Taken = "memory"
    range_ignored: bool = False
    """The question loses its range on its way to the store."""
    helper: Helper | None = None
    """An SDK's helper for large objects makes the call."""
    damage: Damage | None = None
    apart: Apart | None = None
    part_size: int | None = None
    """Initiation under client-side encryption: bytes of every part but the last, as declared."""
    data_size: int | None = None
    forget_context: bool = False
    last_part: bool = False
    """The caller says that no part follows."""
    content_md5: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    envelope: Mapping[str, str] = field(default_factory=dict)
    """Metadata of client-side encryption by neutral name; an empty value stands for the dialect's usual word."""
    metadata_directive: str | None = None
    storage: str | None = None
    if_match: str | None = None
    if_none_match: str | None = None
    method: str | None = None
    """`raw` and `send-unknown` only."""
    query: str = ""
    """`raw` and `send-unknown` only."""
    raw_headers: tuple[tuple[str, str], ...] = ()
    """`raw` only."""
    auth: str = "header"
    secure: bool = True
    expect_continue: bool = False
    tweaks: Tweaks = Tweaks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a listing."""

    key: str
    size: int
    """Bytes, as shown; -1 where none is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A fact about the client itself, an SDK: what it sent, or what it gave its user."""

    fact: str
    """`sent:ROLE`, `returned`, `shown:NAME`, `kept:NAME`."""
    met: bool
    expected: str
    observed: str
    detail: bool = False
    """Judged only where a step asks for the whole of what its user is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back, in neutral terms."""

    status: int
    headers: tuple[tuple[str, str], ...]
    """As received: order, letter case and repetition kept."""
    body: bytes = field(repr=False)
    roles: Mapping[Role, str]
    """The encryption headers of the answer by role (first value of each)."""
    code: str | None = None
    """The vendor's error code, from the body or, on HEAD, from a header."""
    etag: str | None = None
    """As received, quotes included; from the header, or from the body where the operation answers there."""
    version_id: str | None = None
    upload_id: str | None = None
    default: BucketDefault | None = None
    """The parsed bucket encryption; `kms_key` holds the id as received."""
    listed: tuple[Listed, ...] = ()
    """The entries of a listing's first page; the one object that attributes describe."""
    envelope: frozenset[str] = frozenset()
    """Of what a client's encryption began an upload with: what the list of its parts shows, by neutral name."""
    interim: str | None = None
    """With `Expect: 100-continue`: `continue`, `none` (final answer, no body byte sent) or `silence` (then sent)."""
    connection: str | None = None
    """After the answer: `usable`, `closed`, or `stuck` (the store waits for a body that will not come)."""
    exchanges: tuple[Exchange, ...] = ()
    method: str = ""
    """The SDK's method that made the call; empty for the driver that builds the wire itself."""
    told: tuple[Told, ...] = ()
    verb: str = ""
    """What was really answered, where an SDK's helper did the call by others: `complete-multipart`, `head-object`."""
    ranged: bool = False
    """A helper asked for a range of its own accord."""
    raised: str = ""
    """An exception of the SDK that is no answer of the store; `status` is 0 where nothing was sent."""

    @property
    def ok(self) -> bool:
        """Whether the store said yes. A copy may say 200 and put an error into the body (OBS N90)."""
        return not self.raised and 200 <= self.status < 300 and self.code is None  # noqa: PLR2004 - the HTTP success class

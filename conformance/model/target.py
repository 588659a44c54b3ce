"""A target: a store under test, how to reach it, and its known deviations, as written in a profile."""

import datetime as dt
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from conformance.model.words import Dialect


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab", omit_defaults=True):
    pass


class Auth(_Value, frozen=True, kw_only=True):
    """The signature scheme, and the names of the environment variables that hold the credentials (never values)."""

    scheme: str
    """`s3v4`, `obs`, `cos`, `oss-v1` or `oss-v4`."""
    access_key: str
    secret_key: str
    token: str = ""
    other_access_key: str = ""
    """The credentials of a second principal, of another account; where unset, the cases about one are unknown."""
    other_secret_key: str = ""
    other_id: str = ""
    """Names the variable that says how a bucket policy names that principal, as the vendor writes it."""
    file: str = ""
    """Lines of NAME=value, readable by nobody else: asked for the variables that the environment does not have."""

    def from_file(self, path: Path) -> "Auth":
        """The same names, with a file for their values."""
        return msgspec.structs.replace(self, file=str(path))


class KmsKey(_Value, frozen=True, kw_only=True):
    """A key of the target's KMS."""

    id: str
    full: str = ""
    """The long form: an ARN, or region:domain:key/id."""
    alias: str = ""


class Limits(_Value, frozen=True, kw_only=True):
    """How much a run may ask of a store; 0: no limit. Processes of a run share what is said here."""

    rate: Annotated[float, Meta(ge=0)] = 0
    """Calls per second."""
    parallel: Annotated[int, Meta(ge=0)] = 0
    """Processes at once (`-n`)."""
    max_requests: Annotated[int, Meta(ge=0)] = 0
    max_bytes: Annotated[int, Meta(ge=0)] = 0
    """Of bodies, in both directions."""
    max_object: Annotated[int, Meta(ge=0)] = 0
    """Bytes of the largest body that is uploaded; cases with larger ones are unknown."""


class FolderProbe(_Value, frozen=True, kw_only=True, tag_field="kind", tag="folder"):
    """The store keeps each object as a file: `root`/bucket/key."""

    root: str


class RadosProbe(_Value, frozen=True, kw_only=True, tag_field="kind", tag="rados"):
    """The store is Ceph's gateway, and its cluster can be asked from here (`rados`, `radosgw-admin`)."""

    conf: str
    """A `ceph.conf`."""
    pool: str
    """Of the objects' data."""
    via: list[str] = []
    """Words before each call, where the tools are not on this machine itself: `[podman, exec, ceph-rgw]`."""


class KeyServiceAt(_Value, frozen=True, kw_only=True):
    """The key service whose keys the store uses, with the interface of AWS KMS and the owner's credentials.

    The suite makes keys there for the cases about a key's states, and schedules them to be deleted; `conformance sweep`
    does so for a run that was killed.
    """

    endpoint: str
    """With a scheme; `{region}` is replaced."""


class PinnedFact(_Value, frozen=True, kw_only=True):
    """A violating fact as it was seen."""

    fact: str
    """As a finding names it; or `blocked`, with the reason as `observed`: unknown stays unknown, and fails no run."""
    observed: str
    step: str = ""


class Waiver(_Value, frozen=True, kw_only=True):
    """A known deviation: pinned to the complete set of violating facts, and with an end."""

    id: str
    cases: Annotated[list[str], Meta(min_length=1)]
    """Globs over `suite/id[variant]`."""
    facts: Annotated[list[PinnedFact], Meta(min_length=1)]
    because: Annotated[str, Meta(min_length=1)]
    evidence: list[str] = []
    since: dt.date | None = None
    until: dt.date = dt.date.max
    """The waiver is stale after this day; for a store that changes without a number."""
    versions: str = ""
    """Of an SDK or a store's `software`: what the waiver was seen on, like `>=3.26,<3.27`; on any other it is stale."""
    sometimes: bool = False


class Target(_Value, frozen=True, kw_only=True):
    """One profile."""

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: str
    dialect: Dialect
    profile: str = ""
    """Where it was read from; filled in by the reader. Empty for `--endpoint`."""
    group: str = ""
    """`--target GROUP` selects every profile of the group."""
    driver: str = "rest"
    """Who makes the calls: `rest`, which writes every byte itself, or an SDK as `--subject` names it."""
    start: str = ""
    """`emulator` or `moto`: the suite starts it; empty: it is already there."""
    edition: str = ""
    """`start: emulator`: what it enforces, as `conformance emulate --edition` names it; empty: the current edition."""
    software: str = ""
    """What runs there and its version, like `ceph 16.2.15`: what is known of it is waived here too."""
    endpoint: str = ""
    """With a scheme; `{region}` is replaced. Empty for what the suite starts."""
    region: str = ""
    addressing: str = "virtual"
    """`virtual` (bucket.host), `path` (host/bucket) or `cname` (the host is the bucket)."""
    auth: Auth
    plain_endpoint: str = ""
    """The same store over HTTP, for the cases about plain transport; empty: those cases are blocked."""
    ca_file: str = ""
    proxy: str = ""
    """The HTTP proxy on the way: a URL, or the name of a variable that holds one with user and password.

    Empty: as HTTPS_PROXY, HTTP_PROXY and NO_PROXY say; `none`: no proxy, whatever they say. Loopback hosts are always
    reached directly.
    """
    kms: dict[str, KmsKey] = {}
    probe: FolderProbe | RadosProbe | None = None
    """How to look at what the store keeps; without it the cases at rest are unknown."""
    key_service: KeyServiceAt | None = None
    """Where the suite may make keys and change their states; without it the cases about that are unknown."""
    bucket: str = ""
    """A bucket that is lent to the run: everything then stays in it, below a prefix; empty: the run makes its own."""
    prefix: str = "enc-conf"
    """Every bucket that the suite creates begins with this."""
    bucket_suffix: str = ""
    """Put behind every bucket name, where the vendor wants one (`-1250000000`, the COS account)."""
    limits: Limits = Limits()
    capabilities: dict[str, str] = {}
    """What the store was seen to offer, or what came instead; said in the report, and of no weight in a verdict."""
    waivers: list[Waiver] = []


class SubjectWaivers(_Value, frozen=True, kw_only=True):
    """What is known of an SDK, whatever store it is used on, or of a store's software, whoever runs it."""

    subject: str
    """As `--subject`, or the first word of a profile's `software`, names it."""
    waivers: list[Waiver]

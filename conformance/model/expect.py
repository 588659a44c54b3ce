"""What a step's answer should be."""

from typing import Annotated, Literal

from msgspec import Meta

from conformance.model.values import BucketDefault, Value
from conformance.model.words import Role

_ETAG = r"^(md5|md5-of-request|not-md5|multipart|(same-as|differs-from):.+)$"


class Expect(Value, frozen=True, kw_only=True):
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
    kept: bool = False
    """What the caller handed over, as metadata or headers, is afterwards as it was before."""
    shown: Literal["whole"] | None = None
    """`whole`: every field of what an SDK's user is given is as its page has it, and not status and code alone."""
    interim: Literal["continue", "none", "silence"] | None = None
    """`continue`: 100 came before the first body byte; `none`: a final answer came and no body byte was sent."""

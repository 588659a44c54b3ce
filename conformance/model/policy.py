"""What a bucket policy says, in neutral terms; each dialect has its own document for it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from conformance.model.words import Mode


class PolicyStatement(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab", omit_defaults=True
):
    """One statement: who may, or may not, do what to the bucket and everything in it."""

    effect: Literal["allow", "deny"]
    to: Literal["everyone", "other-principal"]
    verbs: Annotated[list[str], Meta(min_length=1)]
    """What is allowed or denied, such as `put-object`; a dialect has an action for each."""
    unless: Mode | None = None
    """The statement does not speak of requests that ask for this encryption."""

"""A case: steps and expectations in neutral terms, as written in `cases/**.yaml`.

A case names no vendor header, status or code. `accepted: customer` and `refused: wrong-customer-key` are looked up in
the dialect's spec, which says what its documents promise. Text may hold `${name}`: a `vary` value, or an attribute of a
key such as `${mine.key}` (Base64 key), `${mine.md5}` (Base64 MD5 of the key), `${mine.key-hex}`, `${mine.md5-hex}`.
"""

from typing import Annotated, Literal

from msgspec import Meta

from conformance.model.steps import AnyStep
from conformance.model.values import MasterKey, Slug, Text, Value
from conformance.model.words import Capability, Dialect, Observable


class Case(Value, frozen=True, kw_only=True):
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


class Suite(Value, frozen=True, kw_only=True):
    """A file: one feature and operation, 1 to 15 cases."""

    suite: Annotated[str, Meta(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$")]
    title: Text
    about: str = ""
    cases: Annotated[list[Case], Meta(min_length=1, max_length=15)]

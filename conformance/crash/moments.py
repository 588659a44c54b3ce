"""Where a run is killed: inside which creation, and at which point of it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.operation import Operation


class Kind(StrEnum):
    """What a run makes on a store; all of it lies in a bucket, below a prefix, or under a key of its journal."""

    BUCKET = "bucket"
    OBJECT = "object"
    VERSION = "version"
    MARKER = "delete marker"
    UPLOAD = "upload"
    PART = "part"
    POLICY = "policy"
    DEFAULT = "default encryption"
    KEY = "KMS key"


class Point(StrEnum):
    """How far a creation has come."""

    NOTED = "before it is sent"
    HALF_SENT = "half sent"
    ANSWERED = "answered, and nothing noted of it"


_SIMPLE = {
    "create-bucket": Kind.BUCKET,
    "initiate-multipart": Kind.UPLOAD,
    "upload-part": Kind.PART,
    "put-bucket-policy": Kind.POLICY,
    "put-bucket-encryption": Kind.DEFAULT,
}
_WRITES = {"put-object", "copy-object", "complete-multipart"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One moment of a run."""

    kind: Kind
    nth: int
    """Of the creations of this kind, from 1."""
    point: Point
    lent: bool
    """Whether the run is kept inside a bucket that was lent to it."""

    def __str__(self) -> str:
        """As a person would say it."""
        where = " in a lent bucket" if self.lent else ""
        return f"{self.kind} {self.nth}{where}, {self.point}"


def kind_of(operation: Operation, *, versioned: bool) -> Kind | None:
    """What a call makes, if anything."""
    if operation.do in _WRITES:
        return Kind.VERSION if versioned else Kind.OBJECT
    if operation.do == "delete-object":
        return Kind.MARKER if versioned and operation.version_id is None else None
    return _SIMPLE.get(operation.do)


def choose(made: Mapping[tuple[bool, Kind], Sequence[int]], times: int, seed: str) -> list[Moment]:
    """Moments of runs that are known to make so much: every kind in turn, and which of it and how far by chance.

    `made`: whether in a lent bucket, and the kind, to the ordinal numbers of what was made.
    """
    chance = random.Random(seed)  # noqa: S311 - no secret
    kinds = sorted(key for key, numbers in made.items() if numbers)
    points = [point for point in Point for _ in range(-(-times // len(Point)))]
    chance.shuffle(points)
    found: list[Moment] = []
    for number in range(times):
        lent, kind = kinds[number % len(kinds)]
        point = points[number]
        if kind is Kind.KEY and point is Point.HALF_SENT:
            point = Point.ANSWERED  # another's client sends it: before or after is all that can be told
        found.append(Moment(kind=kind, nth=chance.choice(made[lent, kind]), point=point, lent=lent))
    return found

"""POST policies: the conditions that every field of an upload form must keep.

Sources: OBS "Authentication of Signature Carried in the Table Uploaded Through a Browser" (OBS facts 1.4); S3 "POST
policy" of the SigV4 reference. A policy is JSON, and its Base64 text is what is signed.
"""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.request import Clock

Fields = Sequence[tuple[str, str]]
"""Name and value of the form's fields before `file`, in order; variables such as `${filename}` already expanded."""

MATCHES: dict[str, Callable[[str, str], bool]] = {"eq": str.__eq__, "starts-with": str.startswith}


@dataclass(frozen=True, slots=True)
class Condition:
    """One field, and what its value must be."""

    match: str
    name: str
    value: str

    def holds(self, value: str) -> bool:
        """Whether the field's value is allowed."""
        return MATCHES[self.match](value, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy that has been read."""

    expiration: datetime
    conditions: tuple[Condition, ...]
    length_range: tuple[int, int] | None

    @property
    def names(self) -> tuple[str, ...]:
        """The fields it speaks about, in lower case."""
        return tuple(condition.name for condition in self.conditions)


def check_policy(text: str, fields: Fields, *, bucket: str, exempt: frozenset[str], now: Clock) -> Policy:
    """Check a form against its Base64 policy; raises `AuthError`. Fields named in `exempt` need no condition."""
    policy = parse_policy(text)
    if now() > policy.expiration:
        raise AuthError(Reason.POLICY_EXPIRED, policy.expiration.isoformat())
    given = [*((name.lower(), value) for name, value in fields if name.lower() != "bucket"), ("bucket", bucket)]
    for condition in policy.conditions:
        values = [value for name, value in given if name == condition.name] or [""]
        if not all(condition.holds(value) for value in values):
            raise AuthError(Reason.POLICY_VIOLATED, f"[{condition.match}, ${condition.name}, {condition.value}]")
    for name, _ in fields:
        if not _covered(name.lower(), policy, exempt):
            raise AuthError(Reason.POLICY_VIOLATED, f"no condition covers the field {name}")
    return policy


def _covered(name: str, policy: Policy, exempt: frozenset[str]) -> bool:
    return name in policy.names or name in exempt or name.startswith("x-ignore-")


def parse_policy(text: str) -> Policy:
    """Read a Base64 policy; raises `AuthError`."""
    try:
        document = json.loads(base64.b64decode(text, validate=True))
        entries = [entry for item in document["conditions"] for entry in _entries(item)]
        ranges = [(int(low), int(high)) for match, low, high in entries if match == "content-length-range"]
        return Policy(
            expiration=_expiration(document["expiration"]),
            conditions=tuple(_condition(*entry) for entry in entries if entry[0] != "content-length-range"),
            length_range=(max(low for low, _ in ranges), min(high for _, high in ranges)) if ranges else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise AuthError(Reason.POLICY_MALFORMED, str(error)) from error


def _entries(item: dict[str, str] | list[str]) -> list[tuple[str, str, str]]:
    """Spell the short form `{name: value}` as the long form `[match, $name, value]`."""
    if isinstance(item, dict):
        return [("eq", f"${name}", value) for name, value in item.items()]
    match, name, value = item
    return [(match.lower(), name, value)]


def _condition(match: str, name: str, value: str) -> Condition:
    if match not in MATCHES or not name.startswith("$"):
        raise ValueError(f"unknown condition [{match}, {name}]")
    # SDKs write names in lower case in the policy and in mixed case in the form (OBS facts 1.4).
    return Condition(match, name[1:].lower(), str(value))


def _expiration(text: str) -> datetime:
    if not text.endswith("Z"):
        raise ValueError("the expiration is not in UTC")
    return datetime.fromisoformat(text).astimezone(UTC)

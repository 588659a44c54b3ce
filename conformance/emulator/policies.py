"""Bucket policies, as far as encryption needs them: Allow and Deny over principals, actions, resources and headers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase

from conformance.emulator.accounts import Account


class Decision(Enum):
    """What a policy says about a request."""

    ALLOW = "allow"
    DENY = "deny"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as policies see it."""

    account: Account | None
    action: str
    """Such as `PutObject`."""
    resource: str
    """`bucket` or `bucket/key`."""
    header: Callable[[str], str | None]
    """The value of a condition key, which is a header's name."""


Test = Callable[[str | None, list[str]], bool]

OPERATORS: Mapping[str, Test] = {
    "StringEquals": lambda value, wanted: value in wanted,
    "StringNotEquals": lambda value, wanted: value not in wanted,
    "StringLike": lambda value, wanted: value is not None and any(fnmatchcase(value, item) for item in wanted),
    "Null": lambda value, wanted: (value is None) == (wanted == ["true"]),
}
"""How a header's value, None where it is absent, is compared with the values that a condition lists."""

FIELDS: Mapping[str, int] = {"arn": 5, "acs": 4, "qcs": 5}
"""Fields before a resource, by the first of them: `arn:aws:s3:::bucket` has five."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a policy."""

    effect: Decision
    principals: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[tuple[str, str, list[str]], ...]
    """Operator, header, values."""

    def applies(self, asked: Asked) -> bool:
        """Whether it speaks about a request."""
        return (
            any(_is_principal(principal, asked.account) for principal in self.principals)
            and any(fnmatchcase(asked.action, action) for action in self.actions)
            and any(fnmatchcase(asked.resource, resource) for resource in self.resources)
            and all(OPERATORS[operator](asked.header(key), values) for operator, key, values in self.conditions)
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """A bucket's policy, as it was given and as it was understood."""

    text: bytes = field(repr=False)
    statements: tuple[Statement, ...]

    def decide(self, asked: Asked, *, denials: bool = True) -> Decision:
        """What it says about a request: a Deny outweighs every Allow, unless denials do not count."""
        effects = {statement.effect for statement in self.statements if statement.applies(asked)}
        if not denials:
            effects.discard(Decision.DENY)
        if Decision.DENY in effects:
            return Decision.DENY
        return Decision.ALLOW if effects else Decision.NOTHING


def parse_policy(text: bytes) -> Policy:
    """Read a policy; raises `ValueError`, also for what this emulator does not know."""
    try:
        document = json.loads(text)
        return Policy(text, tuple(_statement(item) for item in document["Statement"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a bucket policy: {error!r}") from error


def _statement(item: Mapping[str, object]) -> Statement:
    return Statement(
        effect=Decision(str(item["Effect"]).lower()),
        principals=_principals(item["Principal"]),
        actions=tuple(action.rpartition(":")[2] for action in _texts(item["Action"])),
        resources=tuple(_resource(text) for text in _texts(item["Resource"])),
        conditions=tuple(_conditions(item.get("Condition", {}))),
    )


def _resource(text: str) -> str:
    """What a resource's long name names, without the fields that vendors put before it."""
    fields = FIELDS.get(text.partition(":")[0], 0)
    return text.split(":", fields)[-1]


def _conditions(item: object) -> list[tuple[str, str, list[str]]]:
    if not isinstance(item, dict):
        raise TypeError("a condition is an object")
    unknown = item.keys() - OPERATORS.keys()
    if unknown:
        raise ValueError(f"unknown operators: {sorted(unknown)}")
    return [
        (operator, key.rpartition(":")[2].lower(), _texts(values))
        for operator, keys in item.items()
        for key, values in keys.items()
    ]


def _principals(item: object) -> tuple[str, ...]:
    """`*`, or ids by kind: `{"AWS": ...}`, `{"ID": ...}`."""
    values = item.values() if isinstance(item, dict) else [item]
    return tuple(text for value in values for text in _texts(value))


def _texts(item: object) -> list[str]:
    return [str(text) for text in item] if isinstance(item, list) else [str(item)]


def _is_principal(principal: str, account: Account | None) -> bool:
    if principal == "*":
        return True
    return account is not None and (account.number in principal or account.domain in principal)

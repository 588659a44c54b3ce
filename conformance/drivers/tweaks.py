"""Departures from a well-formed request, by role: before signing, and after it.

Roles that a departure takes away, changes the name of or repeats must be there: a case that drops a header which was
never sent would test nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from conformance.model.operation import Tweaks
from conformance.model.words import Role
from conformance.wire.dialects.base import Draft, Field, Spelling
from conformance.wire.errors import NotExpressibleError
from conformance.wire.request import Pair, parameter


def before_signing(draft: Draft, tweaks: Tweaks, spelling: Spelling) -> Draft:
    """Override and add, then drop, misname and repeat; what belongs into the query goes there last."""
    fields = _set(draft.fields, tweaks.override, spelling)
    _require(fields, (*tweaks.drop, *tweaks.misname, *tweaks.repeat))
    kept = [field for field in fields if field.role not in tweaks.drop]
    named = [_misnamed(field, tweaks.misname) for field in kept]
    return _into_query(replace(draft, fields=tuple(_repeated(named, tweaks.repeat))), tweaks.in_query)


def after_signing(headers: tuple[Pair, ...], tweaks: Tweaks, spelling: Spelling) -> tuple[Pair, ...]:
    """Drop, change and add what the signature has already covered, or never will."""
    roles = {name.lower(): role for role, name in spelling.roles.items()}
    fields = tuple(Field(name, value, roles.get(name.lower())) for name, value in headers)
    _require(fields, tweaks.tamper_drop)
    kept = tuple(field for field in fields if field.role not in tweaks.tamper_drop)
    return tuple((field.name, field.value) for field in _set(kept, tweaks.tamper_set, spelling))


def body_after_signing(body: bytes | None, tweaks: Tweaks) -> bytes | None:
    """The body, or another of the same length in its place."""
    if not tweaks.tamper_body:
        return body
    if not body:
        raise NotExpressibleError("the request has no body to exchange")
    return bytes([body[0] ^ 1]) + body[1:]


def names_of(fields: Iterable[Field], roles: Iterable[Role]) -> frozenset[str]:
    """The lower-case names, as sent, of the fields that play some roles."""
    fields, roles = tuple(fields), tuple(roles)
    _require(fields, roles)
    return frozenset(field.name.lower() for field in fields if field.role in roles)


def _into_query(draft: Draft, roles: frozenset[Role]) -> Draft:
    _require(draft.fields, roles)
    moved = tuple(parameter(field.name, field.value) for field in draft.fields if field.role in roles)
    kept = tuple(field for field in draft.fields if field.role not in roles)
    return replace(draft, query=(*draft.query, *moved), fields=kept)


def _set(fields: tuple[Field, ...], values: Mapping[Role, str], spelling: Spelling) -> tuple[Field, ...]:
    present = {field.role for field in fields}
    changed = [_with_value(field, values) for field in fields]
    added = [spelling.field(role, value) for role, value in values.items() if role not in present]
    return (*changed, *added)


def _with_value(field: Field, values: Mapping[Role, str]) -> Field:
    value = values.get(field.role) if field.role is not None else None
    return field if value is None else replace(field, value=value)


def _misnamed(field: Field, suffixes: Mapping[Role, str]) -> Field:
    suffix = suffixes.get(field.role, "") if field.role is not None else ""
    return replace(field, name=field.name + suffix)


def _repeated(fields: Iterable[Field], roles: frozenset[Role]) -> Iterable[Field]:
    for field in fields:
        yield field
        if field.role in roles:
            yield field


def _require(fields: Iterable[Field], roles: Iterable[Role]) -> None:
    missing = sorted(set(roles) - {field.role for field in fields if field.role is not None})
    if missing:
        raise NotExpressibleError(f"the request has no {missing[0]} to take away, change or repeat")

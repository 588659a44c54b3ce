"""What differs, so that it can be marked: a request from its control, and an observed value from the expected one."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from conformance.model.result import Exchange, Result, StepRecord

_ALWAYS_NEW = re.compile(
    r"(.*-)?date|authorization|.*request-?id|.*-id-2|.*trace.*|.*nonce.*|expires|last-modified|.*-time|.*cos-log.*",
    re.IGNORECASE,
)
"""Headers that differ between any two exchanges, and say nothing by it."""
_LEAST_COMMON = 3
"""So many equal characters at an end make two values worth marking."""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """A header line, and how it stands to the control's."""

    name: str
    value: str
    mark: str = ""
    """`changed`, `added`, `missing` (then the value is the control's), or nothing."""


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """An exchange beside its control's."""

    exchange: Exchange
    request: tuple[Header, ...]
    response: tuple[Header, ...]
    other_status: bool
    """Whether the control was answered another status."""
    control: str
    """The control step's name; empty where there is nothing to compare with."""

    @property
    def differs(self) -> bool:
        """Whether any line is marked."""
        return self.other_status or any(each.mark for each in (*self.request, *self.response))


def marked(result: Result, step: StepRecord, controls: Collection[str]) -> list[Marked]:
    """The exchanges of a step, those of a result's steps that follow a control of the same kind marked."""
    control = _control(result.steps, step, controls)
    like = control.exchanges if control else []
    name = control.name if control else ""
    return [_marked(one, like[index] if index < len(like) else None, name) for index, one in enumerate(step.exchanges)]


def _control(steps: Iterable[StepRecord], step: StepRecord, controls: Collection[str]) -> StepRecord | None:
    """The last control of the same kind before a step; a control has none."""
    found: StepRecord | None = None
    for each in steps:
        if each.name == step.name:
            return None if each.name in controls else found
        if each.name in controls and each.do == step.do:
            found = each
    return None


def _marked(one: Exchange, other: Exchange | None, control: str) -> Marked:
    answer = one.response.headers if one.response else []
    if other is None:
        return Marked(
            exchange=one, request=_plain(one.request.headers), response=_plain(answer), other_status=False, control=""
        )
    theirs = other.response
    return Marked(
        exchange=one,
        request=tuple(_against(one.request.headers, other.request.headers)),
        response=tuple(_against(answer, theirs.headers if theirs else [])),
        other_status=(one.response and one.response.status) != (theirs and theirs.status),
        control=control,
    )


def _plain(pairs: Iterable[tuple[str, str]]) -> tuple[Header, ...]:
    return tuple(Header(name=name, value=value) for name, value in pairs)


def _against(ours: Sequence[tuple[str, str]], theirs: Sequence[tuple[str, str]]) -> Iterator[Header]:
    known = {(name.lower(), value) for name, value in theirs}
    names = {name for name, _ in known}
    here = {name.lower() for name, _ in ours}
    for name, value in ours:
        yield Header(name=name, value=value, mark=_mark(name, value, known, names))
    for name, value in theirs:
        if name.lower() not in here and not _ALWAYS_NEW.fullmatch(name):
            yield Header(name=name, value=value, mark="missing")


def _mark(name: str, value: str, known: Collection[tuple[str, str]], names: Collection[str]) -> str:
    if _ALWAYS_NEW.fullmatch(name) or (name.lower(), value) in known:
        return ""
    return "changed" if name.lower() in names else "added"


def differing(text: str, other: str) -> tuple[str, str, str]:
    """A value in three pieces, of which the middle one is what another has not; all of it where they share little."""
    head = text[: _shared(text, other)]
    tail_length = _shared(text[len(head) :][::-1], other[len(head) :][::-1])
    tail = text[len(text) - tail_length :]
    if max(len(head), len(tail)) < _LEAST_COMMON or not text or not other:
        return text, "", ""
    return head, text[len(head) : len(text) - len(tail)], tail


def _shared(text: str, other: str) -> int:
    """How many signs at the beginning are the same."""
    pairs = zip(text, other, strict=False)
    return next((index for index, (one, two) in enumerate(pairs) if one != two), min(len(text), len(other)))

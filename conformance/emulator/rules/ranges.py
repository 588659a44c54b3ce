"""The Range header: which bytes of an object a read wants."""

import re
from dataclasses import dataclass

from conformance.emulator.call import Call
from conformance.emulator.objects import StoredObject
from conformance.emulator.rules.rule import Rule

RANGE_MUST_BE_SATISFIABLE = Rule(
    name="range-satisfiable",
    serves=("s3:ssec.range", "cos:N84"),
    summary="A range outside the object is refused.",
)
RANGE_OUTSIDE_IS_IGNORED = Rule(
    name="range-outside-ignored",
    serves=("oss:http.range-outside",),
    summary="A range that begins or ends outside the object stands for all of it, unless it is asked for as standard.",
)
RULES = (RANGE_MUST_BE_SATISFIABLE, RANGE_OUTSIDE_IS_IGNORED)

_RANGE = re.compile("bytes=(?P<first>[0-9]{0,19})-(?P<last>[0-9]{0,19})")


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from `start` to before `stop`."""

    start: int
    stop: int


def wanted(call: Call, stored: StoredObject) -> Span | None:
    """The range that a read asks for, None for all; raises `Refused` for one outside the object."""
    match = _RANGE.fullmatch((call.header("range") or "").replace(" ", ""))
    if match is None:
        return None  # several ranges, or no range at all: the whole object is a right answer
    size = stored.size
    standard = call.header(call.names.of("range-behavior")) == "standard"
    if call.rules.on(RANGE_OUTSIDE_IS_IGNORED) and not standard and _outside(match["first"], match["last"], size):
        return None
    span = _span(match["first"], match["last"], size, suffix=call.dialect.suffix_ranges)
    if span is None or span.start < span.stop:
        return span
    if call.rules.on(RANGE_MUST_BE_SATISFIABLE):
        raise call.rules.refusal(RANGE_MUST_BE_SATISFIABLE, size=str(size))
    return None


def _outside(first: str, last: str, size: int) -> bool:
    if first:
        return int(first) >= size or (bool(last) and int(last) >= size)
    return bool(last) and not 0 < int(last) <= size


def _span(first: str, last: str, size: int, *, suffix: bool) -> Span | None:
    if first:
        if last and int(last) < int(first):
            return None
        return Span(int(first), min(int(last) + 1, size) if last else size)
    if last and suffix:
        return Span(max(size - int(last), 0), size)
    return None


def part_span(stored: StoredObject, number: int) -> Span:
    """Where a part lies; a simple object is its own first part. Raises `IndexError`."""
    sizes = stored.part_sizes or (stored.size,)
    if not 1 <= number <= len(sizes):
        raise IndexError(number)
    start = sum(sizes[: number - 1])
    return Span(start, start + sizes[number - 1])

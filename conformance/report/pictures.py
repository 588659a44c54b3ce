"""The geometry of the pictures: what the templates draw as inline SVG. No colour is needed to read any of them."""

from collections.abc import Iterator, Sequence

import msgspec

from conformance.report.figures import Figures
from conformance.report.verdicts import Group

WIDTH = 100
"""Of every picture, in units of its own."""
_LEAST = 1.5
"""So wide is a part at least, that one deviation of a thousand is seen."""
_BANDS = {
    Group.CONFORMANT: (2.0, 6.0),
    Group.DEVIATION: (0.0, 10.0),
    Group.UNKNOWN: (3.5, 6.5),
    Group.OBSERVED: (4.0, 2.0),
    Group.OUTSIDE: (4.5, 1.0),
}
"""Top and height of a group's part of a bar, of 10: each has a shape of its own, and a deviation is the tallest."""
_TOP, _BOTTOM = 3.0, 21.0
"""Where a line of 24 units' height runs."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a stacked bar."""

    group: Group
    number: int
    left: float
    top: float
    width: float
    height: float


class Trend(msgspec.Struct, frozen=True, kw_only=True):
    """A sparkline: what a number was, run by run, the latest last."""

    numbers: tuple[int, ...]
    points: str
    """As the `points` of a polyline on 100 by 24 units."""
    last: tuple[float, float]
    """Where the latest stands."""


def groups(figures: Figures) -> dict[Group, int]:
    """Group to number of items, in the order of a bar."""
    return {
        Group.CONFORMANT: figures.conformant,
        Group.DEVIATION: figures.deviations,
        Group.UNKNOWN: figures.unknown,
        Group.OBSERVED: figures.observed,
        Group.OUTSIDE: figures.outside,
    }


def stack(figures: Figures) -> list[Part]:
    """A stacked bar, 100 units wide and 10 high; nothing where there is no item."""
    numbers = {group: number for group, number in groups(figures).items() if number}
    raw = {group: max(_LEAST, WIDTH * number / figures.total) for group, number in numbers.items()}
    scale = WIDTH / sum(raw.values()) if raw else 1
    return list(_parts(numbers, {group: width * scale for group, width in raw.items()}))


def _parts(numbers: dict[Group, int], widths: dict[Group, float]) -> Iterator[Part]:
    left = 0.0
    for group, number in numbers.items():
        top, height = _BANDS[group]
        yield Part(group=group, number=number, left=round(left, 2), top=top, width=_gap(widths[group]), height=height)
        left += widths[group]


def _gap(width: float) -> float:
    """The width without the gap that sets a part off from the next."""
    return round(max(0.8, width - 0.4), 2)


def trend(numbers: Sequence[int]) -> Trend | None:
    """A sparkline of at least two numbers; its floor is zero, so that a small rise looks small."""
    if len(numbers) < 2:  # noqa: PLR2004 - one point is no line
        return None
    step, top = (WIDTH - 6) / (len(numbers) - 1), max(*numbers, 1)
    spots = [
        (round(3 + index * step, 1), round(_BOTTOM - (_BOTTOM - _TOP) * each / top, 1))
        for index, each in enumerate(numbers)
    ]
    return Trend(numbers=tuple(numbers), points=" ".join(f"{x},{y}" for x, y in spots), last=spots[-1])


def heat(figures: Figures) -> int:
    """How much of what was judged deviates, 0 (nothing) to 4 (three quarters or more)."""
    if not figures.deviations:
        return 0
    return 1 + min(3, int(4 * figures.deviations / figures.applicable))

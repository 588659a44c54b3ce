"""The pictures say what the figures say: nothing is lost for being small, nothing hangs on colour."""

import pytest

from conformance.model.words import Verdict
from conformance.report.figures import Figures
from conformance.report.pictures import WIDTH, heat, stack, trend
from conformance.report.verdicts import Group

V = Verdict


def figures(**counts: int) -> Figures:
    return Figures(counts={V(name.replace("_", "-")): number for name, number in counts.items()}, critical=0)


def test_a_bar_has_a_part_of_its_own_shape_for_each_group() -> None:
    parts = stack(figures(conforms=50, violates=30, blocked=10, observes=6, unsupported=4))
    assert [(part.group, part.number) for part in parts] == [
        (Group.CONFORMANT, 50),
        (Group.DEVIATION, 30),
        (Group.UNKNOWN, 10),
        (Group.OBSERVED, 6),
        (Group.OUTSIDE, 4),
    ]
    assert len({(part.top, part.height) for part in parts}) == len(parts)
    assert max(parts, key=lambda part: part.height).group is Group.DEVIATION


def test_one_deviation_of_ten_thousand_is_seen_and_parts_do_not_overlap() -> None:
    parts = stack(figures(conforms=9_999, violates=1))
    assert parts[1].width >= 1
    assert parts[0].left + parts[0].width <= parts[1].left
    assert parts[1].left + parts[1].width <= WIDTH


def test_nothing_has_no_parts() -> None:
    assert stack(figures()) == []


def test_a_trend_stands_on_zero_and_needs_two_runs() -> None:
    assert trend([3]) is None
    line = trend([0, 5, 10])
    assert line is not None
    assert line.points == "3.0,21.0 50.0,12.0 97.0,3.0"
    assert line.last == (97.0, 3.0)
    flat = trend([0, 0])
    assert flat is not None
    assert flat.last[1] == 21.0


@pytest.mark.parametrize(
    ("conforms", "violates", "level"), [(9, 0, 0), (9, 1, 1), (3, 1, 2), (1, 1, 3), (1, 3, 4), (0, 1, 4)]
)
def test_the_darker_the_larger_the_share(conforms: int, violates: int, level: int) -> None:
    assert heat(figures(conforms=conforms, violates=violates)) == level

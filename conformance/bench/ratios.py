"""Ratios with their noise: each round gives one, of two measurements that were taken one after the other."""

from collections.abc import Sequence
from statistics import median


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The median of the rounds' ratios, and between which they lay."""
    each = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    if len(each) == 1:
        return f"{each[0]:.2f} (one round)"
    return f"{median(each):.2f} ({min(each):.2f} to {max(each):.2f} in {len(each)} rounds)"

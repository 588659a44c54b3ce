"""Numbers in requests. Python refuses to read very long ones, and none here is longer than a 64-bit number."""

_DIGITS = 19
"""Of the largest signed 64-bit number."""


def natural(text: str) -> int | None:
    """The number that ASCII digits write; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None

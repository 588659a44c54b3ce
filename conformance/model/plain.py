"""Text that may come from a store, as it is told to a person."""

_CUT = "…"


def plain(text: str, longest: int | None = None) -> str:
    """The text without what a terminal would obey; cut where it is longer than `longest` signs."""
    if longest is not None and len(text) > longest:
        text = text[: longest - len(_CUT)] + _CUT
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)

"""How values are written on a page."""

import datetime as dt


def count(number: int) -> str:
    """A number with its thousands apart: `1,234`."""
    return f"{number:,}"


def when(moment: str) -> str:
    """An ISO 8601 moment for a person: `21 November 2026, 09:40 UTC`; other text as it is."""
    try:
        time = dt.datetime.fromisoformat(moment)
    except ValueError:
        return moment
    utc = time.astimezone(dt.UTC) if time.tzinfo else time
    return f"{utc.day} {utc:%B %Y, %H:%M} UTC"


def sentence(text: str) -> str:
    """A capital at the beginning and a full stop at the end; nothing stays nothing."""
    return text and f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."

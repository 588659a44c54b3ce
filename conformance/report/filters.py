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


def counted(number: int, thing: str) -> str:
    """So many of a thing: `1 run`, `1,204 runs`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def day(moment: str) -> str:
    """The day of an ISO 8601 moment: `21 Nov 2026`; other text as it is."""
    try:
        time = dt.datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return f"{time.day} {time:%b %Y}"


def sentence(text: str) -> str:
    """A capital at the beginning and a full stop at the end; nothing stays nothing."""
    return text and f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."

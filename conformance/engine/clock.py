"""This machine's clock beside the store's."""

import datetime as dt
from collections.abc import Iterable
from email.utils import parsedate_to_datetime


def seconds_ahead(headers: Iterable[tuple[str, str]], now: dt.datetime) -> float | None:
    """How far `now` is ahead of an answer's Date header; negative where it is behind, None where there is no date."""
    value = next((value for name, value in headers if name.lower() == "date"), None)
    if value is None:
        return None
    try:
        theirs = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # the latter for years and zones of twenty digits
        return None
    return (now - theirs.replace(tzinfo=theirs.tzinfo or dt.UTC)).total_seconds()

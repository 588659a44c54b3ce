"""This machine's clock beside the store's."""

import datetime as dt
from email.utils import parsedate_to_datetime

from conformance.model.operation import Reply


def seconds_ahead(reply: Reply, now: dt.datetime) -> float | None:
    """How far `now` is ahead of the answer's Date header; negative where it is behind, None where there is no date."""
    value = next((value for name, value in reply.headers if name.lower() == "date"), None)
    if value is None:
        return None
    try:
        theirs = parsedate_to_datetime(value)
    except ValueError:
        return None
    return (now - theirs.replace(tzinfo=theirs.tzinfo or dt.UTC)).total_seconds()

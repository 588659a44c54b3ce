"""Conditional requests: If-Match and its kin, on reads and on the sources of copies."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from conformance.emulator.call import Call
from conformance.emulator.errors import Condition
from conformance.emulator.objects import StoredObject


def check(call: Call, stored: StoredObject, prefix: str = "") -> bool:
    """Whether the object has changed for the caller: False means 304. Raises `Refused` where a condition fails.

    `prefix` is put before the headers' names; for copies it is that of the source's conditions.
    """
    match, none_match, since, unmodified = (
        call.header(prefix + name) for name in ("if-match", "if-none-match", "if-modified-since", "if-unmodified-since")
    )
    if match is not None and not _matches(match, stored.etag):
        raise call.refusal(Condition.PRECONDITION_FAILED, condition="If-Match")
    if match is None and unmodified is not None and _later(stored.modified, unmodified):
        raise call.refusal(Condition.PRECONDITION_FAILED, condition="If-Unmodified-Since")
    if none_match is not None:
        return not _matches(none_match, stored.etag)
    return since is None or _later(stored.modified, since) is not False


def check_write(call: Call, existing: StoredObject | None) -> None:
    """Check `If-None-Match: *` and `If-Match` of a write; raises `Refused`."""
    none_match, match = call.header("if-none-match"), call.header("if-match")
    if none_match == "*" and existing is not None:
        raise call.refusal(Condition.PRECONDITION_FAILED, condition="If-None-Match")
    if match is not None and (existing is None or not _matches(match, existing.etag)):
        raise call.refusal(Condition.PRECONDITION_FAILED, condition="If-Match")


def _matches(wanted: str, etag: str) -> bool:
    return any(item.strip().strip('"') in {"*", etag} for item in wanted.split(","))


def _later(moment: datetime, text: str) -> bool | None:
    """Whether a moment lies after a header's date; None for a date that cannot be read."""
    try:
        limit = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment.replace(microsecond=0) > (limit if limit.tzinfo else limit.replace(tzinfo=UTC))

"""Dates in signed requests, and how far a client's clock may be off."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.request import Clock
from conformance.emulator.numbers import natural

SKEW = timedelta(minutes=15)
"""OBS facts 1.1; S3 allows the same."""

BASIC = "%Y%m%dT%H%M%SZ"


def parse_http_date(text: str) -> datetime:
    """Read an RFC 1123 date such as `Wed, 06 Jun 2018 09:08:21 GMT`."""
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError) as error:
        raise AuthError(Reason.BAD_DATE, text) from error
    return date.replace(tzinfo=UTC) if date.tzinfo is None else date


def parse_basic_date(text: str) -> datetime:
    """Read an ISO 8601 basic date such as `20180606T090821Z`."""
    try:
        return datetime.strptime(text, BASIC).replace(tzinfo=UTC)
    except ValueError as error:
        raise AuthError(Reason.BAD_DATE, text) from error


def check_skew(date: datetime, now: Clock) -> None:
    """Refuse a date more than 15 minutes from the server's clock."""
    if abs(now() - date) > SKEW:
        raise AuthError(Reason.SKEWED, date.isoformat())


def check_expires(text: str, now: Clock) -> None:
    """Refuse a URL whose `Expires`, in seconds since 1970, has passed."""
    end = natural(text)
    if end is None:
        raise AuthError(Reason.MALFORMED, "Expires is not a number of seconds")
    if now().timestamp() > end:
        raise AuthError(Reason.EXPIRED, text)

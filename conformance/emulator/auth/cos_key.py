"""Signing keys of COS, and the window of time in which they sign (COS facts 1.1)."""

import hashlib
import hmac
import re

from conformance.emulator.auth.dates import SKEW
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.request import Clock

ALGORITHM = "sha1"
_WINDOW = re.compile("([0-9]{1,19});([0-9]{1,19})")


def sign_key(secret_key: str, key_time: str) -> str:
    """The key for one window of time, as the lower-case hexadecimal text that `sign` takes."""
    return sign(secret_key, key_time)


def sign(key: str, text: str) -> str:
    """Lower-case hexadecimal HMAC-SHA1."""
    return hmac.digest(key.encode(), text.encode(), hashlib.sha1).hex()


def check_window(text: str, now: Clock) -> None:
    """Check `start;end`, in seconds since 1970, against the clock; raises `AuthError`.

    A client's clock may run ahead by the skew that other requests are allowed; the end is the signer's own choice.
    """
    window = _WINDOW.fullmatch(text)
    if window is None:
        raise AuthError(Reason.MALFORMED, "a time of the signature is not start;end")
    start, end = int(window[1]), int(window[2])
    if start > now().timestamp() + SKEW.total_seconds():
        raise AuthError(Reason.SKEWED, window[1])
    if now().timestamp() > end:
        raise AuthError(Reason.EXPIRED, window[2])

"""Laws that hold for every answer of every store: nobody asks for them in a case, nobody may break them."""

import base64
import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

from conformance.engine.checks.look import Look
from conformance.engine.checks.refused import is_refusal
from conformance.model.words import Role, Severity

WINDOW = 16
"""Bytes. Shorter pieces of a body may coincide by chance, so only status and code decide there."""
OPEN_ANYWAY = {
    "anonymous-public-object",
    "customer-headers-on-other-object",
    "no-such-object",
    "range-unsatisfiable",
    "source-headers-on-other-object",
    "sse-on-read",
}
"""Refusals that keep no secret: the caller may read the object anyway, or there should be none."""
_OF_KEY_HOLDERS = {
    "client-another-cipher",
    "client-cipher-of-another-version",
    "client-content-changed",
    "client-content-changed-delayed",
    "client-entry-changed",
    "client-entry-foreign",
    "client-entry-malformed",
    "client-entry-missing",
    "client-not-sealed",
    "client-old-content",
    "client-old-wraps",
    "client-other-data-key",
    "client-tag-length",
    "client-uncommitted",
}
"""What an encrypting client refuses to somebody who holds the key: wrong to read, and no secret to keep."""
_TEXT = re.compile(rb"[\t\n\r -~]{%d,}" % WINDOW)
_EVERY_OFFSET = 4096
"""In this many first bytes of an answer every offset is tried; behind it, every 16th (finds any leak of 31 bytes)."""


def laws(look: Look) -> None:
    """Search an answer for what must never be in it."""
    _customer_keys(look)
    refused = look.step.expect.refused
    if (refused is not None and refused not in OPEN_ANYWAY | _OF_KEY_HOLDERS) or is_refusal(look):
        _plaintext(look)


def _customer_keys(look: Look) -> None:
    headers = "\n".join(value for _, value in look.reply.headers).encode("utf-8", "replace")
    haystack = headers + b"\n" + look.reply.body
    for key in look.names.keys.all():
        if len(key) >= WINDOW and any(form in haystack for form in _forms(key)):
            observed = f"the answer to {look.verb} carries a customer key"
            look.broken("leak:customer-key", "no customer key in any answer", observed, Severity.CRITICAL)
            return


def _plaintext(look: Look) -> None:
    if _holds_the_key(look):
        return
    if contains_plaintext(look.reply.body, look.memory.bodies()):
        observed = f"{look.verb} was answered {look.reply.status} with the object's plaintext"
        look.broken("leak:plaintext", "no plaintext where a refusal is due", observed, Severity.CRITICAL)


def _holds_the_key(look: Look) -> bool:
    """Whether the caller sent the very key that the object is stored under: then nothing secret comes out."""
    tweaks = look.operation.tweaks
    changes = (tweaks.override, tweaks.drop, tweaks.misname, tweaks.tamper_set, tweaks.tamper_drop)
    altered = any(Role.CUSTOMER_KEY in change for change in changes)
    key = look.names.customer_key(look.step)
    trusted = look.operation.auth in {"header", "signed-url"}
    return trusted and not altered and key is not None and key == _opening_key(look)


def _opening_key(look: Look) -> bytes | None:
    """The customer key of what the step reads: of the version that it names, else of the newest."""
    version = look.memory.steps.get(getattr(look.step, "version", None) or "")
    return version.customer_key if version else look.memory.opened_by.get(look.names.place(look.step))


def contains_plaintext(answer: bytes, contents: Iterable[bytes]) -> bool:
    """Whether 16 or more bytes of an uploaded content stand in an answer."""
    return any(_shares_a_window(answer, content) for content in contents if len(content) >= WINDOW)


@lru_cache(maxsize=32)
def _shares_a_window(answer: bytes, content: bytes) -> bool:
    near = range(min(len(answer), _EVERY_OFFSET) - WINDOW + 1)
    far = range(_EVERY_OFFSET, len(answer) - WINDOW + 1, WINDOW)
    places = _texts(content) if _TEXT.fullmatch(answer) else (content,)
    return any(
        answer[start : start + WINDOW] in place for place in places for offsets in (near, far) for start in offsets
    )


@lru_cache(maxsize=32)
def _texts(content: bytes) -> tuple[bytes, ...]:
    """Where an answer that is text may share a window with a content: random bytes have hardly such a place."""
    return tuple(match[0] for match in _TEXT.finditer(content))


def _forms(key: bytes) -> set[bytes]:
    """How an answer may spell a key; without the padding, which says nothing and may be missing or escaped."""
    text = base64.b64encode(key).decode().rstrip("=")
    escaped = quote(text, safe="")
    spelled = (
        text,
        text.replace("+", "-").replace("/", "_"),
        escaped,
        escaped.replace("%2B", "%2b").replace("%2F", "%2f"),
    )
    return {key, *(form.encode() for form in (*spelled, key.hex(), key.hex().upper()))}

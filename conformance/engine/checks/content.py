"""What an answer carries: the body, its range, the ETag."""

import re

from conformance.engine.checks.look import Look
from conformance.engine.ranges import cut
from conformance.model.steps import CompleteMultipart
from conformance.model.words import Mode, Severity
from conformance.reference.digests import md5_hex

_SHOWN = 24


def body(look: Look, expected: str) -> None:
    """Check a read's body against what was written."""
    if not look.reply.ok:
        return
    whole = _expected_body(look, expected)
    client_side = _client_side(look)
    if expected == "within":
        met = bool(look.reply.body) and look.reply.body in whole
        _read(look, met=met, expected=f"a piece of {_show(whole)}", client_side=client_side)
        return
    wanted = cut(whole, look.operation.range)
    _read(look, met=look.reply.body == wanted, expected=_show(wanted), client_side=client_side)
    if look.operation.range is not None and not client_side:  # an SDK may ask for whole blocks of the cipher
        _content_range(look, len(whole), wanted)


def _read(look: Look, *, met: bool, expected: str, client_side: bool) -> None:
    """State what was read. What an SDK stored and no other implementation can open is lost: that is critical."""
    observed = _show(look.reply.body)
    look.promised("body", met=met, expected=expected, observed=observed, mode=Mode.CLIENT if client_side else None)
    if client_side and look.step.by == "reference" and not met:
        look.broken("lost", "what was uploaded can be opened", "nobody can open it any more", Severity.CRITICAL)


def user_metadata(look: Look) -> None:
    """Check that the caller's metadata came back, whatever prefix the dialect puts before it."""
    if not look.reply.ok:
        return
    split = ((name.lower().partition("-meta-")[2], value) for name, value in look.reply.headers)
    shown = {name: value for name, value in split if name}
    for name, value in look.step.expect.metadata.items():
        observed = shown.get(name, "absent")
        met = observed == value or (value == "*" and name in shown)
        look.promised("metadata", met=met, expected=f"{name}: {value}", observed=f"{name}: {observed}")


def etag(look: Look, expected: str) -> None:
    """Check an ETag: against the MD5 of the content, the multipart form, or another step's ETag."""
    if not look.reply.ok:
        return
    word, _, step = expected.partition(":")
    observed = (look.reply.etag or "").strip('"')
    written = look.memory.steps.get(step)
    other = ((written.etag if written else None) or "").strip('"')
    content_md5 = md5_hex(look.memory.objects.get(look.names.place(look.step), b""))
    sent_md5 = md5_hex(look.operation.body or b"")
    met, wanted = {
        "md5": (observed.lower() == content_md5, content_md5),
        "md5-of-request": (observed.lower() == sent_md5, sent_md5),
        "not-md5": (bool(observed) and observed.lower() != content_md5, f"not {content_md5}, the content's MD5"),
        "multipart": (_is_multipart(look, observed), "32 hex digits, a dash and the number of parts"),
        "same-as": (bool(observed) and observed == other, other),
        "differs-from": (bool(observed) and observed != other, f"another than {other}"),
    }[word]
    fact = {"same-as": "same", "differs-from": "differs"}.get(word, word)
    mode = look.step.expect.accepted
    look.promised(f"etag-{fact}", met=met, expected=wanted, observed=observed or "no ETag", mode=mode)


def _client_side(look: Look) -> bool:
    return look.operation.encryption is not None and look.operation.encryption.mode is Mode.CLIENT


def _expected_body(look: Look, expected: str) -> bytes:
    word, _, step = expected.partition(":")
    if word == "empty":
        return b""
    if word == "same-as":
        written = look.memory.steps.get(step)
        return written.content if written is not None else b""
    version = getattr(look.step, "version", None)
    if version is not None and version in look.memory.steps:
        return look.memory.steps[version].content
    place = look.names.place(look.step)
    if look.operation.part_number is not None:
        return look.memory.part(place, look.operation.part_number)
    return look.memory.objects.get(place, b"")


def _content_range(look: Look, total: int, wanted: bytes) -> None:
    first, _, _ = str(look.operation.range).partition("-")
    start = int(first) if first else total - len(wanted)
    expected = f"bytes {start}-{start + len(wanted) - 1}/{total}"
    observed = next((value for name, value in look.reply.headers if name.lower() == "content-range"), "absent")
    look.promised("content-range", met=observed == expected, expected=expected, observed=observed)


def _is_multipart(look: Look, observed: str) -> bool:
    parts = r"\d+"
    if isinstance(look.step, CompleteMultipart):
        upload = look.memory.uploads.get(look.step.upload)
        parts = str(len(upload.parts)) if upload is not None else parts
    return re.fullmatch(rf"[0-9a-fA-F]{{32}}-{parts}", observed) is not None


def _show(content: bytes) -> str:
    start = content[:_SHOWN].hex()
    return f"{len(content)} bytes, MD5 {md5_hex(content)}" + (f", beginning {start}" if content else "")

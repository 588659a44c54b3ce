"""A kept body as it is shown: text as text, anything else as the beginning of a hex dump."""

import base64
import binascii

import msgspec

from conformance.model.result import Payload

_SHOWN_BYTES = 64
_SHOWN_TEXT = 4096
_ROW = 8


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A body for a reader."""

    about: str
    """`4,096 bytes, SHA-256 ...; the first 64 are shown`."""
    text: str


def shown(payload: Payload | None) -> Shown | None:
    """A payload for a reader; None for none and for an empty one."""
    if payload is None or not payload.length:
        return None
    if payload.text is not None:
        kept, text = len(payload.text.encode()), payload.text[:_SHOWN_TEXT]
        return Shown(about=_about(payload, kept), text=text)
    content = _decode(payload.base64 or "")[:_SHOWN_BYTES]
    return Shown(about=_about(payload, len(content)), text=hex_dump(content))


def hex_dump(content: bytes) -> str:
    """Rows of offset, 8 bytes in hex, and what of them is ASCII."""
    rows = (content[start : start + _ROW] for start in range(0, len(content), _ROW))
    return "\n".join(f"{index * _ROW:04x}  {_hex(row)}  {_ascii(row)}" for index, row in enumerate(rows))


def _about(payload: Payload, kept: int) -> str:
    size = f"{payload.length:,} byte{'' if payload.length == 1 else 's'}, SHA-256 {payload.sha256}"
    return f"{size}; the first {kept:,} are shown" if kept < payload.length else size


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""


def _hex(row: bytes) -> str:
    return row.hex(" ").ljust(3 * _ROW - 1)


def _ascii(row: bytes) -> str:
    return "".join(chr(byte) if chr(byte).isprintable() and chr(byte).isascii() else "." for byte in row)

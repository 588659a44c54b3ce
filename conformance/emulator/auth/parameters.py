"""Query parameters as bytes: a signature must tell apart what decoding to text would blur."""

from urllib.parse import unquote_to_bytes

from conformance.emulator.auth.request import SignedRequest


def decoded(request: SignedRequest) -> list[tuple[bytes, bytes]]:
    """Names and values in order; a plus sign is a blank, a missing value is an empty one."""
    return [(_decode(name), _decode(value or "")) for name, value in request.raw_query]


def _decode(text: str) -> bytes:
    return unquote_to_bytes(text.replace("+", " "))

"""Changes to an answer as it came over the wire, one thing at a time."""

import re
from dataclasses import replace
from xml.sax.saxutils import escape

from conformance.wire.answer import Answer

_LETTER = re.compile(r"[0-9A-Za-z](?=[^0-9A-Za-z]*$)")


def without_header(answer: Answer, name: str) -> Answer:
    """The answer without a header, however often it came."""
    return replace(answer, headers=tuple(pair for pair in answer.headers if pair[0].lower() != name.lower()))


def with_header(answer: Answer, name: str, value: str) -> Answer:
    """The answer with one header of that name, and this value."""
    kept = without_header(answer, name)
    return replace(kept, headers=(*kept.headers, (name, value)))


def with_status(answer: Answer, status: int) -> Answer:
    """The answer with another status and nothing else changed."""
    return replace(answer, status=status, reason="Spoiled")


def with_body(answer: Answer, body: bytes) -> Answer:
    """The answer with another body, and its length where it said one."""
    changed = replace(answer, body=body)
    has_length = answer.header("Content-Length") is not None
    return with_header(changed, "Content-Length", str(len(body))) if has_length else changed


def element(answer: Answer, name: str) -> str | None:
    """The text of the first element of that name in the body, escapes kept."""
    found = re.search(_element(name), answer.body)
    return found[2].decode() if found else None


def with_element(answer: Answer, name: str, text: str) -> Answer:
    """The answer with another text in the first element of that name."""
    value = escape(text).encode()
    return with_body(answer, re.sub(_element(name), lambda found: found[1] + value + found[3], answer.body, count=1))


def with_every_element(answer: Answer, name: str, text: str) -> Answer:
    """The answer with another text in all elements of that name."""
    value = escape(text).encode()
    return with_body(answer, re.sub(_element(name), lambda found: found[1] + value + found[3], answer.body))


def without_element(answer: Answer, name: str) -> Answer:
    """The answer without the first element of that name."""
    return with_body(answer, re.sub(_element(name), b"", answer.body, count=1))


def other_text(text: str) -> str:
    """A text of the same form that differs in its last letter or digit."""
    return _LETTER.sub(lambda found: "b" if found[0] in "aA" else "1" if found[0] == "0" else _before(found[0]), text)


def flipped(content: bytes) -> bytes:
    """The content with one bit changed, in its middle."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def _before(letter: str) -> str:
    return "0" if letter.isdigit() else "a" if letter.islower() else "A"


def _element(name: str) -> bytes:
    return rf"(<{name}(?:\s[^>]*)?>)(.*?)(</{name}>)".encode()

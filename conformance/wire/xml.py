"""XML as stores speak it: written by hand, read with a blind eye for namespaces."""

from dataclasses import dataclass
from typing import Any
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import escape

import xmltodict

_MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Xml:
    """A parsed element, or the absence of one; asking further is always allowed."""

    value: Any = None
    """A dictionary of children, text, None for an empty element, or a list of elements of one name."""

    def __getitem__(self, name: str) -> "Xml":
        """The child of that name, whatever its namespace."""
        found = self.value.get(name) if isinstance(self.value, dict) else None
        return Xml(found)

    def __contains__(self, name: str) -> bool:
        """Whether there is a child of that name, empty ones included."""
        return isinstance(self.value, dict) and name in self.value

    def each(self) -> list["Xml"]:
        """This element, or every one of those that share its name."""
        values = self.value if isinstance(self.value, list) else [self.value]
        return [Xml(value) for value in values if value is not None]

    @property
    def root(self) -> "Xml":
        """A document's outermost element, whatever its name."""
        return Xml(next(iter(self.value.values()), None)) if isinstance(self.value, dict) else Xml()

    @property
    def text(self) -> str | None:
        """The element's text; None where there is none."""
        return self.value if isinstance(self.value, str) else None


def parse(content: bytes) -> Xml:
    """Read a document; what is no XML, too large, or declares entities, is an element with nothing in it."""
    if content.lstrip()[:1] != b"<" or len(content) > _MOST_BYTES:
        return Xml()
    try:
        # The stubs do not know that a postprocessor may drop a node.
        return Xml(xmltodict.parse(content, disable_entities=True, postprocessor=_plain))  # type: ignore[arg-type]
    except (ExpatError, ValueError, LookupError, RecursionError):
        return Xml()


def element(name: str, *children: str, namespace: str = "") -> str:
    """An element with children that are XML already."""
    attribute = f' xmlns="{namespace}"' if namespace else ""
    return f"<{name}{attribute}>{''.join(children)}</{name}>"


def leaf(name: str, text: str) -> str:
    """An element that holds text."""
    return element(name, escape(text))


def _plain(_path: object, key: str, value: Any) -> tuple[str, Any] | None:  # noqa: ANN401 - whatever XML holds
    """Drop attributes and namespace prefixes."""
    if key.startswith("@"):
        return None
    return key.rpartition(":")[2], value.get("#text") if _only_text(value) else value


def _only_text(value: Any) -> bool:  # noqa: ANN401 - whatever XML holds
    return isinstance(value, dict) and set(value) == {"#text"}

"""XML in and out. Documents are small; names are matched without their namespace, as vendors do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Tree:
    """An element to be written: text, or children."""

    name: str
    content: "str | Sequence[Tree]" = ""

    def write(self, namespace: str = "") -> bytes:
        """The document with this element as its root."""
        return (DECLARATION + "".join(self.pieces(namespace))).encode()

    def pieces(self, namespace: str = "") -> Iterator[str]:
        """The text, piece by piece."""
        yield f'<{self.name} xmlns="{namespace}">' if namespace else f"<{self.name}>"
        if isinstance(self.content, str):
            yield escape(self.content)
        else:
            for child in self.content:
                yield from child.pieces()
        yield f"</{self.name}>"


class NotXmlError(Exception):
    """The text is not XML."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element that was read."""

    _element: ET.Element

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Read a document; raises `NotXmlError`."""
        try:
            return cls(ET.fromstring(text))  # noqa: S314 - small, from a test on this machine; expat stops entity bombs
        except (ET.ParseError, ValueError, LookupError) as error:
            raise NotXmlError(str(error)) from error

    @property
    def name(self) -> str:
        """Its local name."""
        return self._element.tag.rpartition("}")[2]

    @property
    def text(self) -> str:
        """Its text, without blanks around it."""
        return (self._element.text or "").strip()

    def children(self, name: str = "") -> list[Self]:
        """Its children of a name, or all."""
        children = (type(self)(child) for child in self._element)
        return [child for child in children if not name or child.name == name]

    def child(self, name: str) -> Self | None:
        """Its first child of a name; None for an empty name."""
        return next(iter(self.children(name)), None) if name else None

    def value(self, name: str) -> str:
        """The text of its first child of a name; empty where there is none."""
        child = self.child(name)
        return "" if child is None else child.text

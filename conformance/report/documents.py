"""Where something stands in a vendor's documents, for a reader."""

import msgspec

from conformance.model.spec import DocumentSource, Spec


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A page, and perhaps a place on it."""

    title: str
    url: str
    """Empty where there is none that may be linked."""
    read: str
    """The date of reading, as the spec has it."""


def document(spec: Spec, name: str, where: str = "") -> Document:
    """A source by its key and a place in it; a source that the spec does not know keeps its key as a title."""
    source = spec.sources.get(name) or DocumentSource(title=name)
    title = f"{source.title}, {where}" if where else source.title
    url = source.url if source.url.startswith(("https://", "http://")) else ""
    return Document(title=title, url=url, read=source.read)


def cited(spec: Spec, source: str) -> Document:
    """The document of a statement's `source`: a key, then perhaps the section."""
    name, _, section = source.partition(" ")
    return document(spec, name, section)

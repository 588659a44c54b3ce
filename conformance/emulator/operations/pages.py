"""Pages of a list: prefix, delimiter, marker and limit, the same for every list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from conformance.emulator.call import Call
from conformance.emulator.errors import Condition
from conformance.emulator.numbers import natural
from conformance.emulator.xml import Tree

MOST = 1000
"""Entries of a page, at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is listed: by key, then by id where a key has several."""

    key: str
    id: str
    tree: Tree


@dataclass(slots=True)
class Page:
    """What a page shows."""

    entries: list[Tree] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    last: Entry | None = None
    """The last entry that the page covers."""
    truncated: bool = False

    @property
    def count(self) -> int:
        """Entries and common prefixes on it."""
        return len(self.entries) + len(self.prefixes)


def paged(call: Call, entries: Iterable[Entry], after: tuple[str, str | None], limit: int) -> Page:
    """The page of the entries behind a key, or behind an entry where an id is given; raises `Refused`."""
    prefix, delimiter = call.query.get("prefix", ""), call.query.get("delimiter", "")
    page = Page()
    for entry in _behind(entries, after):
        if not entry.key.startswith(prefix):
            continue
        common = _common(entry.key, prefix, delimiter)
        if common is None or common not in page.prefixes:
            if page.count >= limit:
                page.truncated = True
                break
            if common is None:
                page.entries.append(entry.tree)
            else:
                page.prefixes.append(common)
        page.last = entry
    return page


def limit(call: Call, name: str) -> int:
    """How many entries are asked for; raises `Refused` for what is no number."""
    text = call.query.get(name) or str(MOST)
    number = natural(text)
    if number is None:
        raise call.refusal(Condition.BAD_ARGUMENT, name=name, value=text)
    return min(number, MOST)


def spelled(call: Call, key: str) -> str:
    """A key as the list shows it: URL-encoded for who asks for it, because XML cannot carry every character."""
    return quote(key) if call.query.get("encoding-type") == "url" else key


def common_prefixes(call: Call, page: Page) -> list[Tree]:
    """The prefixes that stand for what lies below them."""
    return [Tree("CommonPrefixes", [Tree("Prefix", spelled(call, prefix))]) for prefix in page.prefixes]


def _behind(entries: Iterable[Entry], after: tuple[str, str | None]) -> Iterable[Entry]:
    key, entry_id = after
    rest = iter(entries)
    if entry_id is None:
        return (entry for entry in rest if entry.key > key)
    for entry in rest:
        if (entry.key, entry.id) == (key, entry_id):
            break
    return rest


def _common(key: str, prefix: str, delimiter: str) -> str | None:
    """The part of a key up to the delimiter behind the prefix."""
    at = key.find(delimiter, len(prefix)) if delimiter else -1
    return key[: at + len(delimiter)] if at >= 0 else None

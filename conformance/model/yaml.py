"""Strict YAML: strings only, typed by the model, no key twice, and every complaint has its line.

Plain `safe_load` turns an all-digit key into an int and `no` into False, and keeps the last of two equal keys. Here
the parser yields text and the declared types of the model decide.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from conformance.model.problem import InputError, Problem

T = TypeVar("T")
Plain = str | list["Plain"] | dict[str, "Plain"]
_PATH = re.compile(r"^(?P<what>.*?) - at `(?:key in )?(?P<path>\$.*?)`$", re.DOTALL)
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")


class Document:
    """A parsed file: its plain value, and the line at which any part of it stands."""

    def __init__(self, file: str, root: yaml.Node) -> None:
        self.file = file
        self._root = root
        self.value = self._plain(root)

    def line(self, *path: str | int) -> int:
        """The 1-based line of a part, e.g. `line("cases", 0, "id")`; of the nearest part that exists."""
        node, line = self._root, _line(self._root)
        for step in path:
            child = _child(node, step)
            if child is None:
                break
            node, line = child
        return line

    def problem(self, message: str, *path: str | int) -> Problem:
        """A complaint about a part of this file."""
        return Problem(file=self.file, line=self.line(*path), message=message)

    def _plain(self, node: yaml.Node) -> Plain:
        if isinstance(node, yaml.ScalarNode):
            return str(node.value)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child) for child in node.value]
        return dict(self._pairs(node))

    def _pairs(self, node: yaml.Node) -> Iterator[tuple[str, Plain]]:
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(Problem(file=self.file, line=_line(key), message="a key must be plain text"))
            if key.value in seen:
                message = f"key {key.value!r} stands here twice"
                raise InputError(Problem(file=self.file, line=_line(key), message=message))
            seen.add(key.value)
            yield str(key.value), self._plain(value)


def parse(text: str, file: str) -> Document:
    """Parse one document; raise `InputError` with file and line for bad syntax, duplicate keys or an empty file."""
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        line = min(error.problem_mark.line + 1, len(text.splitlines())) if error.problem_mark else 0
        raise InputError(Problem(file=file, line=line, message=f"not YAML: {error.problem}")) from None
    except yaml.YAMLError as error:
        raise InputError(Problem(file=file, line=0, message=f"not YAML: {error}")) from None
    if root is None:
        raise InputError(Problem(file=file, line=0, message="the file is empty"))
    return Document(file, root)


def read(path: Path, file: str | None = None) -> Document:
    """Read and parse a file; `file` is the name used in complaints."""
    name = file or str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InputError(Problem(file=name, line=0, message="not UTF-8 text")) from None
    except OSError as error:
        raise InputError(Problem(file=name, line=0, message=f"cannot be read: {error.strerror}")) from None
    return parse(text, name)


def convert(document: Document, kind: type[T]) -> T:
    """Type a document by the model; raise `InputError` naming file, line and the offending field."""
    return convert_part(document, document.value, kind)


def convert_part(document: Document, value: Plain, kind: type[T], *path: str | int) -> T:
    """Type a part of a document that stands at `path`, perhaps with placeholders already filled in."""
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError as error:
        raise InputError(explain(document, str(error), *path)) from None


def explain(document: Document, message: str, *prefix: str | int) -> Problem:
    """Turn a complaint of msgspec about the part at `prefix` into one with file and line."""
    match = _PATH.match(message)
    if match is None:
        return document.problem(_humble(message), *prefix, *_unknown(message))
    inner = [m["name"] or (int(m["index"]) if m["index"].isdigit() else 0) for m in _STEP.finditer(match["path"])]
    steps = [*prefix, *inner]
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
    what = _humble(match["what"])
    return document.problem(f"{what} (at {place})" if place else what, *steps, *_unknown(message))


def _unknown(message: str) -> list[str]:
    unknown = re.search(r"unknown field `([^`]+)`", message)
    return [unknown[1]] if unknown else []


def _humble(message: str) -> str:
    plain = message.replace("Object contains", "there is an").replace("Object missing required", "missing the")
    return plain.replace("`", "'")


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value, _line(key)
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], _line(node.value[step])
    return None

"""Read a suite file and expand each case over its `vary`.

Placeholders are replaced in the plain YAML, before typing, so that `${name}` may stand for a mode, a role or a size
alike, and a wrong value is reported with the line of the case.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from conformance.catalogue.places import suite_files
from conformance.model import yaml
from conformance.model.case import Case, Suite
from conformance.model.problem import InputError, Problem
from conformance.model.result import item_name
from conformance.model.words import Dialect

_NAME = re.compile(r"\$\{([^}.]+)\}")
_PER_VARIANT = ("vary",)


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its placeholders filled in."""

    case: Case
    values: dict[str, str]
    """Name to value, in the order of `vary`; empty for a case without."""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A suite file, read."""

    name: str
    title: str
    variants: list[list[Variant]]
    """One list per case, in file order."""
    document: yaml.Document

    def line(self, index: int) -> int:
        """The line where a case begins."""
        return self.document.line("cases", index)

    def problem(self, message: str, *path: str | int) -> Problem:
        """A complaint about a part of this file."""
        return self.document.problem(message, *path)


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    suite: str
    title: str
    cases: list[dict[str, Any]]
    about: str = ""


def load(path: Path, file: str | None = None) -> Loaded:
    """Read a suite; raise `InputError` with every case's first complaint."""
    document = yaml.read(path, file)
    head = yaml.convert(document, _Head)
    variants: list[list[Variant]] = []
    problems: list[Problem] = []
    for index, plain in enumerate(head.cases):
        try:
            variants.append(list(_expand(document, index, plain)))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(*problems)
    first = [case[0].case for case in variants]
    _convert(document, {"suite": head.suite, "title": head.title}, first)
    return Loaded(name=head.suite, title=head.title, variants=variants, document=document)


def item_names(root: Path, dialect: Dialect) -> list[str]:
    """`suite/id[name=value]` of every item of a dialect; files that cannot be read have none."""
    found: list[str] = []
    for path in suite_files(root):
        try:
            suite = load(path)
        except InputError:
            continue
        variants = (variant for case in suite.variants for variant in case if dialect in variant.case.cites)
        found += [item_name(f"{suite.name}/{variant.case.id}", variant.values) for variant in variants]
    return found


def _expand(document: yaml.Document, index: int, plain: dict[str, Any]) -> Iterator[Variant]:
    vary = plain.get("vary", {})
    if not isinstance(vary, dict) or not all(isinstance(values, list) and values for values in vary.values()):
        problem = document.problem("vary wants a name and a list of values", "cases", index, "vary")
        raise InputError(problem)
    for combination in itertools.product(*vary.values()):
        values = dict(zip(vary, combination, strict=True))
        filled = {key: value if key in _PER_VARIANT else _fill(value, values) for key, value in plain.items()}
        yield Variant(case=yaml.convert_part(document, filled, Case, "cases", index), values=values)


def _fill(value: Any, values: Mapping[str, str]) -> Any:  # noqa: ANN401 - plain YAML: text, lists and mappings
    if isinstance(value, str):
        return _NAME.sub(lambda match: values.get(match[1], match[0]), value) if "${" in value else value
    if isinstance(value, list):
        return [_fill(item, values) for item in value]
    return {_fill(key, values): _fill(item, values) for key, item in value.items()}


def _convert(document: yaml.Document, head: dict[str, str], cases: list[Case]) -> None:
    """Check the rules of the file as a whole (its name, how many cases)."""
    try:
        msgspec.convert({**head, "cases": msgspec.to_builtins(cases)}, Suite, strict=False)
    except msgspec.ValidationError as error:
        raise InputError(yaml.explain(document, str(error))) from None

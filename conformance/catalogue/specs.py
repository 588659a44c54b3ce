"""Read the specs of the dialects."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from conformance.model import yaml
from conformance.model.problem import InputError
from conformance.model.spec import Spec
from conformance.model.words import Dialect


@cache
def load(root: Path, dialect: Dialect) -> Spec:
    """The spec of a dialect below a cases folder; raise `InputError` where it is missing or wrong."""
    path = root / "specs" / f"{dialect}.yaml"
    document = yaml.read(path)
    spec = yaml.convert(document, Spec)
    problems = [
        document.problem(f"cites {key!r}, which is no statement of this spec", *place)
        for key, *place in _cited(spec)
        if key not in spec.statements
    ]
    problems += [
        document.problem(f"names {key!r}, which is not under `sources`", *place)
        for key, *place in _documents(spec)
        if key not in spec.sources
    ]
    if problems:
        raise InputError(*problems)
    return spec


def _cited(spec: Spec) -> Iterator[tuple[str, *tuple[str | int, ...]]]:
    for name, acceptances in spec.acceptances.items():
        for index, acceptance in enumerate(acceptances):
            yield from ((key, "acceptances", name, index) for key in acceptance.cites)
    for name, refusals in spec.refusals.items():
        for index, refusal in enumerate(refusals):
            yield from ((key, "refusals", name, index) for key in refusal.cites)
    for name, fact in spec.facts.items():
        yield from ((key, "facts", name) for key in fact.cites)
    for index, gap in enumerate(spec.gaps):
        yield from ((key, "gaps", index) for key in gap.statements)
    for name, defect in spec.defects.items():
        yield from ((key, "defects", name) for key in defect.statements)


def _documents(spec: Spec) -> Iterator[tuple[str, *tuple[str | int, ...]]]:
    for name, page in spec.pages.items():
        yield page.source, "pages", name
    for key, statement in spec.statements.items():
        yield statement.source.partition(" ")[0], "statements", key, "source"
    for name, defect in spec.defects.items():
        yield from ((place.source, "defects", name) for place in defect.places)

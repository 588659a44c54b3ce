"""Where the documents are silent: every such point of a store, and the answers that are all right there.

The points themselves stand in the dialects, each beside the rule it belongs to.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.emulator.dialects.dialect import Product
from conformance.emulator.errors import Problem
from conformance.emulator.rules.rule import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentPoint:
    """One point: `Emulator(answers=n)` gives the n-th answer, the last where there are fewer."""

    dialect: str
    rule: str
    row: str
    """Where the facts say that the documents are silent."""
    answers: tuple[str, ...]
    """Status and code, or `ignored`; the first is the default."""


def silent_points(product: Product) -> Iterator[SilentPoint]:
    """Yield every point of a store on which its documents are silent."""
    for dialect in product.dialects:
        for rule, point in dialect.points.items():
            if point.silent:
                answers = tuple(_word(answer) for answer in point.permitted)
                yield SilentPoint(dialect=dialect.name, rule=rule.name, row=point.silent, answers=answers)


def _word(answer: Answer) -> str:
    return f"{answer.status} {answer.code}" if isinstance(answer, Problem) else answer.value

"""Which items there are to prove something about."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from conformance.catalogue.places import suite_files
from conformance.catalogue.suites import load
from conformance.label import item_label
from conformance.model.case import Case
from conformance.model.result import item_name
from conformance.model.words import Dialect

SEED = "prove"
"""Of keys and bodies, so that two proofs of one commit are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One case in one variant and one dialect."""

    name: str
    """Suite and case id."""
    case: Case
    values: dict[str, str]
    dialect: Dialect
    first: bool
    """Whether this is the case's first variant."""

    @property
    def label(self) -> str:
        """What its objects are called by."""
        return item_label(SEED, self.name, self.values, str(self.dialect))

    @property
    def shown(self) -> str:
        """Its name for a person."""
        return f"{self.dialect} {item_name(self.name, self.values)}"


def items(root: Path, dialect: Dialect, pattern: str = "*") -> Iterator[Item]:
    """Every item that judges a store of a dialect, of the cases that match.

    Raise `InputError` for a file that cannot be read.
    """
    for path in suite_files(root):
        suite = load(path)
        for variants in suite.variants:
            name = f"{suite.name}/{variants[0].case.id}"
            case = variants[0].case
            if dialect not in case.cites or case.observable.of_clients or not fnmatchcase(name, pattern):
                continue
            for index, variant in enumerate(variants):
                yield Item(name=name, case=variant.case, values=variant.values, dialect=dialect, first=index == 0)

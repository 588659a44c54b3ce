"""Faults that cannot show in a dialect: a checked-in list with reasons, held against what a proof saw."""

from pathlib import Path

import msgspec

from conformance.model import yaml
from conformance.model.words import Dialect

FILE = Path(__file__).with_name("hidden.yaml")


class Hidden(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fault that no client of these dialects can notice."""

    fault: str
    dialects: list[Dialect]
    because: str


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    hidden: list[Hidden]


def hidden(path: Path = FILE) -> list[Hidden]:
    """Read the list; raise `InputError` where it cannot be read."""
    return yaml.convert(yaml.read(path), _File).hidden


def reasons() -> dict[tuple[Dialect, str], str]:
    """Dialect and fault to the reason why it cannot show."""
    return {(dialect, each.fault): each.because for each in hidden() for dialect in each.dialects}

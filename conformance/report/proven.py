"""What the suite is proven to notice, for the page that says why to trust a green cell, and for each case's page."""

from collections.abc import Iterator

import msgspec

from conformance.model.proof import CAUGHT, Proof, Spoiling, Trial
from conformance.model.words import Dialect


class FaultRow(msgspec.Struct, frozen=True, kw_only=True):
    """One fault in every dialect."""

    name: str
    summary: str
    catching: dict[Dialect, list[str]]
    """Dialect to the cases that catch the fault; a dialect in which it was not tried is not there."""


class DialectProof(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one dialect."""

    dialect: Dialect
    cases: int
    spoiling: Spoiling | None
    tried: int
    """Faults that were tried on a case at least."""
    caught: int

    @property
    def noticed(self) -> int:
        """Spoiled answers that changed a verdict."""
        return self.spoiling.answers - len(self.spoiling.survivors) if self.spoiling is not None else 0


def dialects(proof: Proof) -> list[DialectProof]:
    """The numbers of each dialect."""
    return [
        DialectProof(
            dialect=dialect,
            cases=len(names),
            spoiling=next((each for each in proof.spoiling if each.dialect == dialect), None),
            tried=sum(1 for trial in _tried(proof) if trial.dialect == dialect),
            caught=sum(trial.caught for trial in _tried(proof) if trial.dialect == dialect),
        )
        for dialect, names in proof.cases.items()
    ]


def faults(proof: Proof) -> list[FaultRow]:
    """Every fault that was tried."""
    rows: dict[str, dict[Dialect, list[str]]] = {}
    for trial in _tried(proof):
        rows.setdefault(trial.fault, {})[trial.dialect] = _catching(trial)
    return [
        FaultRow(name=name, summary=proof.faults.get(name, ""), catching=catching)
        for name, catching in sorted(rows.items())
    ]


def kill_sets(proof: Proof) -> dict[str, list[FaultRow]]:
    """Case to the faults that it catches, and in which dialects."""
    sets: dict[str, list[FaultRow]] = {}
    for row in faults(proof):
        for case in sorted({case for cases in row.catching.values() for case in cases}):
            catching = {dialect: [case] for dialect, cases in row.catching.items() if case in cases}
            sets.setdefault(case, []).append(FaultRow(name=row.name, summary=row.summary, catching=catching))
    return sets


def _tried(proof: Proof) -> Iterator[Trial]:
    return (trial for trial in proof.trials if trial.items)


def _catching(trial: Trial) -> list[str]:
    return sorted(kill.case for kill in trial.kills if kill.verdict in CAUGHT)

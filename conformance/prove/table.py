"""A proof as a table for the terminal."""

from collections.abc import Iterable, Iterator

from conformance.model.proof import CAUGHT, Proof, Spoiling, Trial
from conformance.model.words import Dialect
from conformance.prove.findings import Reasons

_SHOWN = 3
"""Cases named for each fault."""


def lines(proof: Proof, reasons: Reasons) -> Iterator[str]:
    """The kill matrix, by fault, and the numbers of each dialect. Of a sample only what it caught says anything."""
    yield from _matrix([trial for trial in proof.trials if trial.caught or not proof.quick], reasons)
    yield ""
    for each in proof.spoiling:
        yield _spoiled(each)
    for dialect in proof.cases:
        yield _caught([trial for trial in proof.trials if trial.dialect == dialect], dialect, reasons)


def _matrix(trials: Iterable[Trial], reasons: Reasons) -> Iterator[str]:
    """One line a fault and dialect: who catches it."""
    for trial in trials:
        if trial.items:
            yield f"{trial.dialect:4} {trial.fault:44} {_by(trial, reasons)}"


def _by(trial: Trial, reasons: Reasons) -> str:
    cases = [kill.case for kill in trial.kills if kill.verdict in CAUGHT]
    if cases:
        more = f" and {len(cases) - _SHOWN} more" if len(cases) > _SHOWN else ""
        return f"{', '.join(cases[:_SHOWN])}{more}"
    if (trial.dialect, trial.fault) in reasons:
        return f"hidden: {reasons[trial.dialect, trial.fault]}"
    return f"nobody ({trial.items} items tried, {len(trial.kills)} cases could not be finished)"


def _spoiled(each: Spoiling) -> str:
    noticed = each.answers - len(each.survivors)
    return (
        f"{each.dialect}: {noticed} of {each.answers} spoiled answers noticed ({each.expectations} expectations of "
        f"{each.items} items, {each.leaks} leaks; {each.silent} facts only recorded)"
    )


def _caught(trials: list[Trial], dialect: Dialect, reasons: Reasons) -> str:
    tried = [trial for trial in trials if trial.items]
    hidden = sum((dialect, trial.fault) in reasons for trial in trials)
    return f"{dialect}: {sum(trial.caught for trial in tried)} of {len(tried)} faults tried are caught, {hidden} hidden"

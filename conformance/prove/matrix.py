"""Carry cases out on stores that are broken on purpose: which fault is caught by which case.

A fault is *caught* by a case whose verdict turns `violates`, or `advises` where what it breaks is a recommendation.
`blocked` and `error` only show that something is wrong: the case could not be finished on that store, so they stand in
the matrix and catch nothing.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from conformance.engine import verdict
from conformance.engine.runner import carry_out
from conformance.model.proof import CAUGHT, Kill, Trial
from conformance.model.words import Dialect, Verdict
from conformance.prove.items import SEED, Item
from conformance.prove.record import Recorded, record
from conformance.stand import Stand, stand

GREEN = frozenset({Verdict.CONFORMS, Verdict.LENIENT, Verdict.OBSERVES})
_GRAVITY = [
    Verdict.NOT_INSTALLED,
    Verdict.NOT_EXPRESSIBLE,
    Verdict.UNSUPPORTED,
    Verdict.ERROR,
    Verdict.BLOCKED,
    Verdict.ADVISES,
    Verdict.VIOLATES,
]
"""From what says least about the store to what says most."""
SAMPLE = 2
"""Faults that a quick proof tries for each case besides those that the case says it catches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Honest:
    """An item on the honest emulator."""

    item: Item
    verdict: Verdict
    asked: frozenset[str]
    """The rules and faults that the emulator asked for: no other can change this item's verdict."""


def watch(item: Item, on: Stand) -> tuple[Honest, Recorded]:
    """Carry an item out on the honest emulator, and see what that asks itself meanwhile."""
    on.emulator.asked.clear()
    recorded = record(item, on)
    return Honest(item=item, verdict=recorded.verdict, asked=frozenset(on.emulator.asked)), recorded


def plan(known: Sequence[Honest], possible: Iterable[str], *, quick: bool, seed: str) -> dict[str, list[Honest]]:
    """Fault to the items that may notice it. Quick: what a case says it catches, and a few more by chance."""
    asking = {fault: [each for each in known if fault in each.asked] for fault in possible}
    if not quick:
        return asking
    chance = random.Random(seed)  # noqa: S311 - no secret
    drawn: set[tuple[str, str]] = set()
    for each in known:
        if each.item.first:
            others = sorted(each.asked - set(each.item.case.catches))
            drawn |= {(fault, each.item.name) for fault in chance.sample(others, min(SAMPLE, len(others)))}
    return {
        fault: [
            each
            for each in able
            if fault in each.item.case.catches or (each.item.first and (fault, each.item.name) in drawn)
        ]
        for fault, able in asking.items()
    }


def trial(dialect: Dialect, fault: str, able: Sequence[Honest], *, first: bool = False) -> Trial:
    """Carry items out on a store with one fault; a case that has caught it need not be tried in other variants.

    `first`: those that say they catch it come first, and it ends when one does.
    """
    gravest: dict[str, Verdict] = {}
    tried = 0
    with stand(dialect, SEED, fault) as on:
        for each in sorted(able, key=lambda known: first and fault not in known.item.case.catches):
            name = each.item.name
            if gravest.get(name) in CAUGHT:
                if first:
                    break
                continue
            tried += 1
            outcome = _on_faulty(each.item, on)
            if outcome not in GREEN and outcome is not each.verdict:
                gravest[name] = max(gravest.get(name, outcome), outcome, key=_GRAVITY.index)
    kills = [Kill(case=name, verdict=outcome) for name, outcome in gravest.items()]
    return Trial(dialect=dialect, fault=fault, items=tried, kills=kills)


def _on_faulty(item: Item, on: Stand) -> Verdict:
    carried = carry_out(item.case, item.values, on.subject, item.label)
    return verdict.of_item(carried.facts, carried.kept_from)


def caught_by(trials: Iterable[Trial]) -> Mapping[tuple[Dialect, str], set[str]]:
    """Dialect and fault to the cases that catch it."""
    return {(each.dialect, each.fault): {kill.case for kill in each.kills if kill.verdict in CAUGHT} for each in trials}

"""A whole proof, and several shards of one put together."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from conformance.checkout import commit
from conformance.model.proof import Proof, Spoiling
from conformance.model.words import Dialect
from conformance.prove.items import Item, items
from conformance.prove.matrix import GREEN, Honest, plan
from conformance.prove.work import possible, processes, see, trials
from conformance.shards import Shard
from conformance.stand import RULES, SUMMARIES

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be proven."""

    root: Path
    """The folder of the cases."""
    dialects: tuple[Dialect, ...] = tuple(Dialect)
    cases: str = "*"
    fault: str = ""
    """This one only, and nothing spoiled; empty: all."""
    quick: bool = False
    first: bool = False
    """Each fault only until a case catches it, and nothing spoiled."""
    shard: Shard = field(default_factory=Shard)
    jobs: int = 2
    seed: str = ""
    """Of the sample that a quick proof draws."""


def prove(wish: Wish, say: Say) -> Proof:
    """Prove it; `say` is told how it goes."""
    began, started = time.perf_counter(), dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    planned: dict[tuple[Dialect, str], list[Honest]] = {}
    cases: dict[Dialect, list[str]] = {}
    not_green: list[str] = []
    spoiling: list[Spoiling] = []
    spoils = not wish.fault and not wish.first
    with processes(wish.jobs) as executor:
        for dialect, chosen in _chosen(wish):
            seen = see(chosen, executor, spoil=spoils)
            say(f"{dialect}: {len(chosen)} items, {seen.spoiling.answers} spoiled answers")
            spoiling += [seen.spoiling] if spoils else []
            cases[dialect] = sorted({item.name for item in chosen})
            not_green += [f"{each.item.shown}: {each.verdict}" for each in seen.honest if each.verdict not in GREEN]
            faults = [wish.fault] if wish.fault else possible(dialect)
            by_fault = plan(seen.honest, faults, quick=wish.quick, seed=wish.seed)
            planned |= {(dialect, fault): able for fault, able in by_fault.items() if able or fault in RULES}
        say(f"{len(planned)} stores with a fault, {sum(map(len, planned.values()))} items at most")
        tried = trials(planned, executor, first=wish.first)
    return Proof(
        suite_version=version("object-store-encryption-conformance"),
        commit=commit(),
        started=started,
        seconds=round(time.perf_counter() - began, 1),
        seed=wish.seed,
        quick=wish.quick,
        first=wish.first,
        shard="" if wish.shard.count == 1 else str(wish.shard),
        cases=cases,
        not_green=not_green,
        faults={each.fault: SUMMARIES[each.fault] for each in tried if each.items},
        spoiling=spoiling,
        trials=tried,
    )


def _chosen(wish: Wish) -> list[tuple[Dialect, list[Item]]]:
    """The items of each dialect that has any."""
    found = []
    for dialect in wish.dialects:
        every = items(wish.root, dialect, wish.cases)
        mine = [item for item in every if wish.shard.takes(str(dialect), item.name)]
        found += [(dialect, mine)] if mine else []
    return found

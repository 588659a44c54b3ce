"""Divide a proof among processes: first what is to be spoiled, then one trial for each dialect and fault."""

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from conformance.model.proof import Spoiling, Trial
from conformance.model.words import Dialect
from conformance.prove.items import SEED, Item
from conformance.prove.matrix import Honest, trial, watch
from conformance.prove.spoiling import Tally, add, spoil_all
from conformance.stand import stand

_CHUNK = 40
"""Items that one process takes at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of some items on the honest emulator."""

    honest: list[Honest]
    spoiling: Spoiling


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Processes to hand work to. They are started afresh: an emulator has threads, and those do not survive a fork."""
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


def see(items: Sequence[Item], executor: Executor, *, spoil: bool) -> Seen:
    """Carry items of one dialect out on the honest emulator, and spoil every answer."""
    chunks = [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
    parts = list(executor.map(_see, chunks, [spoil] * len(chunks)))
    return Seen(
        honest=[each for part in parts for each in part.honest], spoiling=add([part.spoiling for part in parts])
    )


def _see(items: Sequence[Item], spoil: bool) -> Seen:  # noqa: FBT001 - as `map` hands it over
    dialect, tally, found = items[0].dialect, Tally(), []
    with stand(dialect, SEED) as on:
        for item in items:
            honest, recorded = watch(item, on)
            found.append(honest)
            if spoil:
                spoil_all(recorded, on.subject, tally)
    return Seen(honest=found, spoiling=tally.total(dialect))


def possible(dialect: Dialect) -> list[str]:
    """The faults that a store of a dialect can have."""
    with stand(dialect, SEED) as on:
        return on.emulator.possible_faults


def trials(
    planned: Mapping[tuple[Dialect, str], Sequence[Honest]], executor: Executor, *, first: bool = False
) -> list[Trial]:
    """Carry out what is planned; the longest first, so that no process ends long after the others."""
    order = sorted(planned, key=lambda key: -len(planned[key]))
    running = [executor.submit(trial, *key, planned[key], first=first) for key in order]
    return sorted((each.result() for each in running), key=lambda each: (each.dialect, each.fault))

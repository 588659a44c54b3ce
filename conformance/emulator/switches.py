"""The names of everything that can be wrong with an emulator: its rules, switched off, and the built faults."""

from collections.abc import Iterable
from difflib import get_close_matches

from conformance.emulator.faults.catalogue import BUILT
from conformance.emulator.faults.fault import Faults
from conformance.emulator.rules.catalogue import ALL_RULES

SUMMARIES = {rule.name: rule.summary for rule in ALL_RULES} | {fault.name: fault.summary for fault in BUILT}
"""By name: what a built fault does, and what a store no longer keeps to whose rule is switched off."""


def switched(names: Iterable[str]) -> Faults:
    """Take faults by name; raises `ValueError` that says what an unknown name may have meant."""
    wanted = frozenset(names)
    for name in sorted(wanted - SUMMARIES.keys()):
        close = get_close_matches(name, SUMMARIES)
        hint = f"; did you mean {' or '.join(close)}?" if close else "; --list-faults lists them"
        raise ValueError(f"no fault is called {name}{hint}")
    return Faults(wanted)

"""The faults that cases say they notice: each case names some, and each is one that the emulator can have.

The catalogue may not know the emulator, so that this stands at the edge.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from conformance.catalogue.places import suite_files
from conformance.catalogue.suites import Loaded, load
from conformance.emulator import FAULTS
from conformance.model.problem import InputError, Problem


def lint(root: Path) -> Iterator[Problem]:
    """What is wrong with the `catches` of the cases below a folder; files that cannot be read are left out."""
    for path in suite_files(root):
        try:
            suite = load(path)
        except InputError:
            continue
        yield from _suite(suite)


def _suite(suite: Loaded) -> Iterator[Problem]:
    for index, variants in enumerate(suite.variants):
        case = variants[0].case
        if not case.catches and not case.observable.of_clients:  # a client has other faults than a store
            yield suite.problem("names no fault under `catches`: what broken store does it notice?", "cases", index)
        for name in variants[0].case.catches:
            if name not in FAULTS:
                close = get_close_matches(name, FAULTS)
                hint = f"did you mean {' or '.join(close)}?" if close else "`emulate --list-faults` lists them"
                yield suite.problem(f"catches {name!r}, which is no fault of the emulator; {hint}", "cases", index)

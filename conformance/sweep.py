"""`conformance sweep`: remove what runs left behind that were killed, cut off, or could not clean up."""

import argparse
import dataclasses
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from conformance.describe import recall
from conformance.engine.clean import remove
from conformance.engine.journal import Abandoned, claimed, journals
from conformance.engine.key_service import remove_key
from conformance.engine.patience import PatientDriver
from conformance.model.problem import InputError
from conformance.opening import CannotOpenError, connect, key_service_of, reach_given
from conformance.wire.errors import WireError

_FAILED = 1


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What came of one journal."""

    journal: Path
    removed: tuple[str, ...] = ()
    """Buckets, prefixes of lent ones, and KMS keys."""
    left: tuple[str, ...] = ()
    """What could not be removed, in words."""
    alive: bool = False
    """Its run is still going: nothing was touched."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--results", type=Path, default=Path("reports/latest"), metavar="DIR", help="of the runs")


def run(options: argparse.Namespace) -> int:
    """Sweep every journal of a results folder; return 0 where nothing is left."""
    done = list(sweep(options.results / "journal"))
    for each in done:
        print("\n".join(_lines(each)))
    if not done:
        print(f"nothing was left behind by the runs of {options.results}")
    return _FAILED if any(each.left for each in done) else 0


def sweep(folder: Path) -> Iterator[Swept]:
    """Sweep the journals of a folder whose processes are no more, one after the other."""
    for path in journals(folder):
        with claimed(path) as abandoned:
            if abandoned is None:
                yield Swept(journal=path, alive=path.exists())
            else:
                yield _sweep(abandoned)


def _sweep(abandoned: Abandoned) -> Swept:
    removed: list[str] = []
    left: list[str] = []
    names = [place.prefix or place.bucket for place in abandoned.places]
    names += [key.description for key in abandoned.keys]
    try:
        with ExitStack() as stack:
            target = recall(abandoned.info)
            reached = reach_given(target)
            driver = PatientDriver(connect(target, reached, stack))
            service = key_service_of(target, reached.credentials)
            ends = [partial(remove, driver, place) for place in abandoned.places]
            ends += [partial(remove_key, service, key) for key in abandoned.keys]
            for end, name in zip(ends, names, strict=True):
                here = end()
                left += here
                removed += [] if here else [name]
    except (CannotOpenError, InputError, WireError) as error:
        left += [f"{name}: {error}" for name in names if name not in removed]
    if not left:
        abandoned.done()
    return Swept(journal=abandoned.path, removed=tuple(removed), left=tuple(left))


def _lines(swept: Swept) -> Iterator[str]:
    yield f"{swept.journal.stem}: {'still running' if swept.alive else f'{len(swept.removed)} removed'}"
    yield from (f"  removed {name}" for name in swept.removed)
    yield from (f"  left: {text}" for text in swept.left)

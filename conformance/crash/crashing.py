"""Kill a run at many moments, sweep after each, and compare what is there with what was there."""

import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
import yaml

from conformance.catalogue.places import cases_root
from conformance.catalogue.targets import read
from conformance.crash.moments import Kind, Moment, choose
from conformance.crash.victim import KILLED, run
from conformance.crash.witness import Witness, WitnessError
from conformance.engine.journal import journals
from conformance.lab import moto
from conformance.model.target import KeyServiceAt, Target
from conformance.opening import connect, key_service_of, reach_given
from conformance.sweep import sweep

_SUITE = Path(__file__).with_name("creates.yaml")
_SEED = "1"
"""Of the runs: each makes the same things in the same order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one moment."""

    moment: Moment
    removed: tuple[str, ...]
    wrong: tuple[str, ...]
    """In words; empty where all is as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where it all happens."""

    folder: Path
    profile: Path
    witness: Witness


@contextmanager
def scene(target: Target) -> Iterator[Scene]:
    """Somebody else's things on a store, and a profile with a key service; all of it is removed afterwards.

    Raise `CannotOpenError`, `WitnessError` or `WireError`.
    """
    with TemporaryDirectory() as folder, ExitStack() as stack:
        whole = _with_keys(target, stack)
        profile = Path(folder) / "profile.yaml"
        profile.write_text(yaml.safe_dump(msgspec.to_builtins(whole)), encoding="utf-8")
        _lay_out(Path(folder))
        reached = reach_given(whole)
        keys = key_service_of(whole, reached.credentials)
        if keys is None:
            raise WitnessError("there is no key service")
        witness = Witness(
            target=whole,
            reached=reached,
            driver=connect(whole, reached, stack),
            keys=keys,
            bucket=f"enc-theirs-{os.urandom(4).hex()}{target.bucket_suffix}",
        )
        try:
            witness.prepare()
            yield Scene(folder=Path(folder), profile=profile, witness=witness)
        finally:
            witness.undo()


def crash(on: Scene, times: int, seed: str, say: Callable[[str], object]) -> list[Outcome]:
    """Count what undisturbed runs make, then kill as many at seeded moments.

    Raise `WitnessError`, `WireError`, `TimeoutError`, or `RuntimeError` where even an undisturbed run does not work.
    """
    before = on.witness.seen()
    made: dict[tuple[bool, Kind], list[int]] = defaultdict(list)
    for lent in (False, True):
        for kind, number in _undisturbed(on, lent=lent):
            made[lent, kind].append(number)
    absent = [kind for kind in Kind if not made[False, kind]]
    if absent:
        say(f"not made by a run on this store: {', '.join(absent)}")
    found: list[Outcome] = []
    for moment in choose(made, times, seed):
        found.append(crash_once(on, moment, before))
        say(f"{'left or touched' if found[-1].wrong else 'clean'}  {moment}")
    return found


def _undisturbed(on: Scene, *, lent: bool) -> list[tuple[Kind, int]]:
    code, made = run(_arguments(on, lent=lent), None, on.folder)
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED} or not made:
        raise RuntimeError(f"an undisturbed run ends with {code}: {(on.folder / 'output.txt').read_text()[-2000:]}")
    return made


def crash_once(on: Scene, moment: Moment, before: frozenset[str]) -> Outcome:
    """Kill one run, sweep, and compare with what was there before."""
    code, _ = run(_arguments(on, lent=moment.lent), moment, on.folder)
    wrong = [] if code == KILLED else [f"the run ended with {code} before it was killed"]
    journal = on.folder / "results" / "journal"
    wrong += [] if journals(journal) else ["the run left no journal"]
    swept = list(sweep(journal))
    wrong += [f"left: {text}" for each in swept for text in each.left]
    wrong += [f"{path.name} is still there" for path in journals(journal)]
    after = on.witness.seen()
    wrong += [f"not removed: {text}" for text in sorted(after - before)]
    wrong += [f"touched: {text}" for text in sorted(before - after)]
    return Outcome(moment=moment, removed=tuple(name for each in swept for name in each.removed), wrong=tuple(wrong))


def _arguments(on: Scene, *, lent: bool) -> list[str]:
    """A run as a person starts it; what an earlier one left in the results is gone."""
    shutil.rmtree(on.folder / "results", ignore_errors=True)
    target = on.folder / ("lent.yaml" if lent else "profile.yaml")
    if lent and not target.exists():
        inside = msgspec.structs.replace(read(on.profile), bucket=on.witness.bucket, profile="", waivers=[])
        target.write_text(yaml.safe_dump(msgspec.to_builtins(inside)), encoding="utf-8")
    plain = ["-p", "no:cacheprovider", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning", "-q"]
    where = [f"--target={target}", f"--results={on.folder / 'results'}", f"--seed={_SEED}"]
    return [*plain, f"--rootdir={on.folder}", *where, str(on.folder / "cases" / _SUITE.name)]


def _lay_out(folder: Path) -> None:
    """A folder of cases with one suite."""
    shutil.copytree(cases_root() / "specs", folder / "cases" / "specs")
    shutil.copy(_SUITE, folder / "cases")


def _with_keys(target: Target, stack: ExitStack) -> Target:
    """The same target with a key service to make keys at: moto's, where the profile names none."""
    service = target.key_service or KeyServiceAt(endpoint=stack.enter_context(moto.running()))
    return msgspec.structs.replace(target, key_service=service, profile="", waivers=[], software="", probe=None)

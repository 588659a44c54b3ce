"""What a run was asked to do, read from pytest's options once."""

import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from conformance import limits, subjects
from conformance.adhoc import SCHEMES, ad_hoc
from conformance.catalogue import targets as profiles
from conformance.model.problem import InputError, Problem
from conformance.model.target import Target
from conformance.resume import Unfinished, read_unfinished
from conformance.shards import Shard, read_shard

_WITH_ENDPOINT = ("--dialect", "--region", "--addressing", "--ca-file", "--bucket", "--bucket-suffix")
_PATHS = {"--results", "--durations-of", "--ca-file", "--target"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of one run."""

    targets: tuple[Target, ...]
    results: Path
    run: str
    """Short and of this run alone; part of every bucket's name."""
    seed: str
    """Makes the keys and bodies; an earlier run's makes them again."""
    answers: int
    """Which permitted answer the emulator gives where documents are silent."""
    faults: frozenset[str]
    shard: Shard = field(default_factory=Shard)
    unfinished: Unfinished | None = None
    """The run that this one goes on with; a process of xdist has only what is `done`."""
    done: frozenset[tuple[str, str]] = frozenset()
    """Subject and item of what that run has measured. The file grows meanwhile: each process must know the same."""

    @property
    def journal(self) -> Path:
        """The folder where runs note what they make."""
        return self.results / "journal"

    @classmethod
    def read(cls, config: pytest.Config) -> "Options":
        """Read the options; raise `InputError` for a value that cannot be used."""
        _check_paths(config.invocation_params.args)
        targets = tuple(limits.limited(target, config) for target in _judged(config))
        faults = frozenset(config.getoption("--fault"))
        if faults and any(target.start != "emulator" for target in targets):
            raise _wrong("--fault", "only the emulator can be broken on purpose")
        if config.getoption("--answers") < 0:
            raise _wrong("--answers", "must be 0 or more")
        shared = getattr(config, "workerinput", {}).get("conformance") or {}
        options = cls(
            targets=targets,
            results=_results(config),
            run=shared.get("run") or os.urandom(3).hex(),
            seed=shared.get("seed") or config.getoption("--seed") or os.urandom(8).hex(),
            answers=config.getoption("--answers"),
            faults=faults,
            shard=_shard(config),
            done=frozenset(map(tuple, shared.get("done", ()))),
        )
        return options.resumed() if config.getoption("--resume") and not shared else options

    def resumed(self) -> "Options":
        """The options that go on with the run in the results folder; raise `InputError` where that cannot be."""
        unfinished = read_unfinished(self.results / "results.jsonl", self.targets, self.told)
        return replace(self, unfinished=unfinished, done=unfinished.done, seed=unfinished.run.seed)

    @property
    def told(self) -> dict[str, str]:
        """What the results' header says of the options: all that two runs must have in common to be one."""
        told = {"answers": str(self.answers)}
        if self.faults:
            told["faults"] = ", ".join(sorted(self.faults))
        if self.shard.count > 1:
            told["shard"] = str(self.shard)
        return told

    def is_done(self, subject: str, item: str) -> bool:
        """Whether the run that this one goes on with has measured an item."""
        return (subject, item) in self.done


def add_options(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("conformance", "encryption conformance of object stores")
    group.addoption(
        "--target",
        action="append",
        default=[],
        metavar="NAME",
        help="profile, group or profile file (default: emulator)",
    )
    group.addoption(
        "--subject",
        action="append",
        default=[],
        choices=subjects.NAMES,
        help="who is judged on each target of its dialect: the store itself (rest, the default), or a vendor's SDK",
    )
    group.addoption("--endpoint", metavar="URL", help="judge the store at this URL, without a profile")
    group.addoption("--dialect", choices=sorted(SCHEMES), help="with --endpoint: what it speaks")
    group.addoption("--region", default="", help="with --endpoint: the region to sign for")
    group.addoption("--addressing", default="", choices=["", "virtual", "path", "cname"], help="with --endpoint")
    group.addoption(
        "--bucket", default="", metavar="NAME", help="with --endpoint: stay in this bucket, below a prefix of the run"
    )
    group.addoption(
        "--bucket-suffix", default="", metavar="TEXT", help="with --endpoint: behind every bucket name (COS: -APPID)"
    )
    group.addoption("--ca-file", default="", metavar="PEM", help="with --endpoint: trust this certificate authority")
    group.addoption("--results", default="reports/latest", metavar="DIR", help="where results and report go")
    group.addoption("--resume", action="store_true", help="go on with the run in --results that was cut off")
    limits.add_options(group)
    group.addoption("--shard", default="", metavar="I/N", help="only the Ith of N equal shares of the items")
    group.addoption(
        "--durations-of", default="", metavar="RESULTS", help="with --shard: balance by an earlier run's results file"
    )
    group.addoption("--seed", default="", help="make the keys and bodies of an earlier run again")
    group.addoption(
        "--answers",
        type=int,
        default=0,
        metavar="N",
        help="emulator: the Nth permitted answer where documents are silent",
    )
    group.addoption("--fault", action="append", default=[], metavar="NAME", help="emulator: break this rule on purpose")


def _shard(config: pytest.Config) -> Shard:
    text, durations = config.getoption("--shard"), config.getoption("--durations-of")
    if text:
        return read_shard(text, Path(durations) if durations else None)
    if durations:
        raise _wrong("--durations-of", "goes with --shard")
    return Shard()


def _check_paths(words: Sequence[str]) -> None:
    """Pytest looks for its settings around every word that is a path, before it knows whose option the word is for."""
    for option, value in itertools.pairwise(words):
        if option in _PATHS and Path(value).exists():
            raise _wrong(option, f"write {option}={value}, with an equals sign: pytest takes the path for tests else")


def _results(config: pytest.Config) -> Path:
    folder = Path(config.getoption("--results"))
    existing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        raise _wrong("--results", f"{folder} cannot be written to: {existing} is no folder of yours")
    return folder


def _judged(config: pytest.Config) -> list[Target]:
    return subjects.by_subject(_targets(config), subjects.chosen(config.getoption("--subject")))


def _targets(config: pytest.Config) -> list[Target]:
    endpoint, names = config.getoption("--endpoint"), config.getoption("--target")
    alone = [name for name in _WITH_ENDPOINT if config.getoption(name)]
    if endpoint is None and alone:
        raise _wrong(alone[0], "goes with --endpoint")
    if endpoint is None:
        return profiles.select(names or ["emulator"])
    if names:
        raise _wrong("--endpoint", "give either --endpoint or --target, not both")
    dialect = config.getoption("--dialect")
    if dialect is None:
        raise _wrong("--endpoint", f"needs --dialect as well ({' or '.join(sorted(SCHEMES))})")
    return [
        ad_hoc(
            endpoint,
            dialect,
            region=config.getoption("--region"),
            addressing=config.getoption("--addressing"),
            ca_file=config.getoption("--ca-file"),
            bucket=config.getoption("--bucket"),
            bucket_suffix=config.getoption("--bucket-suffix"),
        )
    ]


def _wrong(option: str, message: str) -> InputError:
    return InputError(Problem(file=option, line=0, message=message))

"""What a run was asked to do, read from pytest's options once."""

import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conformance.catalogue import targets as profiles
from conformance.model.problem import InputError, Problem
from conformance.model.target import Auth, Target
from conformance.model.words import Dialect

_PATHS = {"--results", "--ca-file", "--target"}
_SCHEMES = {"s3": "s3v4", "obs": "obs", "cos": "cos", "oss": "oss-v4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of one run."""

    targets: tuple[Target, ...]
    results: Path
    seed: str
    answers: int
    """Which permitted answer the emulator gives where documents are silent."""
    faults: frozenset[str]

    @classmethod
    def read(cls, config: pytest.Config) -> "Options":
        """Read the options; raise `InputError` for a value that cannot be used."""
        _check_paths(config.invocation_params.args)
        return cls(
            targets=tuple(_targets(config)),
            results=Path(config.getoption("--results")),
            seed=_seed(config),
            answers=config.getoption("--answers"),
            faults=frozenset(config.getoption("--fault")),
        )


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
    group.addoption("--endpoint", metavar="URL", help="judge the store at this URL, without a profile")
    group.addoption("--dialect", choices=sorted(_SCHEMES), help="with --endpoint: what it speaks")
    group.addoption("--region", default="", help="with --endpoint: the region to sign for")
    group.addoption("--addressing", default="", choices=["", "virtual", "path", "cname"], help="with --endpoint")
    group.addoption(
        "--bucket-suffix", default="", metavar="TEXT", help="with --endpoint: behind every bucket name (COS: -APPID)"
    )
    group.addoption("--ca-file", default="", metavar="PEM", help="with --endpoint: trust this certificate authority")
    group.addoption("--results", default="reports/latest", metavar="DIR", help="where results and report go")
    group.addoption("--seed", default="", help="make the keys and bodies of an earlier run again")
    group.addoption(
        "--answers",
        type=int,
        default=0,
        metavar="N",
        help="emulator: the Nth permitted answer where documents are silent",
    )
    group.addoption("--fault", action="append", default=[], metavar="NAME", help="emulator: break this rule on purpose")


def _check_paths(words: Sequence[str]) -> None:
    """Pytest looks for its settings around every word that is a path, before it knows whose option the word is for."""
    for option, value in itertools.pairwise(words):
        if option in _PATHS and Path(value).exists():
            raise _wrong(option, f"write {option}={value}, with an equals sign: pytest takes the path for tests else")


def _seed(config: pytest.Config) -> str:
    workerinput = getattr(config, "workerinput", None)
    if workerinput is not None:
        return str(workerinput["conformance_seed"])
    return str(config.getoption("--seed")) or os.urandom(8).hex()


def _targets(config: pytest.Config) -> list[Target]:
    endpoint, names = config.getoption("--endpoint"), config.getoption("--target")
    if endpoint is None:
        return profiles.select(names or ["emulator"])
    if names:
        raise _wrong("--endpoint", "give either --endpoint or --target, not both")
    dialect = config.getoption("--dialect")
    if dialect is None:
        raise _wrong("--endpoint", f"needs --dialect as well ({' or '.join(sorted(_SCHEMES))})")
    return [
        ad_hoc(
            endpoint,
            dialect,
            region=config.getoption("--region"),
            addressing=config.getoption("--addressing"),
            ca_file=config.getoption("--ca-file"),
            bucket_suffix=config.getoption("--bucket-suffix"),
        )
    ]


def ad_hoc(  # noqa: PLR0913 - one for each option
    endpoint: str, dialect: str, *, region: str, addressing: str, ca_file: str = "", bucket_suffix: str = ""
) -> Target:
    """A target without a profile; raise `InputError` for an endpoint that is no URL of a host."""
    parts = urlsplit(endpoint)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise _wrong("--endpoint", f"{endpoint!r} must look like https://host or http://host:port")
    return Target(
        name=dialect,
        title=f"{parts.hostname} ({dialect} dialect)",
        dialect=Dialect(dialect),
        endpoint=endpoint.rstrip("/"),
        region=region or "us-east-1",
        addressing=addressing or _usual_addressing(parts.hostname),
        auth=Auth(
            scheme=_SCHEMES[dialect],
            access_key="CONFORMANCE_ACCESS_KEY",
            secret_key="CONFORMANCE_SECRET_KEY",  # noqa: S106 - the name of a variable
            token="CONFORMANCE_TOKEN",  # noqa: S106 - the name of a variable
        ),
        ca_file=ca_file,
        bucket_suffix=bucket_suffix,
    )


def _usual_addressing(host: str) -> str:
    """Bucket labels cannot be put before an address or a bare name."""
    bare = "." not in host or host.replace(".", "").isdigit() or ":" in host
    return "path" if bare else "virtual"


def _wrong(option: str, message: str) -> InputError:
    return InputError(Problem(file=option, line=0, message=message))

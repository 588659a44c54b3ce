"""`conformance doctor`: what is missing before a run, each with what to do about it."""

import argparse
import datetime as dt
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from conformance import subjects
from conformance.bench.browser import NoBrowserError, executable
from conformance.catalogue import targets as profiles
from conformance.checkup import Health, Line, credentials, fine, lacks, network, note, offers
from conformance.drivers.sdk.registry import SDKS
from conformance.model.target import Target

_PYTHON = (3, 11)
_ROOM = 500_000_000
"""Bytes that results and report of a large run may take."""
_FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("--target", action="append", default=[], metavar="NAME", help="profile, group or profile file")
    parser.add_argument("--subject", action="append", default=[], choices=subjects.NAMES, help="who is to be judged")
    parser.add_argument("--results", type=Path, default=Path("reports/latest"), metavar="DIR", help="of the run")
    parser.add_argument("--offline", action="store_true", help="ask no endpoint anything")


def run(options: argparse.Namespace) -> int:
    """Look at everything; return 0 where a run can begin. Raise `InputError` for a profile that cannot be read."""
    targets = profiles.select(options.target or ["emulator"])
    judged = subjects.chosen(options.subject)
    subjects.by_subject(targets, judged)
    found = _say("here", [*_python(), *_packages(judged), *_room(options.results), *_browser()])
    for target in targets:
        found |= _say(f"{target.name} ({target.title})", list(_store(target, offline=options.offline)))
    print("something is missing: see above" if Health.LACKS in found else "a run can begin")
    return _FAILED if Health.LACKS in found else 0


def _say(about: str, lines: list[Line]) -> set[Health]:
    print(f"{about}:")
    for line in lines:
        print(f"  {line.health.value:8}{line.text}")
    return {line.health for line in lines}


def _store(target: Target, *, offline: bool) -> Iterator[Line]:
    if target.start:
        yield fine(f"the suite starts it ({target.start}) and makes its credentials")
        return
    yield from credentials(target)
    yield from offers(target)
    if not offline:
        yield from network(target, dt.datetime.now(dt.UTC))


def _python() -> Iterator[Line]:
    here = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, _PYTHON))
    yield (
        fine(f"Python {here}") if sys.version_info >= _PYTHON else lacks(f"Python {here}; at least {wanted} is needed")
    )


def _packages(judged: list[str]) -> Iterator[Line]:
    """The SDKs that are to be judged; others are not needed."""
    for name in judged:
        if name == subjects.REST:
            continue
        sdk = SDKS[name]
        try:
            yield fine(f"{sdk.distribution} {version(sdk.distribution)}, for --subject {name}")
        except PackageNotFoundError:
            extra = f"pip install 'object-store-encryption-conformance[{sdk.extra}]'"
            yield lacks(f"{sdk.distribution} is not installed, and --subject {name} needs it: {extra}")


def _room(results: Path) -> Iterator[Line]:
    place = next(each for each in (results, *results.absolute().parents) if each.exists())
    free = shutil.disk_usage(place).free
    text = f"{free / 1e9:,.1f} GB free for {results}"
    yield fine(text) if free >= _ROOM else lacks(f"{text}: a large run takes up to {_ROOM / 1e9:.1f} GB")


def _browser() -> Iterator[Line]:
    try:
        yield fine(f"{executable()}, for the tests of the report's pages")
    except NoBrowserError as error:
        yield note(f"the tests of the report's pages will be skipped: {error}")

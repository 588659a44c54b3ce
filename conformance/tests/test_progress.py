"""Who watches a run is told how far it is; who does not is not."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import progress
from conformance.catalogue.places import cases_root
from conformance.progress import Progress
from conformance.tests.running import clean_environment


class Clock:
    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


def ids(subject: str, number: int) -> list[str]:
    return [f"cases/a.yaml::case[{subject}-size={each}]" for each in range(number)]


def test_a_line_every_few_seconds_says_how_far_and_how_long_still() -> None:
    clock, said = Clock(), list[str]()
    watched = Progress(["s3", "boto3-on-s3"], said.append, clock)
    watched.expect([*ids("s3", 2), *ids("boto3-on-s3", 8)])
    for index, nodeid in enumerate([*ids("s3", 2), *ids("boto3-on-s3", 8)]):
        clock.time += 2
        watched.done(nodeid, failed=index == 1)
    assert said == [
        "s3 done, boto3-on-s3 1 of 8; 1 failed; about 14.0 s left",
        "s3 done, boto3-on-s3 4 of 8; 1 failed; about 8.0 s left",
        "s3 done, boto3-on-s3 7 of 8; 1 failed; about 2.0 s left",
    ]


def test_a_case_without_variants_belongs_to_its_subject() -> None:
    watched = Progress(["moto"], print, Clock())
    watched.expect(["cases/a.yaml::case[moto]", "cases/a.yaml::unreadable"])
    watched.done("cases/a.yaml::case[moto]", failed=False)
    assert watched.line().startswith("moto done")


ENTRY = "import sys; from conformance import progress; progress._EVERY = 0; from conformance.cli import main; main()"


def watched_run(folder: Path, *options: str, **more: str) -> str:
    """What stands on a terminal after a run, with a line for every item."""
    ours, theirs = pty.openpty()
    suite = str(cases_root() / "sse-c" / "head.yaml")
    where = [f"--results={folder / 'results'}", "--target=s3", suite]
    environment = {name: value for name, value in clean_environment().items() if name != "CI"}
    done = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", ENTRY, "run", *options, *where],
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        cwd=folder,
        env={**environment, **more},
    )
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 65536):
            said += piece
    except OSError:  # the terminal is closed
        pass
    finally:
        os.close(ours)
    assert done.wait() == 0, said.decode()
    return said.decode()


@pytest.mark.parametrize("options", [(), ("-n2",)])
def test_on_a_terminal_it_is_shown(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert " left" in watched_run(tmp_path, *options)


@pytest.mark.parametrize(("options", "more"), [(("-q",), {}), ((), {"CI": "true"})])
def test_it_is_quiet_where_that_is_asked_for(tmp_path: Path, options: tuple[str, ...], more: dict[str, str]) -> None:
    assert " left" not in watched_run(tmp_path, *options, **more)
    assert progress._EVERY > 0

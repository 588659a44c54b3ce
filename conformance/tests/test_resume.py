"""A run that was cut off goes on where it stopped."""

import subprocess
import sys
from pathlib import Path

import pytest

from conformance.catalogue.places import cases_root
from conformance.tests.running import Ran, clean_environment, run

SUITE = str(cases_root() / "sse-c" / "get.yaml")
HEADS = str(cases_root() / "sse-c" / "head.yaml")
TARGET = "--target=s3"
COMMIT = "from conformance.checkout import commit; print(commit())"
DYING = """\
import os


def pytest_runtest_call(item):
    if item.name == "other-key[s3-size=16]":
        os._exit(9)
"""


def cut(ran: Ran, keep: int) -> list[str]:
    """Cut a results file off behind its header, `keep` results, and half a line; return the items that are kept."""
    path = ran.results / "results.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    items = [result.item for result in ran.report().results]
    path.write_bytes(b"".join(lines[: keep + 1]) + lines[keep + 1][:40])
    kept = [result.item for result in ran.report().results]
    assert len(kept) == keep < len(items)
    return kept


def commit_of_runs(folder: Path) -> str:
    """That of the suite which a run in the folder imports: an installed one has none."""
    command = [sys.executable, "-c", COMMIT]
    done = subprocess.run(  # noqa: S603 - ours
        command, cwd=folder, env=clean_environment(), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("processes", [[], ["-n2"]])
def test_the_whole_is_what_an_uncut_run_gives(tmp_path: Path, processes: list[str]) -> None:
    first = run(tmp_path, TARGET, SUITE)
    whole = {(result.item, result.verdict) for result in first.report().results}
    seed = first.report().run.seed
    assert first.report().run.commit == commit_of_runs(tmp_path)
    kept = cut(first, 4)
    again = run(tmp_path, TARGET, "--resume", *processes, SUITE)
    assert again.code == 0, again.output
    report = again.report()
    assert {(result.item, result.verdict) for result in report.results} == whole
    assert report.run.seed == seed
    assert report.end is not None
    assert sum(report.end.counts.values()) == len(whole)
    assert f"{len(whole) - len(kept)} passed" in again.output


def test_where_only_the_footer_is_missing_nothing_is_sent(tmp_path: Path) -> None:
    first = run(tmp_path, TARGET, SUITE)
    path = first.results / "results.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    again = run(tmp_path, TARGET, "--resume", SUITE)
    assert again.code == 0, again.output
    assert again.report().end is not None


def test_an_item_that_was_lost_with_its_process_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "dying.py").write_text(DYING, encoding="utf-8")
    first = run(tmp_path, TARGET, "-n1", "-pdying", "-kother-key", HEADS, env={"PYTHONPATH": str(tmp_path)})
    assert first.code == 1
    assert "was cut short" in first.output
    lost = len(first.report().results)
    again = run(tmp_path, TARGET, "--resume", "-kother-key", HEADS)
    assert (again.code, again.report().end is not None) == (0, True), again.output
    assert len(again.report().results) == lost + 1


def test_a_run_that_goes_on_may_lose_a_process_too(tmp_path: Path) -> None:
    (tmp_path / "dying.py").write_text(DYING, encoding="utf-8")
    words = [TARGET, "-n1", "-pdying", "-kright-key or other-key", HEADS]
    cut(run(tmp_path, TARGET, HEADS), 1)
    again = run(tmp_path, "--resume", *words, env={"PYTHONPATH": str(tmp_path)})
    assert "INTERNALERROR" not in again.output, again.output
    assert "was cut short" in again.output
    assert "right-key" in {result.case.rpartition("/")[2] for result in again.report().results}


def test_a_violation_of_before_still_fails_the_run(tmp_path: Path) -> None:
    fault = "--fault=any-customer-key-opens"
    first = run(tmp_path, TARGET, fault, SUITE)
    path = first.results / "results.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    again = run(tmp_path, TARGET, fault, "--resume", SUITE)
    assert again.code == 1


def test_a_complete_run_is_not_resumed(tmp_path: Path) -> None:
    run(tmp_path, TARGET, SUITE)
    again = run(tmp_path, TARGET, "--resume", SUITE)
    assert again.code != 0
    assert "is complete, there is nothing to resume" in again.output
    assert "Traceback" not in again.output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--target=obs"], "was about s3"),
        ([TARGET, "--answers=1"], "was run with"),
    ],
)
def test_another_run_is_not_gone_on_with(tmp_path: Path, options: list[str], message: str) -> None:
    cut(run(tmp_path, TARGET, SUITE), 2)
    again = run(tmp_path, *options, "--resume", SUITE)
    assert again.code != 0
    assert message in again.output


def test_without_a_run_there_is_one_message(tmp_path: Path) -> None:
    again = run(tmp_path, TARGET, "--resume", SUITE)
    assert again.code != 0
    assert "results.jsonl: cannot be read" in again.output
    assert "Traceback" not in again.output

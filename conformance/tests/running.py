"""Runs the suite as a person would, in a process of its own."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from conformance.report.reader import Report, read_report

_LIMIT = 300
"""Seconds; a run that takes longer is a failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run printed, and where its results are."""

    code: int
    output: str
    results: Path

    def report(self) -> Report:
        """The results of the run."""
        return read_report(self.results / "results.jsonl")

    def verdicts(self) -> Counter[str]:
        """How many results had each verdict."""
        return Counter(str(result.verdict) for result in self.report().results)


def run(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> Ran:
    """`conformance run` in an empty folder; no credentials of this machine come along."""
    results = folder / "results"
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "conformance", "run", "-q", f"--results={results}", *arguments],
        cwd=folder,
        env={**clean_environment(), **(env or {})},
        capture_output=True,
        text=True,
        timeout=_LIMIT,
        check=False,
    )
    return Ran(code=done.returncode, output=done.stdout + done.stderr, results=results)


def clean_environment() -> dict[str, str]:
    """The environment of a run that knows no credentials, no proxy and no outer pytest."""
    ours = ("CONFORMANCE_", "PYTEST_")
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(ours) and not name.lower().endswith("_proxy")
    }

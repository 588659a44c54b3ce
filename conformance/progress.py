"""How far a run is, for somebody who watches: which subject, how many of how many, how long still."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import pytest

from conformance.report.summary import duration

_EVERY = 5.0
"""Seconds between two lines."""


class Progress:
    """Counts items by subject; says a line every few seconds, and nothing in the first."""

    def __init__(
        self, subjects: Sequence[str], say: Callable[[str], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._subjects = sorted(subjects, key=len, reverse=True)
        self._order = subjects
        self._say = say
        self._now = now
        self._began = self._said = now()
        self._all: Counter[str] = Counter()
        self._done: Counter[str] = Counter()
        self._failed = 0

    def expect(self, ids: Iterable[str]) -> None:
        """These items, by node id, are the run; the clock starts."""
        self._all = Counter(filter(None, map(self._subject, ids)))
        self._began = self._said = self._now()

    def done(self, nodeid: str, *, failed: bool) -> None:
        """An item ended."""
        self._done[self._subject(nodeid)] += 1
        self._failed += failed
        if self._now() - self._said >= _EVERY and self._done.total() < self._all.total():
            self._said = self._now()
            self._say(self.line())

    def line(self) -> str:
        """`obs done, s3 120 of 813; 2 failed; about 41 s left`; subjects of which nothing ran yet are left out."""
        parts = [self._part(name) for name in self._order if self._done[name]]
        failed = f"; {self._failed:,} failed" if self._failed else ""
        left = (self._all.total() - self._done.total()) * (self._now() - self._began) / max(1, self._done.total())
        return f"{', '.join(parts)}{failed}; about {duration(max(1, round(left)))} left"

    def _part(self, name: str) -> str:
        if self._done[name] >= self._all[name]:
            return f"{name} done"
        return f"{name} {self._done[name]:,} of {self._all[name]:,}"

    def _subject(self, nodeid: str) -> str:
        """Whose item it is: the label in brackets begins with the subject's name. Empty for an item of nobody."""
        label = nodeid.partition("[")[2].removesuffix("]")
        return next((name for name in self._subjects if label == name or label.startswith(f"{name}-")), "")


class ProgressPlugin:
    """Tells a `Progress` what pytest, or pytest-xdist, tells us."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Without pytest-xdist the items are here."""
        if session.items:
            self._progress.expect(item.nodeid for item in session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: object, ids: Sequence[str]) -> None:  # noqa: ARG002
        """With it, each worker collects all of them."""
        self._progress.expect(ids)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One report in three ends an item's call."""
        if report.when == "call":
            self._progress.done(report.nodeid, failed=report.failed)


def watch(config: pytest.Config, subjects: Sequence[str]) -> None:
    """Show progress where somebody watches: on a terminal, not with `-q`, not in CI."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None or not terminal.isatty or config.get_verbosity() < 0 or os.environ.get("CI"):
        return
    config.pluginmanager.register(ProgressPlugin(Progress(subjects, terminal.write_line)), "conformance-progress")

"""The controller's side: results to a file as they come, then the report and a summary a person can read."""

import datetime as dt
import platform
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import msgspec
import pytest

from conformance import allured
from conformance.catalogue.places import cases_root
from conformance.catalogue.suites import item_names
from conformance.checkout import commit
from conformance.describe import describe
from conformance.engine.waivers import names
from conformance.model.problem import InputError
from conformance.model.result import End, Result, Run
from conformance.model.words import Verdict
from conformance.options import Options
from conformance.report.reader import read_report
from conformance.report.summary import terminal_summary
from conformance.report.writer import ResultWriter
from conformance.resume import SUITE_VERSION
from conformance.sources import build_report, remember_run
from conformance.sweep import sweep

FAILS = {Verdict.VIOLATES, Verdict.BLOCKED, Verdict.ERROR, Verdict.STALE}
"""Verdicts that fail a run."""
_WHOLE = {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}
_CRASHED = "???"
"""What xdist reports as the phase in which a worker died: of that item nothing is known."""
RESULT = pytest.StashKey[str]()
VERDICT = pytest.StashKey[str]()


def is_known(result: Result) -> bool:
    """Whether nothing can be said, and a waiver says why: unknown, and nobody's failure."""
    return result.verdict is Verdict.BLOCKED and result.waiver is not None


def keep_result(item: pytest.Item, result: Result) -> None:
    """Put a result where the report hook finds it, and the short facts where JUnit does."""
    item.stash[RESULT] = msgspec.json.encode(result).decode()
    item.stash[VERDICT] = str(result.verdict)
    if allured.is_asked_for(item.config):
        allured.tell(result)
    item.user_properties += [
        ("case", result.case), ("level", str(result.level)), ("verdict", str(result.verdict))
    ]  # fmt: skip


class Recorder:
    """Writes `results.jsonl` line by line; nothing already measured is lost when a run is cut short."""

    def __init__(self, config: pytest.Config, options: Options) -> None:
        self._config = config
        self._options = options
        self._writer: ResultWriter | None = None
        self._kept = options.unfinished.kept if options.unfinished else ()
        self._counts: Counter[str] = Counter(result.verdict for result in self._kept)
        self._began = time.monotonic()
        self._crashed = False
        self._swept: list[str] = []
        self.left: list[str] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: pytest.Item) -> None:
        """Give every xdist worker the run's name and seed, and what need not be measured again."""
        shared = {"run": self._options.run, "seed": self._options.seed, "done": sorted(self._options.done)}
        node.workerinput["conformance"] = shared  # type: ignore[attr-defined]

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: pytest.Item) -> None:
        """Collect what a worker could not remove."""
        self.left += getattr(node, "workeroutput", {}).get("conformance_left", [])

    def pytest_sessionstart(self) -> None:
        """Remove what earlier runs left that were killed."""
        if not self._config.option.collectonly:
            self._sweep()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the result that hangs on a report."""
        line = getattr(report, "conformance", None)
        if line is None:
            self._crashed = self._crashed or report.when == _CRASHED
            return
        result = msgspec.json.decode(line, type=Result)
        self._counts[result.verdict] += 1
        self._open().result(result)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> Generator[None, object, object]:
        """End the file, build the report, and say last of all, in short, what came out."""
        if self._kept and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:  # only the footer was missing
            session.exitstatus = exitstatus = pytest.ExitCode.OK
            self._open()
        stale = self._stale_waivers() if self._writer is not None else []
        failed = stale or any(result.verdict in FAILS and not is_known(result) for result in self._kept)
        if failed and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        outcome = yield
        self._sweep()  # what a crashed worker of this very run left
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if self._writer is not None and terminal is not None:
            stopped = session.shouldstop or session.shouldfail or self._crashed
            whole = exitstatus in _WHOLE and not stopped
            if whole:  # a run that was stopped, or lost an item with its worker, has no footer
                self._writer.end(self._end())
            self._say(terminal, remembered=whole and self._is_everything())
            if allured.is_asked_for(self._config):
                allured.finish(Path(self._config.option.allure_report_dir), self._header())
            for text in stale:
                terminal.write_line(text)
        return outcome

    def _sweep(self) -> None:
        for swept in sweep(self._options.journal):
            self._swept += swept.removed
            self.left += swept.left

    def _stale_waivers(self) -> list[str]:
        """Waivers that name no case there is: a promise about nothing."""
        waiving = [target for target in self._options.targets if target.waivers]
        items = {dialect: item_names(cases_root(), dialect) for dialect in {target.dialect for target in waiving}}
        return [
            f"stale: waiver {waiver.id} of target {target.name} names no case ({', '.join(waiver.cases)})"
            for target in waiving
            for waiver in target.waivers
            if not any(names(waiver, item) for item in items[target.dialect])
        ]

    def _is_everything(self) -> bool:
        """Whether all there is was run, on stores that nobody broke: what a later run may be compared with."""
        asked, config = self._options, self._config
        some = config.option.keyword or config.option.markexpr or config.getoption("lf", default=False)
        places = [Path(place.partition("::")[0]).resolve() for place in config.args]
        return not (some or asked.faults or asked.answers or asked.shard.count > 1) and places == [cases_root()]

    def _say(self, terminal: pytest.TerminalReporter, *, remembered: bool) -> None:
        try:
            report = read_report(self._path)
        except InputError as error:
            terminal.write_line(str(error))
            return
        terminal.section("conformance")
        for text in terminal_summary(report):
            terminal.write_line(text)
        if self._swept:
            terminal.write_line(f"removed what killed runs had left: {', '.join(self._swept)}")
        try:
            terminal.write_line(f"report: {_shown(build_report(report, self._options.results))}")
            if remembered:
                remember_run(report, self._options.results)
        except InputError as error:  # such as a history that cannot be read: what came out is said all the same
            terminal.write_line(str(error))
        terminal.write_line(f"results: {_shown(self._path)}")

    @property
    def _path(self) -> Path:
        return self._options.results / "results.jsonl"

    def _open(self) -> ResultWriter:
        if self._writer is None:
            unfinished = self._options.unfinished
            if unfinished is None:
                self._writer = ResultWriter(self._path)
                self._writer.header(self._header())
            else:
                self._writer = ResultWriter.going_on(self._path, unfinished.run, unfinished.kept)
        return self._writer

    def _header(self) -> Run:
        return Run(
            run=self._options.run,
            started=_now(),
            suite_version=SUITE_VERSION,
            commit=commit(),
            seed=self._options.seed,
            python=platform.python_version(),
            subjects=[describe(target) for target in self._options.targets],
            options=self._options.told,
        )

    def _end(self) -> End:
        seconds = round(time.monotonic() - self._began, 3)
        return End(finished=_now(), counts=dict(self._counts), seconds=seconds, left=list(dict.fromkeys(self.left)))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)

"""The pytest door: options, one item per case, variant and subject, and a verdict turned into an outcome."""

import gc
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from conformance.catalogue.places import is_suite, root_of
from conformance.collect import SuiteFile
from conformance.model.problem import InputError
from conformance.model.words import Capability, Dialect
from conformance.options import Options, add_options
from conformance.progress import watch
from conformance.recorder import RESULT, VERDICT, Recorder
from conformance.session import Session

OPTIONS = pytest.StashKey[Options]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--target` and its companions."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options; a wrong one is a usage error before anything runs."""
    config.addinivalue_line("markers", "witness: shows a vendor SDK, unmodified, against the emulator")
    for dialect in Dialect:
        config.addinivalue_line("markers", f"{dialect}: an item in this dialect")
    for capability in Capability:
        config.addinivalue_line("markers", f"{capability}: an item that needs this of the store")
    try:
        options = Options.read(config)
    except InputError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[OPTIONS] = options
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(config, options), "conformance-recorder")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect suites: YAML files of a folder that has `specs/`, except the specs."""
    if file_path.suffix != ".yaml":
        return None
    root = root_of(file_path.parent)
    if root is None or not is_suite(file_path, root):
        return None
    return SuiteFile.from_parent(parent, path=file_path, options=parent.config.stash[OPTIONS])


def pytest_sessionstart(session: pytest.Session) -> None:
    """Show progress where somebody watches; only now is it known whether there is a terminal."""
    if not hasattr(session.config, "workerinput"):
        watch(session.config, [target.name for target in session.config.stash[OPTIONS].targets])


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: no collection of garbage need look through it again and again."""
    gc.freeze()


@pytest.fixture(scope="session")
def conformance_session(pytestconfig: pytest.Config) -> Iterator[Session]:
    """The subjects of this process, opened when first used, cleaned up and closed at the end."""
    session = Session(pytestconfig.stash[OPTIONS])
    yield session
    left = session.close()
    recorder = pytestconfig.pluginmanager.get_plugin("conformance-recorder")
    if recorder is not None:
        recorder.left += left
    else:  # an xdist worker hands it to the controller
        pytestconfig.workeroutput["conformance_left"] = left  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Hang the result on the report, so that it travels from an xdist worker to the controller."""
    report = yield
    if report.when == "call" and RESULT in item.stash:
        vars(report).update(conformance=item.stash[RESULT], conformance_verdict=item.stash[VERDICT])
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Show `lenient`, `advises` and `observes` apart from plain passes."""
    verdict = getattr(report, "conformance_verdict", None)
    if report.when == "call" and report.passed and verdict in {"lenient", "advises", "observes"}:
        return "passed", verdict[0], verdict.upper()
    return None

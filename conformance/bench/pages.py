"""The report's pages at a size that no run has yet: how soon something is seen, and how long a filter takes."""

import hashlib
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from conformance.bench.browser import NoBrowserError, chromium
from conformance.model.result import End, Result, Run, SubjectInfo
from conformance.model.words import Dialect, Level, Severity, Verdict
from conformance.report.reader import Report
from conformance.report.site import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CASES = 3_000
SUBJECTS = 8
ROUNDS = 5
FIRST_PAINT_LIMIT = 1_000
"""Milliseconds until the first paint, at most."""
FILTER_LIMIT = 100
"""Milliseconds of script and layout for a filter, at most."""
_FEATURES = 20
_PER_SUITE = 10
_VARIANTS = ("1", "4096")
_RARE = {0: Verdict.VIOLATES, 1: Verdict.OBSERVES, 2: Verdict.LENIENT, 3: Verdict.BLOCKED, 4: Verdict.UNSUPPORTED}
_PAINT = "(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0)"
_FILTERS = {
    "a verdict": "#verdict=violates",
    "a feature": "#feature=feature-3",
    "a text": "#text=case-12",
    "differences": "#only=differences",
    "a dialect": "#dialect=s3",
    "everything again": "#",
}
_TIMED = """(hash) => {
  history.replaceState(null, "", hash);
  const began = performance.now();
  restore();
  document.querySelector(".matrix").getBoundingClientRect();
  document.body.offsetHeight;
  return performance.now() - began;
}"""


def pages() -> Iterator[str]:
    """Lines of a table: the build, the first paint of each page, and each filter, as medians of five."""
    with TemporaryDirectory() as folder:
        began = time.perf_counter()
        build_site(large_report(CASES, SUBJECTS), Path(folder), specs={}, sources={})
        yield f"pages: {CASES:,} cases x {SUBJECTS} subjects built in {time.perf_counter() - began:.0f} s"
        try:
            with chromium() as browser:
                yield from _measured(browser, Path(folder))
        except NoBrowserError as error:
            yield f"pages: not measured: {error}"


def _measured(browser: "Browser", folder: Path) -> Iterator[str]:
    for name in ("index", "matrix"):
        paints = [_first_paint(browser, folder / f"{name}.html") for _ in range(ROUNDS)]
        size = (folder / f"{name}.html").stat().st_size / 1000
        yield _line(f"first paint of {name}.html ({size:,.0f} kB)", paints, FIRST_PAINT_LIMIT)
    page = browser.new_page()
    page.goto((folder / "matrix.html").as_uri())
    for name, hash_ in _FILTERS.items():
        yield _line(f"filter: {name}", [_filter(page, hash_) for _ in range(ROUNDS)], FILTER_LIMIT)


def _first_paint(browser: "Browser", path: Path) -> float:
    page = browser.new_page()
    page.goto(path.as_uri())
    page.wait_for_function(f"() => {_PAINT} > 0")
    paint = float(page.evaluate(_PAINT))
    page.close()
    return paint


def _filter(page: "Page", hash_: str) -> float:
    """One filter, from a view that shows something else."""
    page.evaluate(_TIMED, "#text=nothing-has-this" if hash_ == "#" else "#")
    return float(page.evaluate(_TIMED, hash_))


def _line(name: str, milliseconds: list[float], limit: int) -> str:
    median = statistics.median(milliseconds)
    verdict = "" if median < limit else ": TOO SLOW"
    return f"pages: {name}: {median:.0f} ms, median of {len(milliseconds)} (limit {limit} ms){verdict}"


def large_report(cases: int, subjects: int) -> Report:
    """An invented run: mostly in order, here and there not, the same every time."""
    infos = [_subject(number) for number in range(subjects)]
    results = [result for case in range(cases) for info in infos for result in _results(case, info)]
    run = Run(run="bench", started="2026-01-01T00:00:00+00:00", suite_version="0", seed="0", python="3", subjects=infos)
    return Report(run=run, results=results, end=End(finished=run.started, counts={}))


def _subject(number: int) -> SubjectInfo:
    dialect = list(Dialect)[number % len(Dialect)]
    name = f"store-{number}"
    return SubjectInfo(
        name=name, title=f"Store {number}", dialect=dialect, driver="rest", endpoint="https://example.org"
    )


def _results(case: int, info: SubjectInfo) -> Iterator[Result]:
    suite = case // _PER_SUITE
    for size in _VARIANTS:
        dice = hashlib.sha256(f"{case} {info.name} {size}".encode()).digest()
        verdict = _RARE.get(dice[0] % 40, Verdict.CONFORMS)
        critical = verdict is Verdict.VIOLATES and dice[1] % 8 == 0
        yield Result(
            case=f"feature-{suite % _FEATURES}/suite-{suite}/case-{case}",
            title=f"A GET with key {case} of another customer is refused, whatever the size of the object",
            variant={"size": size},
            subject=info.name,
            driver="rest",
            dialect=info.dialect,
            level=Level.MUST if case % 3 else Level.DOCUMENTED,
            verdict=verdict,
            severity=Severity.CRITICAL if critical else Severity.NORMAL,
            cites=["N1"],
            reason="what came is not what was expected" if verdict is not Verdict.CONFORMS else "",
            facts=9,
        )

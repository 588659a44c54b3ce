"""The report in a real browser: filters, the address as their memory, keyboard, dark, narrow, print, accessibility.

Skipped where there is no Chromium or no Playwright (`tox -e browser` brings the latter), and those of axe-core where
`AXE_CORE` does not name its `axe.min.js`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.bench.browser import NoBrowserError, chromium
from conformance.model.result import Result
from conformance.model.words import Dialect, Severity
from conformance.report.history import remember
from conformance.report.site import build_site
from conformance.tests.report_samples import SOURCE, SPEC, sample, sample_results
from conformance.tests.test_report_history import night
from conformance.tests.test_report_waivers import waiver

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

KINDS = (
    "index",
    "matrix",
    "cases/sse-c/get/other-key",
    "subjects/moto",
    "waivers/index",
    "statements/s3",
    "defects/s3",
)
RESULTS = list(sample_results())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    report = sample(out)
    report.run.subjects[3].waivers.append(waiver("gw-1182"))
    earlier = night(-1, *[each for each in RESULTS if "sse-c" not in each.case])
    histories = {each.head.subject: each for each in remember({}, earlier, out)}
    build_site(report, out, specs={Dialect.S3: SPEC}, sources={"sse-c/get/other-key": SOURCE}, histories=histories)
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    try:
        with chromium() as found:
            yield found
    except NoBrowserError as error:
        pytest.skip(str(error))


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page; whatever its console complains of fails the test."""
    complaints: list[str] = []
    opened = browser.new_page(viewport={"width": 1300, "height": 900})
    opened.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("requestfailed", lambda request: complaints.append(f"{request.url} failed"))
    yield opened
    opened.close()
    assert complaints == []


def address(site: Path, name: str, hash_: str = "") -> str:
    return (site / f"{name}.html").as_uri() + hash_


def shown(page: "Page") -> set[str]:
    """The rows that are to be seen, as suite/id."""
    script = "() => [...document.querySelectorAll('.matrix tbody tr:not(.suite)')].filter((row) => row.offsetHeight)"
    name = "(row) => row.parentNode.dataset.suite + '/' + row.querySelector('code').textContent"
    return set(page.evaluate(f"({script})().map({name})"))


def cases(fits: Callable[[Result], bool]) -> set[str]:
    return {each.case for each in RESULTS if fits(each)}


def press(page: "Page", name: str, value: str) -> None:
    page.locator(f"input[name={name}][value='{value}']").check(force=True)


def differing(results: list[Result]) -> set[str]:
    found: dict[str, dict[str, set[str]]] = {}
    for each in results:
        mark = "critical" if each.severity is Severity.CRITICAL else str(each.verdict)
        found.setdefault(each.case, {}).setdefault(each.subject, set()).add(mark)
    worst = {
        case: {"critical" if "critical" in marks else min(marks) for marks in cells.values()}
        for case, cells in found.items()
    }
    return {case for case, marks in worst.items() if len(marks) > 1}


FILTERS: list[tuple[str, str, Callable[[Result], bool]]] = [
    ("verdict", "violates", lambda each: each.verdict == "violates"),
    ("verdict", "critical", lambda each: each.severity is Severity.CRITICAL),
    ("level", "silent", lambda each: each.level == "silent"),
    ("feature", "sse-kms", lambda each: each.case.startswith("sse-kms/")),
    ("dialect", "s3", lambda each: each.dialect == "s3"),
    ("subject", "acme-gateway", lambda each: each.subject == "acme-gateway"),
]


@pytest.mark.parametrize(("name", "value", "fits"), FILTERS)
def test_a_filter_shows_what_the_results_say_and_the_address_keeps_it(
    page: "Page", site: Path, name: str, value: str, fits: Callable[[Result], bool]
) -> None:
    page.goto(address(site, "matrix"))
    assert shown(page) == cases(lambda _: True)
    press(page, name, value)
    assert shown(page) == cases(fits)
    assert page.url.endswith(f"#{name}={value}")
    page.reload()
    assert shown(page) == cases(fits)
    assert page.locator("#shown").inner_text().startswith(f"{len(cases(fits))} of ")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("() => location.hash === ''")
    assert shown(page) == cases(lambda _: True)


def test_filters_work_together(page: "Page", site: Path) -> None:
    page.goto(address(site, "matrix"))
    page.get_by_label("Text").fill("OTHER-key")
    press(page, "verdict", "violates")
    press(page, "subject", "moto")
    assert shown(page) == {"sse-c/get/other-key"}
    assert page.locator("thead th:visible").all_inner_texts()[1:] == ["moto\nS3"]
    assert page.url.endswith("#verdict=violates&subject=moto&text=other-key")
    page.get_by_label("Text").fill("nothing has this")
    assert page.locator("#nothing").is_visible()


def test_only_where_subjects_differ(page: "Page", site: Path) -> None:
    page.goto(address(site, "matrix", "#only=differences"))
    assert shown(page) == differing(RESULTS)


def test_a_tile_and_a_cell_of_the_overview_lead_to_their_rows(page: "Page", site: Path) -> None:
    page.goto(address(site, "index"))
    page.locator("article[data-subject=moto] .bad a").click()
    page.wait_for_url("**/matrix.html#**")
    assert shown(page) == cases(lambda each: each.subject == "moto" and each.severity is Severity.CRITICAL)
    page.go_back()
    page.locator("td[data-feature=sse-kms][data-subject=moto] a").click()
    page.wait_for_url("**/matrix.html#**")
    assert shown(page) == cases(lambda each: each.subject == "moto" and each.case.startswith("sse-kms/"))


def test_the_header_and_the_first_column_stay_in_sight(page: "Page", site: Path) -> None:
    page.set_viewport_size({"width": 500, "height": 420})
    page.goto(address(site, "matrix"))
    spots = (
        "() => [...document.querySelectorAll('.matrix thead th:first-child')].map((th) => th.getBoundingClientRect())"
    )
    page.locator("#grid").scroll_into_view_if_needed()
    before = page.evaluate(spots)
    page.evaluate("() => document.getElementById('grid').scrollBy(120, 300)")
    assert page.evaluate("() => document.getElementById('grid').scrollTop") == 300
    assert [(box["x"], box["y"]) for box in page.evaluate(spots)] == [(box["x"], box["y"]) for box in before]


def test_the_keyboard_reaches_everything(page: "Page", site: Path) -> None:
    page.goto(address(site, "matrix"))
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the content"
    assert page.evaluate("() => document.activeElement.getBoundingClientRect().left") >= 0
    page.locator("input[name=verdict][value=violates]").focus()
    page.keyboard.press("Space")
    assert shown(page) == cases(lambda each: each.verdict == "violates")
    page.locator("#grid").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/**")


@pytest.mark.parametrize("name", KINDS)
def test_dark_is_dark_and_light_is_light(page: "Page", site: Path, name: str) -> None:
    page.goto(address(site, name))
    lights = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colour = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        lights[scheme] = sum(int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    assert lights["light"] > 600
    assert lights["dark"] < 150


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("width", [360, 1300])
def test_no_page_is_wider_than_the_screen(page: "Page", site: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address(site, name))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_printed_pages_show_everything(page: "Page", site: Path) -> None:
    page.goto(address(site, "cases/sse-c/get/other-key"))
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    ink, paper = page.evaluate(
        "() => ((style) => [style.color, style.backgroundColor])(getComputedStyle(document.body))"
    )
    assert paper == "rgb(255, 255, 255)"
    assert sum(int(part) for part in ink.removeprefix("rgb(").removesuffix(")").split(",")) < 150
    assert page.evaluate("() => [...document.querySelectorAll('details')].every((part) => part.open)")
    assert not page.locator(".pages").is_visible()


def test_no_page_complains(page: "Page", site: Path) -> None:
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing_serious(page: "Page", site: Path, name: str, scheme: str) -> None:
    axe = Path(os.environ.get("AXE_CORE", ""))
    if not axe.is_file():
        pytest.skip("AXE_CORE names no axe.min.js: npm install axe-core, or tox -e browser")
    page.emulate_media(color_scheme=scheme)
    page.goto(address(site, name))
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run({preload: false}).then((found) => found.violations)")
    serious = {
        each["id"]: [node["html"] for node in each["nodes"][:3]]
        for each in found
        if each["impact"] in {"serious", "critical"}
    }
    assert serious == {}

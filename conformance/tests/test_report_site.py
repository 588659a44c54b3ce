"""The site: right figures, right order, safe text, nothing from a network."""

import re
from collections import Counter
from pathlib import Path

import pytest

from conformance.model.result import Exchange, Result, StepRecord
from conformance.model.words import Dialect, Severity, Verdict
from conformance.report.reader import Report, read_report
from conformance.report.site import build_site
from conformance.tests.report_html import Element, parse
from conformance.tests.report_samples import SOURCE, SPEC, sample, sample_results, write
from conformance.tests.report_values import RUN, exchange, leaking, result

DEVIATE = {"violates", "deviates", "stale"}


def build(report: Report, out: Path) -> Element:
    return parse(build_site(report, out, specs={Dialect.S3: SPEC}, sources={"sse-c/get/other-key": SOURCE}).read_text())


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(sample(folder), folder)
    return folder


@pytest.fixture(scope="module")
def index(out: Path) -> Element:
    return parse((out / "index.html").read_text())


@pytest.fixture(scope="module")
def matrix(out: Path) -> Element:
    return parse((out / "matrix.html").read_text())


@pytest.fixture(scope="module")
def case(out: Path) -> Element:
    return parse((out / "cases/sse-c/get/other-key.html").read_text())


def only(elements: list[Element]) -> Element:
    (element,) = elements
    return element


def count(results: list[Result], *verdicts: str) -> int:
    return sum(each.verdict in verdicts for each in results)


def test_there_is_a_well_formed_page_for_every_case(out: Path) -> None:
    cases = {each.case for each in sample_results()}
    pages = {path.relative_to(out / "cases").with_suffix("").as_posix() for path in out.rglob("cases/**/*.html")}
    assert pages == cases
    for page in out.rglob("*.html"):
        parse(page.read_text())


def test_ids_are_unique_and_every_link_leads_somewhere(out: Path) -> None:
    for path in out.rglob("*.html"):
        page = parse(path.read_text())
        ids = Counter(each.attributes["id"] for each in page.all() if "id" in each.attributes)
        assert max(ids.values()) == 1
        for link in page.all("a"):
            target, _, fragment = link.attributes["href"].partition("#")
            if target.startswith("https://"):
                continue
            assert (path.parent / target).exists() if target else "=" in fragment or fragment in ids, link.attributes


def test_the_tiles_equal_the_results(index: Element) -> None:
    for info in RUN.subjects:
        results = [each for each in sample_results() if each.subject == info.name]
        tile = only([each for each in index.all("article") if each.attributes["data-subject"] == info.name])
        conformant = count(results, "conforms", "lenient", "advises")
        deviations = count(results, "violates", "deviates", "stale")
        assert only(tile.all("p", **{"class": "score"})).text == f"{conformant} /{conformant + deviations} conformant"
        assert [call.text for call in tile.all("p", **{"class": "call"})] == ["Not conformant"] * bool(deviations)
        numbers = {row.all("dt")[0].text: int(row.all("dd")[0].text) for row in tile.all("div") if row.all("dt")}
        critical = sum(each.severity is Severity.CRITICAL for each in results)
        assert numbers == {
            "Deviations": deviations,
            **({"of them critical": critical} if critical else {}),
            "Unknown": count(results, "blocked", "error", "not-installed"),
            "Only observed": count(results, "observes"),
            "Not applicable": count(results, "unsupported", "not-expressible"),
        }


def test_the_other_figures_equal_the_results(index: Element) -> None:
    results = list(sample_results())
    assert f"{len(results)} items on 4 subjects" in only(index.all("p", **{"class": "lead"})).text
    for dialect in ("obs", "s3"):
        found = [each for each in results if each.dialect == dialect]
        observed = count(found, "observes")
        apart = ("blocked", "error", "not-installed", "unsupported", "not-expressible")
        total = len(found) - count(found, *apart)
        share = f"{dialect.upper()}: {observed} of {total} items ({100 * observed / total:.1f} %)"
        assert share in only(index.all("section", id="legend")).text


def test_the_bars_equal_the_results(index: Element) -> None:
    bars = [only(tile.all("svg", role="img")) for tile in index.all("article")]
    by_subject = Counter(each.subject for each in sample_results())
    numbers = [sum(int(part.attributes["data-n"]) for part in bar.all("rect")) for bar in bars]
    assert numbers == [by_subject[info.name] for info in RUN.subjects]
    assert all(sum(float(part.attributes["width"]) for part in bar.all("rect")) <= 100 for bar in bars)


def test_the_overview_equals_the_results(index: Element) -> None:
    cells = {
        (cell.attributes["data-feature"], cell.attributes["data-subject"]): cell.all("a")[0].attributes["aria-label"]
        for cell in only(index.all("section", id="overview")).all("td")
        if "data-feature" in cell.attributes
    }
    results = list(sample_results())
    assert cells.keys() == {(each.case.partition("/")[0], each.subject) for each in results}
    for (feature, subject), label in cells.items():
        found = [each for each in results if each.case.startswith(feature + "/") and each.subject == subject]
        conformant = count(found, "conforms", "lenient", "advises")
        deviations = count(found, "violates", "deviates", "stale")
        assert f", {feature} on {subject}: {conformant} of {conformant + deviations} conformant" in label
        assert label.startswith((f"✗ {deviations}/", f"✗! {deviations}/")) or not deviations
        assert (f"{deviations} deviation" in label) is bool(deviations)


def test_the_filters_count_every_verdict(matrix: Element) -> None:
    labels = [label for label in matrix.all("label") if label.all("input", name="verdict")]
    shown = {label.all("input")[0].attributes["value"]: int(label.all("small")[0].text) for label in labels}
    counts = Counter(str(each.verdict) for each in sample_results())
    assert shown == {**counts, "critical": sum(each.severity is Severity.CRITICAL for each in sample_results())}


def test_the_matrix_has_a_row_per_case_and_folds_variants(matrix: Element) -> None:
    rows = [row for row in matrix.all("tr") if row.all("th", scope="row")]
    assert len(rows) == len({each.case for each in sample_results()})
    row = only([row for row in rows if row.all("code")[0].text == "other-key"])
    assert [cell.text for cell in row.all("td")] == ["C 3", "C 3", "V! 2/3", "C 3"]
    leaked = row.all("td")[2].all("a")[0]
    assert leaked.attributes["aria-label"] == "V! 2/3, moto: critical in 2 of 3: violates in all 3 variants"
    assert row.all("td")[2].attributes["class"] == "critical violates"
    assert row.attributes["data-l"] == "must"


def test_the_legend_explains_every_verdict(index: Element) -> None:
    legend = only(index.all("dl", **{"class": "legend"})).text
    assert all(re.search(rf"\b{verdict}\b", legend) for verdict in Verdict)
    assert "critical" in legend


def test_the_critical_findings_come_first_and_in_words(out: Path, index: Element) -> None:
    ids = [section.attributes["id"] for section in index.all("section")]
    assert ids[0] == "critical"
    assert index.all("h1")[0].text == "2 cases let a secret out"
    found = only(index.all("section", id="critical")).text
    assert "GET returned the plaintext (status 200), at “the other key does not”." in found
    assert "Promised: GET without a key is refused, even after the key was shown once." in found


def test_a_run_without_leaks_has_no_critical_part(tmp_path: Path) -> None:
    page = build(Report(run=RUN, results=[result("a/b", "moto")], end=None), tmp_path)
    assert page.all("section", id="critical") == []
    assert page.all("h1")[0].text == "Every promise that was judged is kept"


def test_a_run_cut_short_says_so(tmp_path: Path) -> None:
    assert "cut short" in build(sample(tmp_path, finished=False), tmp_path).all("main")[0].text


def test_a_run_with_no_results_has_a_page(tmp_path: Path) -> None:
    page = build(read_report(write(tmp_path / "results.jsonl", [])), tmp_path)
    assert page.all("h1")[0].text == "Nothing was judged"


def test_a_case_page_cites_the_documents(case: Element) -> None:
    documents = only(case.all("section", id="documents"))
    assert "Reading with another key is refused." in documents.text
    assert "must" in documents.text
    statement, page = documents.all("a")
    assert statement.attributes["href"] == "../../../statements/s3.html#ssec.get-wrongkey"
    assert page.attributes["href"] == "https://docs.example/ssec.html"
    assert "N67" in documents.text


def test_a_case_page_tells_the_steps_and_the_source(case: Element) -> None:
    assert "Read “doc”, with the customer key “other”." in only(case.all("section", id="steps")).text
    assert "id: other-key" in only(case.all("section", id="source")).text


def test_a_case_page_lays_expected_against_observed(case: Element) -> None:
    moto = only(case.all("section", id="moto"))
    rows = [[cell.text for cell in row.all("td")] for row in moto.all("tr")][1:]
    leak = "get-object was answered 200 with the object's plaintext"
    assert [row[1:4] for row in rows] == [
        ["that no plaintext comes out", "no plaintext where a refusal is due", leak],
        ["that it is refused", "a clean 4xx", "200"],
    ]
    assert [row[5] for row in rows] == ["size=16 size=4096", "all"]
    assert "conformance replay results.jsonl 'sse-c/get/other-key[size=16]' --subject moto" in moto.text


def test_a_case_page_shows_the_exchanges(case: Element) -> None:
    moto = only(case.all("section", id="moto"))
    assert "x-amz-server-side-encryption-customer-key-MD5" in moto.text
    assert "the quarterly figures nobody may read" in moto.text
    opened = [details for details in moto.all("details") if "open" in details.attributes]
    assert len(opened) == 1


def test_a_blocked_case_says_what_was_not_met(out: Path) -> None:
    page = parse((out / "cases/sse-kms/keys-refused/disabled-key.html").read_text())
    told = only(page.all("section", id="moto")).text
    assert "The control step 'the enabled key' was answered 501 NotImplemented." in told
    assert "the question itself was never asked" in told
    assert "checked facts conformed" not in told


def test_an_observed_case_says_what_was_seen(out: Path) -> None:
    page = parse((out / "cases/sse-c/put-malformed/key-not-base64.html").read_text())
    assert "At “the other key does not” came 400 InvalidArgument." in page.text


def test_an_exchange_without_an_answer_is_shown(tmp_path: Path) -> None:
    silent = Exchange(request=exchange("GET", 200, "OK").request, note="connection closed by the store")
    step = StepRecord(name="read", do="get-object", outcome="none", exchanges=[silent])
    build(Report(run=RUN, results=[result("a/b", "moto", Verdict.ERROR, steps=[step])], end=None), tmp_path)
    page = parse((tmp_path / "cases/a/b.html").read_text())
    assert "No answer came." in page.text
    assert "connection closed by the store" in page.text


def test_a_large_run_has_a_small_first_page(tmp_path: Path) -> None:
    results = [
        leaking(f"suite-{number % 20}/case-{number}", info.name, title="GET with another customer key is refused")
        for number in range(150)
        for info in RUN.subjects
    ]
    build_site(Report(run=RUN, results=results, end=None), tmp_path, specs={}, sources={})
    assert (tmp_path / "index.html").stat().st_size < 500_000


def test_a_subject_page_is_a_worklist_of_every_case_that_deviates(out: Path) -> None:
    page = parse((out / "subjects/moto.html").read_text())
    work = only(page.all("section", id="work"))
    deviating = {each.case for each in sample_results() if each.subject == "moto" and each.verdict in DEVIATE}
    assert {item.all("code")[0].text for item in work.all("li")} == deviating
    assert work.all("li")[0].all("span", **{"class": "chip v-critical"})


def test_what_was_not_judged_is_told_with_its_reason_and_number(out: Path, index: Element) -> None:
    told = only(index.all("section", id="unproved")).text
    assert "Nobody sees it" not in told
    assert "Neither an answer nor the stored bytes can show it." in told
    assert "A step was answered 501 NotImplemented: the target does not offer this." in told
    apart = {"blocked", "error", "not-installed", "unsupported", "not-expressible"}
    for info in RUN.subjects:
        page = parse((out / f"subjects/{info.name}.html").read_text())
        numbers = [int(cell.text) for cell in page.all("td", **{"data-label": "Items"})]
        assert sum(numbers) == sum(each.subject == info.name and each.verdict in apart for each in sample_results())

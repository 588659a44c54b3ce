"""The pages about documents: each statement with what came of it, and the documents' own faults."""

import re
from pathlib import Path

import pytest

from conformance.model.words import Dialect, Verdict
from conformance.report.matrix import matrix
from conformance.report.reader import Report, read_report
from conformance.report.site import build_site
from conformance.report.statements import statement_page
from conformance.tests.report_html import Element, parse
from conformance.tests.report_samples import SPEC, sample
from conformance.tests.report_values import RUN, finding, leaking, result

CASE = "sse-c/get/other-key"


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build_site(sample(folder), folder, specs={Dialect.S3: SPEC}, sources={})
    return folder


def row(out: Path, key: str) -> Element:
    page = parse((out / "statements/s3.html").read_text())
    (found,) = page.all("tr", id=key)
    return found


def verdict(*results: object, key: str = "ssec.get-wrongkey") -> str:
    """What a statement's cell of `moto` says after some results."""
    report = Report(run=RUN, results=list(results), end=None)  # type: ignore[arg-type]
    rows = [row for block in matrix(report) for row in block.rows]
    found = next(row for row in statement_page(SPEC, report, rows).rows if row.key == key)
    return found.cells["moto"].title if "moto" in found.cells else "not tried"


def test_a_statement_leads_to_its_document_its_cases_and_its_faults(out: Path) -> None:
    links = [link.attributes["href"] for link in row(out, "ssec.get-wrongkey").all("a")]
    assert "https://docs.example/ssec.html" in links
    assert f"../cases/{CASE}.html" in links
    assert any(link.startswith("../cases/") and link.endswith(".html#moto") for link in links)
    assert "../defects/s3.html#D1" in [link.attributes["href"] for link in row(out, "ssec.get").all("a")]


def test_the_figures_of_the_page_equal_the_results(out: Path) -> None:
    results = [each for each in read_report(out / "results.jsonl").results if each.dialect is Dialect.S3]
    tried = {key for each in results for key in each.cites} & set(SPEC.statements)
    gaps = {key for gap in SPEC.gaps for key in gap.statements}
    page = parse((out / "statements/s3.html").read_text())
    assert len([row for row in page.all("tr") if row.attributes.get("id")]) == len(SPEC.statements)
    (lead,) = page.all("p", **{"class": "lead"})
    assert [int(number) for number in re.findall(r"\d+", lead.text)][:3] == [
        len(SPEC.statements),
        len(tried),
        len(gaps),
    ]
    for key in tried:
        cases = {each.case for each in results if key in each.cites}
        noun = "case" if len(cases) == 1 else "cases"
        assert f"{len(cases)} {noun}" in row(out, key).text


def test_a_statement_without_a_case_says_why(out: Path) -> None:
    text = row(out, "ssec.kept").text
    assert "not-observable" in text
    assert "neither an answer nor the stored bytes can show it" in text
    assert "Nobody sees it." in text
    assert "No case of this run is about it." in row(out, "ssec.get").text


def test_only_the_subjects_of_the_dialect_have_columns(out: Path) -> None:
    heads = [head.text for head in parse((out / "statements/s3.html").read_text()).all("th", scope="col")]
    assert heads == ["Statement", "emulator-s3", "moto"]


def test_a_cell_tells_of_the_statement_and_not_of_the_whole_case() -> None:
    other = finding("code", Verdict.VIOLATES, "A", "B", cites=["ssec.get"])
    broken = result(CASE, "moto", Verdict.VIOLATES, findings=[other], kept={"ssec.get-wrongkey": 2})
    assert verdict(broken) == "conforms"
    assert verdict(broken, key="ssec.get") == "violates"


def test_a_leak_breaks_every_statement_of_its_case() -> None:
    assert verdict(leaking(CASE, "moto", kept={"ssec.get-wrongkey": 1})) == "critical: violates"


def test_what_was_not_judged_is_not_kept() -> None:
    assert verdict(result(CASE, "moto", Verdict.BLOCKED)) == "blocked"
    assert verdict(result(CASE, "moto", Verdict.BLOCKED), key="ssec.get") == "not tried"


def test_a_pinned_deviation_is_one_on_the_statement_too() -> None:
    pinned = finding("code", Verdict.VIOLATES, "A", "B", cites=["ssec.get-wrongkey"])
    assert verdict(result(CASE, "moto", Verdict.DEVIATES, findings=[pinned], waiver="W-1")) == "deviates"


def test_a_fault_names_its_places_and_what_to_change(out: Path) -> None:
    page = parse((out / "defects/s3.html").read_text())
    (fault,) = page.all("section", id="D1")
    for told in ("User guide: SSE-C, table 2", "x-other-header", "Print the right name.", "sse-c/get/not-run"):
        assert told in fault.text
    links = [link.attributes["href"] for link in fault.all("a")]
    assert f"../cases/{CASE}.html" in links
    assert "../statements/s3.html#ssec.get" in links


def test_the_front_page_leads_to_the_documents(out: Path) -> None:
    links = [link.attributes["href"] for link in parse((out / "index.html").read_text()).all("a")]
    assert {"statements/s3.html", "defects/s3.html"} <= set(links)

"""The pages that list methods: what came of each, by its own steps."""

from pathlib import Path

import msgspec

from conformance.model.result import Call
from conformance.model.spec import DocumentSource, Page
from conformance.model.words import Dialect, Mode, Verdict
from conformance.report.methods import MethodTable, method_tables
from conformance.report.reader import Report
from conformance.report.site import build_site
from conformance.tests.report_html import parse
from conformance.tests.report_samples import SPEC, sample
from conformance.tests.report_values import RUN, result

SUBJECT = "moto"
PAGES = {
    "page": Page(
        source="page", judged="rest", methods={"put-object": [Mode.CUSTOMER, Mode.KMS], "get-object": [Mode.KMS]}
    )
}
LISTING = msgspec.structs.replace(SPEC, sources=SPEC.sources | {"page": DocumentSource(title="A page")}, pages=PAGES)


def called(verdict: Verdict, *calls: Call) -> Report:
    return Report(
        run=RUN, results=[msgspec.structs.replace(result("a/b", SUBJECT, verdict), calls=list(calls))], end=None
    )


def table_of(report: Report) -> MethodTable:
    return next(table for table in method_tables([LISTING], report) if table.subject and table.subject.name == SUBJECT)


def call(method: str, mode: Mode, verdict: Verdict) -> Call:
    return Call(method=method, mode=mode, verdict=verdict)


def test_a_method_has_the_verdict_of_its_own_steps() -> None:
    report = called(
        Verdict.VIOLATES,
        call("put-object", Mode.CUSTOMER, Verdict.CONFORMS),
        call("get-object", Mode.KMS, Verdict.VIOLATES),
    )
    table = table_of(report)
    put, get = table.rows
    assert put.cells[Mode.CUSTOMER].verdict is Verdict.CONFORMS
    assert get.cells[Mode.KMS].verdict is Verdict.VIOLATES
    assert (table.tried, table.documented) == (2, 3)


def test_a_waived_violation_is_a_deviation() -> None:
    report = called(Verdict.DEVIATES, call("get-object", Mode.KMS, Verdict.VIOLATES))
    table = table_of(report)
    assert table.rows[1].cells[Mode.KMS].verdict is Verdict.DEVIATES


def test_what_was_not_judged_stays_unknown() -> None:
    report = called(Verdict.ERROR, call("get-object", Mode.KMS, Verdict.CONFORMS))
    table = table_of(report)
    assert table.rows[1].cells[Mode.KMS].verdict is Verdict.ERROR


def test_the_page_says_what_was_not_tried_and_who_would_judge_the_rest(tmp_path: Path) -> None:
    sdks = Page(source="page", judged="boto3", methods={"copy": [Mode.KMS]})
    spec = msgspec.structs.replace(LISTING, pages=PAGES | {"sdk": sdks})
    build_site(sample(tmp_path), tmp_path, specs={Dialect.S3: spec}, sources={})
    text = (tmp_path / "methods" / "index.html").read_text()
    assert "not tried" in text
    assert "--subject boto3" in text
    assert "methods/index.html" in (tmp_path / "index.html").read_text()


def test_the_figures_of_the_page_equal_the_results(tmp_path: Path) -> None:
    calls = [call("put-object", Mode.CUSTOMER, Verdict.CONFORMS), call("get-object", Mode.CUSTOMER, Verdict.VIOLATES)]
    results = [
        msgspec.structs.replace(result("a/b", SUBJECT, Verdict.VIOLATES, variant={"n": str(number)}), calls=calls)
        for number in range(3)
    ]
    build_site(Report(run=RUN, results=results, end=None), tmp_path, specs={Dialect.S3: LISTING}, sources={})
    page = parse((tmp_path / "methods" / "index.html").read_text())
    (section,) = [each for each in page.all("section") if "moto" in each.text]
    assert "1 of the 3 documented pairs" in section.text
    cells = {cell.text for row in section.all("tr") for cell in row.all("td")}
    assert cells == {"C 3", "V 3", "not tried"}

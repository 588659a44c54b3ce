"""The waivers' page: age, end and what each met."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from conformance.model.result import Result
from conformance.model.target import PinnedFact, Waiver
from conformance.model.words import Verdict
from conformance.report.reader import Report
from conformance.report.site import build_site
from conformance.report.waivers import State, waiver_rows
from conformance.tests.report_html import parse
from conformance.tests.report_values import RUN, result

V = Verdict
DAY = dt.date(2026, 11, 21)


def waiver(name: str = "W-1", **more: object) -> Waiver:
    fields: dict[str, object] = {"since": DAY - dt.timedelta(days=40), "until": DAY + dt.timedelta(days=90), **more}
    pin = PinnedFact(fact="code", observed="Forbidden")
    return Waiver(id=name, cases=["a/*"], facts=[pin], because="The gateway is slow to learn.", **fields)  # type: ignore[arg-type]


def report(*waivers: Waiver, results: list[Result]) -> Report:
    subjects = [msgspec.structs.replace(RUN.subjects[2], waivers=list(waivers))]
    return Report(run=msgspec.structs.replace(RUN, subjects=subjects), results=results, end=None)


def under(name: str, verdict: Verdict) -> Result:
    return result("a/b", "moto", verdict, waiver=name)


@pytest.mark.parametrize(
    ("change", "verdict", "state", "left"),
    [
        ({}, Verdict.DEVIATES, State.IN_FORCE, 90),
        ({"until": DAY + dt.timedelta(days=30)}, Verdict.DEVIATES, State.SOON, 30),
        ({"until": DAY - dt.timedelta(days=1)}, Verdict.STALE, State.ENDED, -1),
        ({}, Verdict.STALE, State.STALE, 90),
        ({}, None, State.UNUSED, 90),
        ({"until": dt.date.max, "versions": ">=1"}, Verdict.DEVIATES, State.IN_FORCE, None),
    ],
)
def test_a_waiver_has_a_state_an_age_and_an_end(
    change: dict[str, object], verdict: Verdict | None, state: State, left: int | None
) -> None:
    (row,) = waiver_rows(report(waiver("W-1", **change), results=[under("W-1", verdict)] if verdict else []))
    assert (row.state, row.age, row.left) == (state, 40, left)
    assert row.counts == ({verdict: 1} if verdict else {})


def test_those_that_want_attention_come_first() -> None:
    found = waiver_rows(
        report(waiver("fine"), waiver("bad"), results=[under("fine", V.DEVIATES), under("bad", V.STALE)])
    )
    assert [row.waiver.id for row in found] == ["bad", "fine"]


def test_the_pages_show_them(tmp_path: Path) -> None:
    build_site(report(waiver(), results=[under("W-1", V.DEVIATES)]), tmp_path, specs={}, sources={})
    for name in ("waivers/index", "subjects/moto"):
        text = parse((tmp_path / f"{name}.html").read_text()).text
        assert "40 days since 2026-10-12" in text
        assert "2027-02-19 in 90 days" in text
        assert "The gateway is slow to learn." in text

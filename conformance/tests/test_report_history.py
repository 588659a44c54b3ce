"""What is remembered of earlier runs: small, in order, and read back as it was."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from conformance.cli import main
from conformance.model.result import Result
from conformance.model.words import Verdict
from conformance.report.compare import Change
from conformance.report.history import ABSENT, KEPT, OutOfOrderError, SubjectHistory, remember
from conformance.report.history_file import read_histories, write_histories
from conformance.report.matrix import matrix
from conformance.report.reader import BadLineError, Report
from conformance.report.since import Since, since
from conformance.report.site import build_site
from conformance.tests.report_html import parse
from conformance.tests.report_values import RUN, leaking, result
from conformance.tests.test_shards import write

V = Verdict
START = dt.datetime.fromisoformat(RUN.started)


def night(number: int, *results: Result) -> Report:
    started = (START + dt.timedelta(days=number)).isoformat()
    return Report(run=msgspec.structs.replace(RUN, run=f"n{number}", started=started), results=list(results), end=None)


def after(*nights: Report) -> dict[str, SubjectHistory]:
    histories: dict[str, SubjectHistory] = {}
    for each in nights:
        histories |= {history.head.subject: history for history in remember(histories, each, Path("results.jsonl"))}
    return histories


def seen(verdict: Verdict = V.CONFORMS, case: str = "a/b") -> Result:
    return result(case, "moto", verdict)


def changed(histories: dict[str, SubjectHistory], now: Report) -> Since:
    before = {name: history.before(now.run) for name, history in histories.items()}
    return since(now, [row for block in matrix(now) for row in block.rows], before)


def test_a_night_without_change_adds_a_line_for_the_run_alone(tmp_path: Path) -> None:
    nights = [night(number, seen(), seen(V.VIOLATES, "a/c")) for number in range(3)]
    (path,) = write_histories(tmp_path, after(*nights[:2]).values())
    before = path.read_text().splitlines()
    write_histories(tmp_path, after(*nights).values())
    lines = path.read_text().splitlines()
    assert len(lines) == len(before) + 1
    assert set(before) < set(lines)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    histories = after(night(0, seen(), leaking("a/c", "moto")), night(1, seen(V.BLOCKED)))
    write_histories(tmp_path, histories.values())
    assert read_histories(tmp_path) == histories
    assert read_histories(tmp_path / "nowhere") == {}


def test_a_case_keeps_the_days_on_which_its_verdict_changed() -> None:
    history = after(night(0, seen()), night(1, seen()), night(2, leaking("a/b", "moto")), night(3))["moto"]
    days = [note.started for note in history.runs]
    assert [history.mark("a/b", day) for day in days] == ["C", "C", "V!"]
    assert history.cases["a/b"].marks == [(days[0], "C"), (days[2], "V!")]
    assert history.mark("never/was", days[0]) == ABSENT


def test_old_runs_are_forgotten_and_what_still_holds_is_not() -> None:
    nights = [night(0, seen(), seen(case="a/gone")), *(night(number, seen()) for number in range(1, KEPT + 2))]
    history = after(*nights)["moto"]
    assert len(history.runs) == KEPT
    assert list(history.cases) == ["a/b"]
    assert history.mark("a/b", history.runs[0].started) == "C"


def test_the_same_run_twice_changes_nothing_and_an_older_one_is_refused() -> None:
    first, second = night(0, seen()), night(1, seen(V.VIOLATES))
    histories = after(first, second)
    assert remember(histories, second, Path("x")) == [histories["moto"]]
    with pytest.raises(OutOfOrderError, match="run n-1 is older than n1, the latest remembered of moto"):
        remember(histories, night(-1, seen()), Path("x"))


def test_a_report_built_again_says_the_same_again() -> None:
    first, second = night(0, seen()), night(1, seen(V.VIOLATES))
    assert changed(after(first), second) == changed(after(first, second), second)
    assert changed(after(first), second).counts == {Change.BROKEN: 1}


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (seen(), seen(V.VIOLATES), Change.BROKEN),
        (seen(V.VIOLATES), leaking("a/b", "moto"), Change.BROKEN),
        (leaking("a/b", "moto"), seen(V.VIOLATES), Change.CHANGED),
        (seen(V.VIOLATES), seen(), Change.FIXED),
        (seen(), seen(V.ERROR), Change.LOST),
        (seen(), seen(V.LENIENT), Change.CHANGED),
        (seen(case="a/old"), seen(case="a/old"), None),
    ],
)
def test_what_changed_since_the_last_run_has_a_kind(before: Result, now: Result, change: Change | None) -> None:
    found = changed(after(night(0, before)), night(1, now))
    assert found.counts == ({change: 1} if change else {})


def test_a_case_that_came_and_one_that_went_are_told() -> None:
    found = changed(after(night(0, seen(case="a/old"))), night(1, seen(case="a/new")))
    assert [(each.change, each.case) for each in found.moved] == [(Change.NEW, "a/new"), (Change.GONE, "a/old")]


def test_the_site_shows_the_trend_the_strip_and_what_changed(tmp_path: Path) -> None:
    nights = [night(0, seen()), night(1, seen(), seen(V.VIOLATES, "a/c")), night(2, leaking("a/b", "moto"))]
    build_site(nights[2], tmp_path, specs={}, sources={}, histories=after(*nights))
    index = parse((tmp_path / "index.html").read_text())
    (spark,) = index.all("svg", **{"class": "spark"})
    assert spark.attributes["aria-label"].endswith(": 0, 1, 1")
    assert "Newly violated 1" in index.all("section", id="changes")[0].text
    page = parse((tmp_path / "cases/a/b.html").read_text())
    (strip,) = page.all("ol", **{"class": "strip"})
    told = [mark.text for mark in strip.all("li")]
    assert told == ["C 21 Nov 2026: conforms", "C 22 Nov 2026: conforms", "V! 23 Nov 2026: critical"]


def test_the_command_adds_a_run_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "results.jsonl", seen())
    assert main(["history", str(path), "--to", str(tmp_path / "kept")]) == 0
    assert "moto: 1 run, 1 case" in capsys.readouterr().out
    assert read_histories(tmp_path / "kept")["moto"].runs[0].run == RUN.run


def test_a_broken_file_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "moto.jsonl").write_text('{"kind":"history","schema":1,"subject":"moto","dialect":"s3"}\nnonsense\n')
    with pytest.raises(BadLineError, match=r"moto.jsonl:2: not a line of a history"):
        read_histories(tmp_path)
    (tmp_path / "moto.jsonl").write_text("")
    with pytest.raises(BadLineError, match="does not say whose history this is"):
        read_histories(tmp_path)

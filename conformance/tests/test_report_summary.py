"""Figures and summaries, on results made by hand."""

from pathlib import Path

import msgspec
import pytest

from conformance.cli import main
from conformance.model.result import End
from conformance.model.words import Dialect, Severity, Verdict
from conformance.report.figures import by_subject, figures, observed_share
from conformance.report.phrases import criticals
from conformance.report.reader import Report
from conformance.report.site import verdict_line
from conformance.report.summary import duration, leaks, markdown_summary, terminal_summary
from conformance.report.verdicts import LEGEND, Group, group_of, rank, worst
from conformance.tests.report_samples import sample
from conformance.tests.report_values import RUN, finding, leaking, result


def report(*results: object, end: End | None = None) -> Report:
    return Report(run=RUN, results=list(results), end=end)  # type: ignore[arg-type]


def test_every_verdict_is_explained_counted_and_ranked_once() -> None:
    assert sorted(meaning.verdict for meaning in LEGEND) == sorted(Verdict)
    assert len({meaning.letter for meaning in LEGEND}) == len(Verdict)
    assert sorted(map(rank, Verdict)) == list(range(len(Verdict)))
    assert all(meaning.sentence.endswith(".") and meaning.sentence.count(".") == 1 for meaning in LEGEND)


def test_the_three_numbers() -> None:
    numbers = figures(result("a/b", "moto", verdict) for verdict in Verdict)
    assert (numbers.conformant, numbers.deviations, numbers.applicable) == (3, 3, 6)
    assert (numbers.unknown, numbers.observed, numbers.outside) == (3, 1, 2)
    assert numbers.total == len(Verdict)


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if group_of(verdict) is not Group.CONFORMANT])
def test_nothing_but_a_judged_success_raises_the_score(verdict: Verdict) -> None:
    before = figures([result("a/b", "moto"), result("a/c", "moto", Verdict.VIOLATES)])
    after = figures([result("a/b", "moto"), result("a/c", "moto", Verdict.VIOLATES), result("a/d", "moto", verdict)])
    assert after.conformant == before.conformant
    assert after.conformant / after.applicable <= before.conformant / before.applicable


def test_a_waived_leak_is_still_counted_as_critical() -> None:
    stale = result("a/b", "moto", Verdict.STALE, severity=Severity.CRITICAL, waiver="w-1")
    assert figures([stale, result("a/c", "moto")]).critical == 1


def test_a_violation_outranks_all_and_a_success_nothing() -> None:
    assert worst(Verdict) is Verdict.VIOLATES
    assert worst([Verdict.CONFORMS]) is Verdict.CONFORMS
    assert all(worst([Verdict.CONFORMS, verdict]) is verdict for verdict in Verdict)


def test_figures_are_by_subject_and_name_those_without_results() -> None:
    numbers = by_subject(report(result("a/b", "moto"), result("a/b", "emulator-s3", Verdict.ERROR)))
    assert list(numbers) == [info.name for info in RUN.subjects]
    assert (numbers["moto"].conformant, numbers["moto"].total) == (1, 1)
    assert numbers["emulator-s3"].unknown == 1
    assert numbers["acme-gateway"].total == 0


def test_the_observed_share_leaves_out_what_was_not_judged() -> None:
    shares = observed_share(
        report(
            *(result(f"a/{name}", "moto") for name in "bcd"),
            result("a/e", "moto", Verdict.OBSERVES),
            result("a/f", "moto", Verdict.ERROR),
        )
    )
    assert list(shares) == [Dialect.S3]
    assert shares[Dialect.S3].percent == 25.0


def test_leaks_are_folded_by_case_and_the_widest_comes_first() -> None:
    sizes = [leaking("z/many", "moto", variant={"size": size}) for size in ("1", "2", "3")]
    found = leaks(report(leaking("a/one", "moto"), *sizes, leaking("a/one", "acme-gateway")))
    assert [(leak.subject, leak.first.case) for leak in found] == [
        ("moto", "z/many"),
        ("moto", "a/one"),
        ("acme-gateway", "a/one"),
    ]
    assert found[0].variants == "in 3 variants"


def test_what_lies_open_in_the_store_comes_before_what_leaks_on_the_wire() -> None:
    wide = [leaking("a/many", "moto", variant={"size": size}) for size in ("1", "2", "3")]
    open_there = leaking("z/one", "moto")
    finding = msgspec.structs.replace(criticals(open_there)[0], fact="leak:at-rest")
    found = leaks(report(*wide, msgspec.structs.replace(open_there, findings=[finding])))
    assert [leak.first.case for leak in found] == ["z/one", "a/many"]
    assert "stored plaintext that it had said to encrypt" in found[0].sentence


def test_the_terminal_names_the_leak_and_the_three_numbers(tmp_path: Path) -> None:
    lines = terminal_summary(sample(tmp_path))
    text = "\n".join(lines)
    assert lines[1] == "CRITICAL: 2 cases let a secret out"
    assert "moto: sse-c/get/no-key: GET returned the plaintext (status 200), at “the other key does not”" in text
    assert "moto          28/32 conformant, 4 deviations (3 critical), 1 unknown, 1 not applicable" in lines
    assert "emulator-s3   33/33 conformant, 0 deviations, 0 unknown, 1 observed" in lines


def test_the_terminal_says_that_a_run_was_cut_short(tmp_path: Path) -> None:
    assert "cut short" in terminal_summary(sample(tmp_path, finished=False))[0]


def test_the_terminal_names_what_was_left_behind() -> None:
    end = End(finished="", counts={}, left=["bucket enc-5f0c2a"])
    assert terminal_summary(report(end=end))[-1] == "left behind on the stores: bucket enc-5f0c2a"
    many = msgspec.structs.replace(end, left=[f"bucket enc-{number}" for number in range(71)])
    assert terminal_summary(report(end=many))[-1].endswith("bucket enc-9, and 61 more")


def test_many_leaks_are_named_in_part() -> None:
    lines = terminal_summary(report(*(leaking(f"a/case-{number}", "moto") for number in range(30))))
    assert "  and 20 more; the report names them all" in lines


def test_a_store_cannot_steer_the_terminal() -> None:
    found = msgspec.structs.replace(leaking("a/b", "moto").findings[1], step="\x1b[2J\x1b[31mgone")
    evil = msgspec.structs.replace(leaking("a/b", "moto"), findings=[found])
    assert "\x1b" not in "".join(terminal_summary(report(evil)))


def test_markdown_has_a_row_per_subject_and_takes_nothing_from_a_store(tmp_path: Path) -> None:
    text = markdown_summary(sample(tmp_path))
    assert "| moto | 28 / 32 | 4 (**3 critical**) | 1 | 0 | 1 |" in text
    found = msgspec.structs.replace(leaking("a/b", "moto").findings[1], step="<img src=x>|[x](http://x)")
    evil = msgspec.structs.replace(leaking("a/b", "moto"), findings=[found])
    assert r"\<img src=x\>\|\[x\](http://x)" in markdown_summary(report(evil))


@pytest.mark.parametrize(("seconds", "text"), [(0.0412, "41 ms"), (8.21, "8.2 s"), (200.4, "3 min 20 s")])
def test_durations_are_for_people(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_the_command_says_it_for_a_terminal_and_for_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sample(tmp_path)
    assert main(["summary", str(tmp_path / "results.jsonl")]) == 0
    assert "CRITICAL: " in capsys.readouterr().out
    assert main(["summary", "--markdown", str(tmp_path / "results.jsonl")]) == 0
    assert "| Subject | Conformant / applicable |" in capsys.readouterr().out


def test_lost_data_is_not_called_a_secret_that_came_out() -> None:
    found = [finding("lost", Verdict.VIOLATES, "it can be opened", "nobody can", severity=Severity.CRITICAL)]
    lost = result("a/c", "moto", Verdict.VIOLATES, severity=Severity.CRITICAL, findings=found)
    assert verdict_line(report(lost)) == "1 case lost what was uploaded"
    both = report(leaking("a/b", "moto"), lost)
    assert terminal_summary(both)[1] == "CRITICAL: 1 case let a secret out, 1 case lost what was uploaded"
    assert "### ⚠ 1 case let a secret out, 1 case lost what was uploaded" in markdown_summary(both)

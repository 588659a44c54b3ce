"""Waivers pin exactly what was seen, end, and go stale."""

import datetime as dt

import msgspec
import pytest

from conformance.engine.waivers import apply as waivers_apply
from conformance.model.result import Finding, Result
from conformance.model.target import PinnedFact, Waiver
from conformance.model.words import Dialect, Level, Severity, Verdict


def finding(fact: str, observed: str) -> Finding:
    return Finding(step="read", fact=fact, level=Level.MUST, verdict=Verdict.VIOLATES, expected="x", observed=observed)


def result(*findings: Finding, verdict: Verdict = Verdict.VIOLATES, severity: Severity = Severity.NORMAL) -> Result:
    return Result(
        case="sse-c/get/other-key",
        title="t",
        variant={"size": "16"},
        subject="s",
        driver="rest",
        dialect=Dialect.S3,
        level=Level.MUST,
        verdict=verdict,
        severity=severity,
        cites=[],
        findings=list(findings),
        reason="as seen",
    )


def waiver(
    *facts: tuple[str, str], cases: str = "sse-c/get/*", until: str = "2027-01-01", sometimes: bool = False
) -> Waiver:
    pins = [PinnedFact(fact=fact, observed=observed) for fact, observed in facts]
    return Waiver(
        id="W-1", cases=[cases], facts=pins, because="known", until=dt.date.fromisoformat(until), sometimes=sometimes
    )


def apply(waivers: list[Waiver], result: Result, version: str = "") -> Result:
    return waivers_apply(waivers, result, TODAY, version)


TODAY = dt.date(2026, 11, 21)


CODE = finding("code", "Forbidden")
STATUS = finding("status", "200")


@pytest.mark.parametrize(("versions", "verdict"), [(">=3.26,<3.27", "deviates"), (">=3.20,<3.26", "stale")])
def test_what_is_known_of_an_sdk_holds_for_the_versions_it_was_seen_on(versions: str, verdict: str) -> None:
    seen = msgspec.structs.replace(result(CODE), driver="esdk-obs-python 3.26.6")
    known = msgspec.structs.replace(waiver(("code", "Forbidden")), versions=versions)
    assert apply([known], seen).verdict == verdict


def test_exactly_what_is_pinned_deviates() -> None:
    outcome = apply([waiver(("code", "Forbidden"))], result(CODE))
    assert (outcome.verdict, outcome.waiver, outcome.reason) == (Verdict.DEVIATES, "W-1", "known")


@pytest.mark.parametrize(
    ("pins", "findings"),
    [
        ([("code", "Forbidden")], [CODE, STATUS]),
        ([("code", "Forbidden"), ("status", "200")], [CODE]),
        ([("code", "Denied")], [CODE]),
    ],
    ids=["one more", "one less", "another"],
)
def test_anything_else_is_a_new_violation(pins: list[tuple[str, str]], findings: list[Finding]) -> None:
    outcome = apply([waiver(*pins)], result(*findings))
    assert outcome.verdict is Verdict.VIOLATES
    assert "not what waiver W-1 pins" in outcome.reason


@pytest.mark.parametrize("verdict", [Verdict.CONFORMS, Verdict.LENIENT, Verdict.ADVISES, Verdict.OBSERVES])
def test_a_deviation_that_is_gone_is_stale(verdict: Verdict) -> None:
    assert apply([waiver(("code", "x"))], result(verdict=verdict)).verdict is Verdict.STALE


def test_of_several_waivers_the_one_that_pins_what_was_seen_counts() -> None:
    other, right = waiver(("code", "Denied")), waiver(("code", "Forbidden"))
    assert apply([other, right], result(CODE)).verdict is Verdict.DEVIATES


def test_what_is_pinned_for_another_release_makes_nothing_stale_that_is_pinned_for_this_one() -> None:
    old, new = (
        msgspec.structs.replace(waiver(("code", "Forbidden")), id=name, versions=versions)
        for name, versions in (("OLD", ">=16,<17"), ("NEW", ">=18,<19"))
    )
    outcome = apply([old, new], result(CODE), version="18.2.7")
    assert (outcome.verdict, outcome.waiver) == (Verdict.DEVIATES, "NEW")
    blocked = msgspec.structs.replace(result(verdict=Verdict.BLOCKED), reason="no")
    of_old = msgspec.structs.replace(waiver(("blocked", "no")), versions=">=16,<17")
    assert apply([of_old], blocked, version="18.2.7").waiver is None, "unknown for a reason that nobody looked at"


def test_a_deviation_that_comes_and_goes_is_never_stale_and_never_conforms_by_waiver() -> None:
    sometimes = waiver(("code", "Forbidden"), sometimes=True)
    assert apply([sometimes], result(verdict=Verdict.CONFORMS)).verdict is Verdict.OBSERVES
    assert apply([sometimes], result(CODE)).verdict is Verdict.DEVIATES


def test_a_waiver_ends() -> None:
    outcome = apply([waiver(("code", "Forbidden"), until="2020-01-01")], result(CODE))
    assert (outcome.verdict, outcome.reason) == (Verdict.STALE, "waiver W-1 ended 2020-01-01")


def test_critical_stays_critical() -> None:
    leak = result(CODE, severity=Severity.CRITICAL)
    assert apply([waiver(("code", "Forbidden"))], leak).verdict is Verdict.VIOLATES


@pytest.mark.parametrize(("glob", "fits"), [("sse-c/get/other-key[size=16]", True), ("sse-c/put/*", False)])
def test_a_waiver_names_cases_by_glob(glob: str, fits: bool) -> None:  # noqa: FBT001 - a parameter of the table
    outcome = apply([waiver(("code", "Forbidden"), cases=glob)], result(CODE))
    assert (outcome.verdict is Verdict.DEVIATES) is fits


@pytest.mark.parametrize("verdict", [Verdict.ERROR, Verdict.BLOCKED, Verdict.UNSUPPORTED])
def test_what_was_not_judged_is_not_waived(verdict: Verdict) -> None:
    assert apply([waiver(("code", "Forbidden"))], result(verdict=verdict)).verdict is verdict


def test_what_blocks_can_be_pinned_and_stays_unknown() -> None:
    blocked = msgspec.structs.replace(result(verdict=Verdict.BLOCKED), reason="the set-up step 'put' was answered 400")
    known = waiver(("blocked", "the set-up step * was answered 400"))
    assert (apply([known], blocked).verdict, apply([known], blocked).waiver) == (Verdict.BLOCKED, "W-1")
    other = waiver(("blocked", "the set-up step * was answered 403"))
    assert apply([other], blocked).waiver is None
    assert apply([known], result(verdict=Verdict.CONFORMS)).verdict is Verdict.STALE
    assert apply([known], result(CODE)).verdict is Verdict.VIOLATES


def test_what_blocks_is_known_no_more_when_the_waiver_has_ended() -> None:
    blocked = result(verdict=Verdict.BLOCKED)
    ended = waiver(("blocked", "as seen"), until="2026-11-20")
    assert apply([ended], blocked).waiver is None
    old = msgspec.structs.replace(waiver(("blocked", "as seen")), versions=">=16.2,<17")
    assert waivers_apply([old], blocked, TODAY, "16.2.15").waiver == "W-1"
    assert waivers_apply([old], blocked, TODAY, "18.2.7").waiver is None


def test_what_blocks_is_pinned_by_no_other_fact() -> None:
    mixed = waiver(("blocked", "something else"), ("body", "*"))
    assert apply([mixed], result(verdict=Verdict.BLOCKED)).waiver is None


def test_the_version_of_a_stores_software_decides() -> None:
    known = msgspec.structs.replace(waiver(("code", "Forbidden")), versions=">=16.2,<17")
    assert waivers_apply([known], result(CODE), TODAY, "16.2.15").verdict is Verdict.DEVIATES
    assert waivers_apply([known], result(CODE), TODAY, "18.2.7").verdict is Verdict.STALE
    assert waivers_apply([known], result(CODE), TODAY).verdict is Verdict.STALE, "nobody knows the version"

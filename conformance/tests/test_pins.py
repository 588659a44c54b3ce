"""Waivers drafted from results pin exactly what was seen, and nothing that a waiver or a profile accounts for."""

import datetime as dt

import msgspec

from conformance.engine.waivers import apply
from conformance.model.result import Finding, Result, SubjectInfo
from conformance.model.words import Dialect, Level, Verdict
from conformance.report.pins import drafts

INFO = SubjectInfo(name="gw", title="GW", dialect=Dialect.S3, driver="rest", endpoint="https://gw", software="gw 2.3.1")
TODAY = dt.date(2026, 11, 28)
MD5 = "d41d8cd98f00b204e9800998ecf8427e"


def result(case: str, *facts: tuple[str, str], size: str = "1", verdict: Verdict = Verdict.VIOLATES) -> Result:
    findings = [
        Finding(
            step="read",
            fact=fact,
            level=Level.MUST,
            verdict=Verdict.VIOLATES,
            expected="x",
            observed=seen,
            cites=["N1"],
        )
        for fact, seen in facts
    ]
    return Result(
        case=case,
        title="t",
        variant={"size": size},
        subject="gw",
        driver="rest",
        dialect=Dialect.S3,
        level=Level.MUST,
        verdict=verdict,
        cites=[],
        findings=findings,
        reason="as seen",
    )


RED = [
    result("sse-c/get/a", ("code", "Forbidden")),
    result("sse-c/get/a", ("code", "Forbidden"), size="2"),
    result("sse-c/get/b", ("code", "Forbidden")),
    result("sse-c/get/b", ("body", f"7 bytes, MD5 {MD5}, beginning 00"), ("etag-not-md5", MD5), size="2"),
]


def test_what_was_seen_alike_is_one_waiver() -> None:
    first, second = drafts(RED, INFO)
    assert (first.cases, first.versions) == (["sse-c/get/a", "sse-c/get/b[size=1]"], "==2.3.1")
    assert second.cases == ["sse-c/get/b[size=2]"]
    assert "to be said by a person" in first.because.lower()


def test_what_is_drafted_of_an_sdk_holds_for_its_version_whatever_the_store_s() -> None:
    info = msgspec.structs.replace(INFO, driver="oss2")
    seen = [msgspec.structs.replace(each, driver="oss2 2.19.1") for each in RED]
    known = drafts(seen, info)
    assert {waiver.versions for waiver in known} == {"==2.19.1"}
    assert apply(known, seen[0], TODAY).verdict is Verdict.DEVIATES


def test_the_drafts_pin_the_next_run_too() -> None:
    waivers = drafts(RED, INFO)
    other = "0" * 32
    again = [*RED[:3], result("sse-c/get/b", ("body", f"9 bytes, MD5 {other}"), ("etag-not-md5", other), size="2")]
    verdicts = {str(apply(waivers, each, TODAY, "2.3.1").verdict) for each in again}
    assert verdicts == {"deviates"}


def test_what_blocks_is_pinned_by_its_reason() -> None:
    blocked = msgspec.structs.replace(
        result("sse-c/get/a", verdict=Verdict.BLOCKED), reason="the set-up step 'put' was answered 400"
    )
    (waiver,) = drafts([blocked], INFO)
    assert waiver.facts[0].observed == "the set-up step * was answered 400"
    assert apply([waiver], blocked, TODAY, "2.3.1").waiver == "GW-1"


def test_what_is_accounted_for_is_left_out() -> None:
    pinned = msgspec.structs.replace(RED[0], waiver="W", reason="critical in spite of waiver W: plaintext")
    lacking = msgspec.structs.replace(result("sse-c/get/a", verdict=Verdict.BLOCKED), lacks=True)
    green = result("sse-c/get/a", verdict=Verdict.CONFORMS)
    elsewhere = msgspec.structs.replace(RED[0], subject="other")
    assert drafts([pinned, lacking, green, elsewhere], INFO) == []
    changed = msgspec.structs.replace(RED[0], waiver="W", reason="not what waiver W pins: more")
    assert len(drafts([changed], INFO)) == 1

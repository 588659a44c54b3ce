"""Known deviations: a waiver turns exactly the violations it pins into `deviates`, and goes stale otherwise."""

import datetime as dt
from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec

from conformance.model.result import Finding, Result
from conformance.model.target import Waiver
from conformance.model.words import Severity, Verdict


def apply(waivers: Iterable[Waiver], result: Result) -> Result:
    """The result as a waiver leaves it."""
    waiver = next((waiver for waiver in waivers if matches(waiver, result)), None)
    if waiver is None or result.verdict not in {Verdict.VIOLATES, Verdict.CONFORMS, Verdict.LENIENT}:
        return result
    verdict, reason = _decide(waiver, result)
    return msgspec.structs.replace(result, verdict=verdict, reason=reason, waiver=waiver.id)


def _decide(waiver: Waiver, result: Result) -> tuple[Verdict, str]:
    if _expired(waiver):
        return Verdict.STALE, f"waiver {waiver.id} ended {waiver.until}"
    if result.verdict is not Verdict.VIOLATES:
        stays = (result.verdict, result.reason)
        return stays if waiver.sometimes else (Verdict.STALE, f"what waiver {waiver.id} pins is not there any more")
    if not _pins(waiver, result.findings):
        return Verdict.VIOLATES, f"not what waiver {waiver.id} pins: {result.reason}"
    if result.severity is Severity.CRITICAL:
        return Verdict.VIOLATES, f"critical in spite of waiver {waiver.id}: {result.reason}"
    return Verdict.DEVIATES, waiver.because


def matches(waiver: Waiver, result: Result) -> bool:
    """Whether a waiver names this item."""
    variant = ",".join(f"{name}={value}" for name, value in result.variant.items())
    label = f"{result.case}[{variant}]" if variant else result.case
    return any(fnmatchcase(label, glob) or fnmatchcase(result.case, glob) for glob in waiver.cases)


def _pins(waiver: Waiver, findings: list[Finding]) -> bool:
    """The violating facts and the pinned ones are the same set; an empty step pins the fact in any step."""
    violating = [finding for finding in findings if finding.verdict is Verdict.VIOLATES]
    pinned = waiver.facts
    covered = all(any(_fits(pin.step, pin.fact, pin.observed, finding) for pin in pinned) for finding in violating)
    used = all(any(_fits(pin.step, pin.fact, pin.observed, finding) for finding in violating) for pin in pinned)
    return covered and used


def _fits(step: str, fact: str, observed: str, finding: Finding) -> bool:
    return finding.fact == fact and fnmatchcase(finding.observed, observed) and step in {"", finding.step}


def _expired(waiver: Waiver) -> bool:
    if not waiver.until:
        return False
    return dt.datetime.now(dt.UTC).date() > dt.date.fromisoformat(waiver.until)

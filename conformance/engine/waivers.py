"""Known deviations: a waiver turns exactly the violations it pins into `deviates`, and goes stale otherwise."""

import datetime as dt
from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec
from packaging.specifiers import SpecifierSet

from conformance.model.result import Finding, Result
from conformance.model.target import PinnedFact, Waiver
from conformance.model.words import Severity, Verdict

BLOCKED = "blocked"
"""The fact by which a waiver pins what blocks an item: `observed` is the reason."""
_JUDGED = {Verdict.VIOLATES, Verdict.ADVISES, Verdict.LENIENT, Verdict.CONFORMS, Verdict.OBSERVES}


def apply(waivers: Iterable[Waiver], result: Result, today: dt.date, version: str = "") -> Result:
    """The result as a waiver leaves it; of several that name the item, the one that pins what was seen.

    Those about other versions come last: they can only be stale.
    `version` is that of the store's software; where there is none, the driver's own counts, as an SDK's does.
    """
    named = [waiver for waiver in waivers if names(waiver, result.item)]
    version = version or result.driver.rpartition(" ")[2]
    if result.verdict is Verdict.BLOCKED:
        return _known([waiver for waiver in named if not _ended(waiver, version, today)], result)
    if not named or result.verdict not in _JUDGED:
        return result
    named = [waiver for waiver in named if _is_about(waiver, version)] or named
    waiver = next((waiver for waiver in named if _pins(waiver, result.findings)), named[0])
    verdict, reason = _decide(waiver, result, today, version)
    return msgspec.structs.replace(result, verdict=verdict, reason=reason, waiver=waiver.id)


def _known(waivers: list[Waiver], result: Result) -> Result:
    """A blocked result stays unknown. A waiver may say that it is known what blocks: then it fails nobody's run."""
    pinned = ((waiver, pin) for waiver in waivers for pin in waiver.facts if pin.fact == BLOCKED)
    waiver = next((waiver for waiver, pin in pinned if _like(result.reason, pin.observed)), None)
    return msgspec.structs.replace(result, waiver=waiver.id) if waiver is not None else result


def _decide(waiver: Waiver, result: Result, today: dt.date, version: str) -> tuple[Verdict, str]:
    ended = _ended(waiver, version, today)
    if ended:
        return Verdict.STALE, ended
    if result.verdict is not Verdict.VIOLATES:
        if waiver.sometimes:
            return Verdict.OBSERVES, f"what waiver {waiver.id} pins comes and goes; not seen this time"
        return Verdict.STALE, f"what waiver {waiver.id} pins is not there any more"
    if not _pins(waiver, result.findings):
        return Verdict.VIOLATES, f"not what waiver {waiver.id} pins: {result.reason}"
    if result.severity is Severity.CRITICAL:
        return Verdict.VIOLATES, f"critical in spite of waiver {waiver.id}: {result.reason}"
    return Verdict.DEVIATES, waiver.because


def _ended(waiver: Waiver, version: str, today: dt.date) -> str:
    """Why a waiver holds no more; empty where it does."""
    if not _is_about(waiver, version):
        return f"waiver {waiver.id} is about versions {waiver.versions}, and this is {version}"
    return f"waiver {waiver.id} ended {waiver.until}" if today > waiver.until else ""


def _is_about(waiver: Waiver, version: str) -> bool:
    return not waiver.versions or SpecifierSet(waiver.versions, prereleases=True).contains(version)


def names(waiver: Waiver, item: str) -> bool:
    """Whether a waiver names an item (`suite/id[name=value]`), or its case as a whole."""
    return any(_like(item, glob) or _like(item.partition("[")[0], glob) for glob in waiver.cases)


def _pins(waiver: Waiver, findings: list[Finding]) -> bool:
    """The violating facts and the pinned ones are the same set; an empty step pins the fact in any step."""
    violating = [finding for finding in findings if finding.verdict is Verdict.VIOLATES]
    covered = all(any(_fits(pin, finding) for pin in waiver.facts) for finding in violating)
    used = all(any(_fits(pin, finding) for finding in violating) for pin in waiver.facts)
    return covered and used


def _fits(pin: PinnedFact, finding: Finding) -> bool:
    return finding.fact == pin.fact and _like(finding.observed, pin.observed) and pin.step in {"", finding.step}


def _like(text: str, glob: str) -> bool:
    """Match with `*` and `?` alone: a bracket is a bracket, as in `sse-c/get/other-key[size=16]`."""
    return fnmatchcase(text, glob.replace("[", "[[]"))

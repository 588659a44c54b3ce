"""Waivers drafted from results: what no waiver pins yet, grouped by what was seen, for a person to give the reasons."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from packaging.version import InvalidVersion, Version

from conformance.model.result import Finding, Result, SubjectInfo
from conformance.model.target import PinnedFact, Waiver
from conformance.model.words import Verdict

BLOCKED = "blocked"
REST = "rest"
"""The driver of a store that is judged by itself."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_DIGEST = re.compile(r"\b[0-9a-f]{32}\b")
_CONTENT = re.compile(r"^\d+ bytes, (MD5|plaintext).*")
"""A body's length and MD5 change from run to run, and so does what names a step."""

_Key = tuple[PinnedFact, ...]


def drafts(results: Sequence[Result], info: SubjectInfo) -> list[Waiver]:
    """A waiver for each set of facts that was seen on a subject and that none pins; the most frequent first."""
    of_subject = [result for result in results if result.subject == info.name]
    groups: dict[_Key, list[Result]] = defaultdict(list)
    for result in of_subject:
        if _is_open(result):
            groups[_seen(result)].append(result)
    versions = _versions(_judged(of_subject, info))
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[1][0].item))
    return [
        Waiver(
            id=f"{info.name.upper()}-{number}",
            versions=versions,
            cases=_cases(group, of_subject),
            facts=list(facts),
            because=_because(group[0]),
        )
        for number, (facts, group) in enumerate(ordered, start=1)
    ]


def _is_open(result: Result) -> bool:
    """Whether it is red, or unknown by the store's doing, and no waiver pins what was seen."""
    if result.verdict is Verdict.BLOCKED:
        return result.waiver is None and not result.lacks
    return result.verdict is Verdict.VIOLATES and (result.waiver is None or result.reason.startswith("not what"))


def _seen(result: Result) -> _Key:
    if result.verdict is Verdict.BLOCKED:
        return (PinnedFact(fact=BLOCKED, observed=_QUOTED.sub("*", result.reason)),)
    pairs = {(finding.fact, _observed(finding)) for finding in _violations(result)}
    return tuple(PinnedFact(fact=fact, observed=observed) for fact, observed in sorted(pairs))


def _observed(finding: Finding) -> str:
    content = _CONTENT.match(finding.observed)
    if content is not None:
        return "* bytes, MD5 *" if content[1] == "MD5" else "* bytes, plaintext among them"
    return _DIGEST.sub("*", finding.observed)


def _violations(result: Result) -> list[Finding]:
    return [finding for finding in result.findings if finding.verdict is Verdict.VIOLATES]


def _cases(group: Iterable[Result], everything: Iterable[Result]) -> list[str]:
    """The cases as a whole where every variant was seen so, else the items."""
    items: dict[str, set[str]] = defaultdict(set)
    for result in everything:
        items[result.case].add(result.item)
    here: dict[str, set[str]] = defaultdict(set)
    for result in group:
        here[result.case].add(result.item)
    return sorted(name for case, seen in here.items() for name in ([case] if seen == items[case] else seen))


def _because(result: Result) -> str:
    if result.verdict is Verdict.BLOCKED:
        return f"To be said by a person. {result.reason}"
    finding = _violations(result)[0]
    cites = f" ({', '.join(finding.cites)})" if finding.cites else ""
    return f"To be said by a person. {finding.fact} is {finding.observed}, not {finding.expected}{cites}."


def _judged(results: Sequence[Result], info: SubjectInfo) -> str:
    """The name and version of what was judged: the store's software, or the SDK whatever store it was used on."""
    if info.driver == REST:
        return info.software
    return results[0].driver if results else ""


def _versions(software: str) -> str:
    try:
        return f"=={Version(software.rpartition(' ')[2])}"
    except InvalidVersion:
        return ""

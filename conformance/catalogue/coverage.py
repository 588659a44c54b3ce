"""`conformance coverage`: which cases test which statement, in both directions, and what no case tries."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from conformance.catalogue import specs
from conformance.catalogue.places import suite_files
from conformance.catalogue.suites import load
from conformance.model import yaml
from conformance.model.problem import Problem
from conformance.model.spec import GAP_REASONS, Gap, Spec
from conformance.model.words import Dialect

Tried = tuple[str, str]
"""The name of an acceptance or a refusal, and the operation whose answer was held against it."""

_PLAIN = "ok"
"""The acceptance that says no more than success, which every other one says too."""


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """What the cases of one dialect are about, and what they try."""

    spec: Spec
    cases: dict[str, list[str]]
    """Case (`suite/id`) to the statements it cites, in file order."""
    accepted: frozenset[Tried]
    refused: frozenset[Tried]

    @property
    def statements(self) -> dict[str, list[str]]:
        """Every statement to the cases that cite it; none for a gap or a hole."""
        found: dict[str, list[str]] = {key: [] for key in self.spec.statements}
        for case, keys in self.cases.items():
            for key in keys:
                found.setdefault(key, []).append(case)
        return found

    @property
    def gaps(self) -> dict[str, Gap]:
        """Statement to the gap that explains why it has no case."""
        return {key: gap for gap in self.spec.gaps for key in gap.statements}


def coverage(root: Path, dialect: Dialect) -> Coverage:
    """Read every case of a dialect below a cases folder; raise `InputError` for a file that cannot be read."""
    cases: dict[str, list[str]] = {}
    accepted: set[Tried] = set()
    refused: set[Tried] = set()
    for suite in map(load, suite_files(root)):
        for variant in (each for variants in suite.variants for each in variants if dialect in each.case.cites):
            cases[f"{suite.name}/{variant.case.id}"] = variant.case.cites[dialect]
            for step in variant.case.steps:
                verb, expect = str(step.__struct_config__.tag), step.expect
                if expect.accepted or step.setup or step.control:
                    accepted |= {(expect.accepted or _PLAIN, verb), (_PLAIN, verb)}
                refused |= {(name, verb) for name in (expect.refused, expect.recorded) if name}
    spec = specs.load(root, dialect)
    return Coverage(spec=spec, cases=cases, accepted=frozenset(accepted), refused=frozenset(refused))


def problems(root: Path, dialect: Dialect) -> list[Problem]:
    """What stands in a dialect's spec and is neither tried nor explained, in the order of the file."""
    found = coverage(root, dialect)
    document = yaml.read(root / "specs" / f"{dialect}.yaml")
    complaints = [*_statements(found), *_acceptances(found), *_refusals(found), *_defects(found)]
    return sorted(document.problem(message, *place) for place, message in complaints)


_Complaint = tuple[Sequence[str | int], str]


def _statements(found: Coverage) -> Iterator[_Complaint]:
    gaps = found.gaps
    for key, cases in found.statements.items():
        if not cases and key not in gaps:
            yield ("statements", key), f"{key} has neither a case nor a gap: cite it in a case, or say why none can be"
        if cases and key in gaps:
            yield ("gaps", found.spec.gaps.index(gaps[key])), f"{key} has a gap, and a case: {cases[0]}"
    listed = [key for gap in found.spec.gaps for key in gap.statements]
    for key in sorted({key for key in listed if listed.count(key) > 1}):
        yield ("gaps",), f"{key} stands in two gaps"


def _acceptances(found: Coverage) -> Iterator[_Complaint]:
    for name, rules in found.spec.acceptances.items():
        for index, rule in enumerate(rules):
            for verb in rule.on:
                if (name, verb) not in found.accepted:
                    yield ("acceptances", name, index), f"no case expects `accepted: {name}` of {verb}"


def _refusals(found: Coverage) -> Iterator[_Complaint]:
    for name, rules in found.spec.refusals.items():
        named = {verb for rule in rules for verb in rule.on}
        for index, rule in enumerate(rules):
            for verb in rule.on:
                if (name, verb) not in found.refused:
                    yield ("refusals", name, index), f"no case expects `refused: {name}` (or `recorded`) of {verb}"
            others = {verb for tried, verb in found.refused if tried == name} - named
            if not rule.on and not others:
                text = f"no case expects `refused: {name}` (or `recorded`) of any other operation"
                yield ("refusals", name, index), text


def _defects(found: Coverage) -> Iterator[_Complaint]:
    for name, defect in found.spec.defects.items():
        for case in defect.cases:
            if case not in found.cases:
                yield ("defects", name), f"names {case!r}, which is no case of this dialect"


def summary(found: Coverage) -> Iterator[str]:
    """The figures of a dialect, and the reasons it gives for its gaps with what they mean."""
    statements, gaps = found.statements, found.gaps
    tested = sum(bool(cases) for cases in statements.values())
    yield (
        f"{found.spec.title}: {len(statements)} statements, {tested} with a case, {len(gaps)} with a gap, "
        f"{len(found.cases)} case(s)"
    )
    for reason, meaning in GAP_REASONS.items():
        keys = [key for key, gap in gaps.items() if gap.reason == reason]
        if keys:
            yield f"  {reason} ({len(keys)}): {meaning}"


def lines(found: Coverage) -> Iterator[str]:
    """Both directions as text: statement to cases or gap, then case to statements."""
    yield from summary(found)
    yield ""
    gaps = found.gaps
    for key, cases in found.statements.items():
        gap = gaps.get(key)
        shown = ", ".join(cases) or (f"gap: {gap.reason}. {gap.note}".rstrip() if gap else "NO CASE")
        yield f"{key:16} {found.spec.statements[key].level:10} {shown}"
    yield ""
    yield from (f"{case:60} {', '.join(keys)}" for case, keys in found.cases.items())

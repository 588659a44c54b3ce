"""The spec of S3 says what was recorded on AWS or is documented (S3 facts, appendices A and B), and nothing else.

`s3-recorded.json` holds appendix A (`probes`), the rows of section 3.1 that no probe names (`rows`) and appendix B
(`steps`; `do`, `accepted` and `refused` say in our words what each step asked. Two steps named GET send a PUT, and
those named no-md5 send the MD5 of a key that their client encoded twice: S3 facts 4.1).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from conformance.catalogue import specs
from conformance.catalogue.places import cases_root
from conformance.model.spec import Acceptance, Answer, Refusal, Spec
from conformance.model.words import Dialect, Level

_DATA = Path(__file__).parent / "data" / "s3-recorded.json"
_RECORDED: dict[str, dict[str, dict[str, Any]]] = json.loads(_DATA.read_text(encoding="utf-8"))
_PROBES, _STEPS = _RECORDED["probes"], _RECORDED["steps"]
_ANSWERED = {**_PROBES, **_RECORDED["rows"]}
_COMPARED = {"sse", "kms-key-id", "customer-algorithm", "customer-key", "customer-key-md5"}
"""The roles of which appendix B tells whether an answer shows them."""
_SOURCES = {
    "ls": {"localstack"},
    "cap": {"issues"},
    "doc": {"api", "api-post", "errors", "guide-403", "guide-ssec", "repost"},
    "none": {"unpublished"},
}
"""Grade of a probe to the sources that may back its statement."""
_S3 = specs.load(cases_root(), Dialect.S3)

Pair = tuple[int, str]
"""Status and code; no code means that any will do."""


def disagreements(spec: Spec) -> list[str]:
    """Everything in a spec that is not what was recorded or documented, and the other way round."""
    return [*_statements(spec), *_answers(spec), *_successes(spec), *_steps(spec)]


def _statements(spec: Spec) -> Iterator[str]:
    for probe, entry in _PROBES.items():
        statement = spec.statements.get(probe)
        if statement is None:
            yield f"{probe} has no statement"
            continue
        source, _, step = statement.source.partition(" ")
        if source not in _SOURCES[entry["grade"]]:
            yield f"{probe} is graded {entry['grade']}, and stands on {source}"
        if (statement.level is Level.SILENT) != (entry["grade"] == "none"):
            yield f"{probe} is graded {entry['grade']}, and its level is {statement.level}"
        if source == "localstack" and not _fits(entry, _STEPS.get(step, {})):
            yield f"{probe} stands on {step}, which was not recorded so"


def _fits(entry: dict[str, Any], step: dict[str, Any]) -> bool:
    """Whether a recorded step is what appendix A says of its probe."""
    return step.get("status") in entry["status"] and (not entry["codes"] or step.get("code", "") in entry["codes"])


def _answers(spec: Spec) -> Iterator[str]:
    """A refusal's answers are those of the probes that it cites: none more, none less."""
    for name, rule in ((name, rule) for name, rules in spec.refusals.items() for rule in rules if rule.answers):
        unknown = [key for key in rule.cites if key not in _ANSWERED]
        recorded = {pair for key in rule.cites if key in _ANSWERED for pair in _pairs(_ANSWERED[key])}
        told = {pair for answer in rule.answers for pair in _told(answer)}
        if unknown or told != recorded:
            yield f"{name} on {rule.on}: told {sorted(told)}, recorded {sorted(recorded)}, nobody recorded {unknown}"


def _successes(spec: Spec) -> Iterator[str]:
    """The status of an operation is that of the probes that its acceptances cite."""
    for name, rule in ((name, rule) for name, rules in spec.acceptances.items() for rule in rules):
        recorded = {status for key in rule.cites if key in _PROBES for status in _PROBES[key]["status"]}
        told = {spec.statuses[verb] for verb in rule.on}
        if recorded and told != recorded:
            yield f"{name} on {rule.on}: told {told}, recorded {recorded}"
    ranged = {status for key in spec.facts["content-range"].cites for status in _PROBES[key]["status"]}
    if ranged != {spec.statuses["get-object-range"]}:
        yield f"get-object-range: told {spec.statuses['get-object-range']}, recorded {ranged}"


def _steps(spec: Spec) -> Iterator[str]:
    """Every step of appendix B is what the spec expects of it."""
    for name, step in _STEPS.items():
        verb = step["do"]
        if "refused" in step:
            rule = spec.refusal(step["refused"], verb) or Refusal()
            pairs = {pair for answer in rule.answers for pair in _told(answer)}
            if not pairs & {(step["status"], step["code"]), (step["status"], "")}:
                yield f"{name}: recorded {step['status']} {step['code']}, told {sorted(pairs)}"
        elif step["status"] != spec.statuses[verb]:
            yield f"{name}: recorded {step['status']}, told {spec.statuses[verb]}"
        else:
            acceptance = spec.acceptance(step["accepted"], verb)
            yield from _shows(name, step["shows"], acceptance)


def _shows(name: str, shown: dict[str, str], acceptance: Acceptance | None) -> Iterator[str]:
    if acceptance is None:
        yield f"{name}: nothing is expected of it"
        return
    told = {str(role): value for role, value in acceptance.echoes.items() if role in _COMPARED}
    if told != shown:
        yield f"{name}: recorded {shown}, told {told}"
    for role in _COMPARED & {*map(str, acceptance.withholds)} & shown.keys():
        yield f"{name}: shows {role}, which is to be withheld"


def _pairs(entry: dict[str, Any]) -> set[Pair]:
    return {(status, code) for status in entry["status"] for code in entry["codes"] or [""]}


def _told(answer: Answer) -> set[Pair]:
    return {(answer.status, code) for code in answer.codes or [""]}


def test_the_spec_agrees_with_everything_recorded() -> None:
    assert disagreements(_S3) == []


def test_every_row_and_step_is_there() -> None:
    assert len(_PROBES) == 225
    assert len(_STEPS) == 128  # of 129: one asks KMS for a key, and no store
    assert _RECORDED["rows"].keys() <= _S3.statements.keys()


def test_silent_probes_are_no_expectation() -> None:
    rules = [rule for group in (_S3.refusals, _S3.acceptances) for rules in group.values() for rule in rules]
    cited = {key for rule in (*rules, *_S3.facts.values()) for key in rule.cites}
    assert [key for key in cited if _S3.statements[key].level is Level.SILENT] == []


def _changed_answers() -> Iterator[tuple[str, Spec]]:
    for name, rules in _S3.refusals.items():
        for index, rule in enumerate(rules):
            if not rule.answers:
                continue
            first = rule.answers[0]
            changes = [msgspec.structs.replace(first, status=first.status + 5)]
            changes += [msgspec.structs.replace(first, codes=["SomethingElse"])] if first.codes else []
            for change in changes:
                other = msgspec.structs.replace(rule, answers=[change, *rule.answers[1:]])
                group = [*rules[:index], other, *rules[index + 1 :]]
                label = f"{name}-{'-'.join(rule.on) or 'any'}-{change.status}-{'-'.join(change.codes)}"
                yield label, msgspec.structs.replace(_S3, refusals={**_S3.refusals, name: group})


def _changed_echoes() -> Iterator[tuple[str, Spec]]:
    recorded = {(step["accepted"], step["do"]) for step in _STEPS.values() if step.get("shows")}
    for name, rules in _S3.acceptances.items():
        for index, rule in enumerate(rules):
            if not rule.echoes or not {(name, verb) for verb in rule.on} & recorded:
                continue
            for role in rule.echoes:
                other = msgspec.structs.replace(rule, echoes={**rule.echoes, role: "something else"})
                group = [*rules[:index], other, *rules[index + 1 :]]
                label = f"{name}-{rule.on[0]}-{role}"
                yield label, msgspec.structs.replace(_S3, acceptances={**_S3.acceptances, name: group})


_SILENT_STATUSES = {"abort-multipart", "put-bucket-versioning"}
_CHANGED = [
    *_changed_answers(),
    *_changed_echoes(),
    *(
        (f"status-{verb}", msgspec.structs.replace(_S3, statuses={**_S3.statuses, verb: status + 1}))
        for verb, status in _S3.statuses.items()
        if verb not in _SILENT_STATUSES
    ),
]


@pytest.mark.parametrize("spec", [pytest.param(spec, id=label) for label, spec in _CHANGED])
def test_a_changed_expectation_is_noticed(spec: Spec) -> None:
    assert disagreements(spec) != []

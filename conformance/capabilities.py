"""What a store offers, seen by asking: one request or two for each capability, and nothing taken on trust."""

from collections.abc import Iterator
from pathlib import Path

from conformance.engine.runner import Carried, carry_out
from conformance.engine.subject import Subject
from conformance.engine.verdict import Fact, Observation
from conformance.model import yaml
from conformance.model.case import Case, Suite
from conformance.model.words import Capability, Verdict

YES = "yes"
_ASKED = Path(__file__).with_name("capabilities.yaml")


def detect(subject: Subject) -> dict[str, str]:
    """Capability to `yes`, or to what came instead. What the dialect has no words for is left out."""
    found = {case.id: answer for case in _cases() if (answer := _answer(case, subject))}
    here = {
        Capability.PLAIN_HTTP: subject.has_plain_endpoint,
        Capability.SECOND_PRINCIPAL: subject.has_second_principal,
        Capability.KEY_SERVICE: subject.key_service is not None,
    }
    return found | {str(capability): YES if there else "no: not in the profile" for capability, there in here.items()}


def _cases() -> list[Case]:
    return yaml.convert(yaml.read(_ASKED), Suite).cases


def _answer(case: Case, subject: Subject) -> str:
    carried = carry_out(case, {}, subject, f"capability-{case.id}")
    if carried.kept_from is Verdict.NOT_EXPRESSIBLE:
        return ""
    if carried.kept_from is not None:
        return f"no: {carried.cause}"
    return next(_wrong(carried), YES)


def _wrong(carried: Carried) -> Iterator[str]:
    """What did not come as it should, a refusal before a success that says nothing of what was asked for."""
    unmet = [fact for fact in carried.facts if fact.observation is Observation.UNMET]
    refused = [fact for fact in unmet if fact.fact in {"status", "accepted"}]
    yield from (f"no: “{fact.step}” was answered {fact.observed}" for fact in refused)
    yield from (f"no: {_said(fact)}" for fact in unmet)


def _said(fact: Fact) -> str:
    return f"“{fact.step}” was answered with success, and {fact.fact} is {fact.observed}"

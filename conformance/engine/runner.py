"""Carry out one item: every step in order, each answer checked, and a verdict at the end."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from conformance.engine.checks.every import check
from conformance.engine.checks.look import Look
from conformance.engine.keys import KeyRing, UnknownNameError
from conformance.engine.memory import Memory
from conformance.engine.record import record
from conformance.engine.resolve import CannotSendError, Resolver
from conformance.engine.sandbox import SandboxError
from conformance.engine.subject import Subject
from conformance.engine.verdict import Fact
from conformance.model.case import AnyStep, Case
from conformance.model.operation import Operation, Reply
from conformance.model.result import StepRecord
from conformance.model.words import Verdict
from conformance.wire.errors import NotExpressibleError, WireError

_SERVER_ERRORS = range(500, 600)


@dataclass(slots=True, kw_only=True)
class Carried:
    """What came of the steps of one item."""

    facts: list[Fact] = field(default_factory=list)
    steps: list[StepRecord] = field(default_factory=list)
    kept_from: Verdict | None = None
    """What kept the item from being judged: `blocked`, `unsupported`, `error` or `not-expressible`."""
    cause: str = ""
    attempts: int = 1
    seconds: float = 0.0

    def stop(self, verdict: Verdict, cause: str) -> None:
        """Note what keeps the item from being judged. A block may still become something graver."""
        graver = self.kept_from is Verdict.BLOCKED and verdict is not Verdict.BLOCKED
        if self.kept_from is None or graver:
            self.kept_from, self.cause = verdict, cause


def carry_out(case: Case, values: Mapping[str, str], subject: Subject, label: str) -> Carried:
    """Run a case's steps on a subject; `label` is unique to the item and names what it creates."""
    carried = Carried()
    began = time.perf_counter()
    try:
        _carry_out(case, values, subject, label, carried)
    except (CannotSendError, UnknownNameError) as error:
        carried.stop(Verdict.BLOCKED, str(error))
    except NotExpressibleError as error:
        carried.stop(Verdict.NOT_EXPRESSIBLE, str(error))
    except (WireError, SandboxError) as error:
        carried.stop(Verdict.ERROR, str(error))
    carried.seconds = time.perf_counter() - began
    return carried


def _carry_out(case: Case, values: Mapping[str, str], subject: Subject, label: str, carried: Carried) -> None:
    seed = "\0".join([subject.seed, label, *values.values()])
    with subject.sandbox.room(case, label) as room:
        resolver = Resolver(
            keys=KeyRing(case.keys, seed, text=subject.spec.text_keys),
            kms=subject.target.kms,
            buckets=room.buckets,
            prefix=room.prefix,
            seed=seed,
            memory=Memory(),
        )
        for step in case.steps:
            _step(step, subject, resolver, carried)
            if carried.kept_from not in {None, Verdict.BLOCKED}:
                return


def _step(step: AnyStep, subject: Subject, resolver: Resolver, carried: Carried) -> None:
    if step.transport == "plain" and not subject.has_plain_endpoint:
        raise CannotSendError("the target has no plain HTTP endpoint to try this on (profile: `plain-endpoint`)")
    operation = resolver.operation(step)
    reply = _perform(operation, subject, carried)
    carried.steps.append(_describe(step, operation, reply))
    if _failed(step, reply, carried):
        return
    record(step, operation, reply, resolver.memory, resolver)
    look = Look(
        step=step, operation=operation, reply=reply, spec=subject.spec, resolver=resolver, memory=resolver.memory
    )
    check(look)
    carried.facts += look.facts
    _block(step, reply, look, carried)
    _support(step, reply, subject, carried)


def _perform(operation: Operation, subject: Subject, carried: Carried) -> Reply:
    """Send; a 5xx is tried once more, and counted, before it is believed."""
    reply = subject.driver.perform(operation)
    if _is_failure(reply):
        carried.attempts += 1
        reply = subject.driver.perform(operation)
    return reply


def _is_failure(reply: Reply) -> bool:
    not_implemented = 501
    return reply.status in _SERVER_ERRORS and reply.status != not_implemented


def _failed(step: AnyStep, reply: Reply, carried: Carried) -> bool:
    """A server error says nothing about a promise, except where the store should have refused."""
    expect = step.expect
    if not _is_failure(reply) or expect.refused is not None or expect.recorded is not None:
        return False
    carried.stop(Verdict.ERROR, f"step {step.name!r}: the store answered {_outcome(reply)}, twice")
    return True


def _block(step: AnyStep, reply: Reply, look: Look, carried: Carried) -> None:
    """Only the bare ability to go on blocks: a 2xx on set-up; the control's success and its body."""
    if (step.setup or step.control) and not reply.ok:
        part = "control" if step.control else "set-up"
        carried.stop(Verdict.BLOCKED, f"the {part} step {step.name!r} was answered {_outcome(reply)}")
    elif step.control and any(fact.fact == "body" and fact.verdict is Verdict.VIOLATES for fact in look.facts):
        carried.stop(Verdict.BLOCKED, f"the control step {step.name!r} read another body than was written")


def _support(step: AnyStep, reply: Reply, subject: Subject, carried: Carried) -> None:
    if step.expect.refused is not None or step.expect.recorded is not None:
        return
    for answer in subject.spec.unsupported:
        if reply.status == answer.status and (not answer.codes or reply.code in answer.codes):
            cause = f"step {step.name!r} was answered {_outcome(reply)}: the target does not offer this"
            carried.stop(Verdict.UNSUPPORTED, cause)


def _describe(step: AnyStep, operation: Operation, reply: Reply) -> StepRecord:
    outcome = _outcome(reply)
    return StepRecord(name=step.name, do=operation.do, outcome=outcome, exchanges=list(reply.exchanges))


def _outcome(reply: Reply) -> str:
    return f"{reply.status} {reply.code}" if reply.code else str(reply.status)

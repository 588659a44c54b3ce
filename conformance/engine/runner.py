"""Carry out one item: every step in order, each answer checked, and a verdict at the end."""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from conformance.drivers.base import Driver
from conformance.engine.calls import Called, called, remember_mode
from conformance.engine.checks.client import CLIENT, client, word_of
from conformance.engine.checks.every import check
from conformance.engine.checks.laws import laws
from conformance.engine.checks.look import Look
from conformance.engine.checks.refused import is_client_refusal
from conformance.engine.clock import seconds_ahead
from conformance.engine.envelopes import ENVELOPES
from conformance.engine.key_service import OWN, own_key
from conformance.engine.keys import KeyRing, UnknownNameError
from conformance.engine.masters import made
from conformance.engine.memory import Memory
from conformance.engine.names import CannotSendError, Names, ProfileLacksError
from conformance.engine.patience import THROTTLED, Tries, is_failure, perform
from conformance.engine.record import record
from conformance.engine.resolve import operation_of
from conformance.engine.sandbox import OneBucketError, SandboxError
from conformance.engine.subject import Subject
from conformance.engine.verdict import Fact
from conformance.model.case import Case
from conformance.model.operation import Operation, Reply
from conformance.model.result import StepRecord
from conformance.model.steps import AnyStep, SetKeyService, SetKmsKey
from conformance.model.words import Severity, Verdict
from conformance.wire.errors import NotExpressibleError, WireError

_OURS = {"header", "signed-url"}
"""Requests by the same credentials."""
_CLOCK_TOLERANCE = 60
"""Seconds; stores allow 15 minutes."""


@dataclass(slots=True, kw_only=True)
class Carried:
    """What came of the steps of one item."""

    facts: list[Fact] = field(default_factory=list)
    steps: list[StepRecord] = field(default_factory=list)
    calls: list[Called] = field(default_factory=list)
    kept_from: Verdict | None = None
    """What kept the item from being judged: `blocked`, `unsupported`, `error` or `not-expressible`."""
    cause: str = ""
    lacks: bool = False
    """Whether it is the profile that lacks something, and neither the store nor the road is to blame."""
    doubt: str = ""
    """A refusal that complains of the caller. Whoever is served afterwards was not the reason."""
    declined: list[Fact] = field(default_factory=list)
    """Where a refusal was due, what was answered as the store answers what it does not offer."""
    ended: bool = False
    """Whether the SDK failed its user, so that what follows says nothing more."""
    attempts: int = 1
    seconds: float = 0.0

    def stop(self, verdict: Verdict, cause: str) -> None:
        """Note what keeps the item from being judged. A block may still become something graver."""
        graver = self.kept_from is Verdict.BLOCKED and verdict is not Verdict.BLOCKED
        if self.kept_from is None or graver:
            self.kept_from, self.cause = verdict, cause

    def lack(self, cause: str) -> None:
        """Note what the profile does not offer. A block that came before it stays the store's."""
        self.lacks = self.lacks or self.kept_from is None
        self.stop(Verdict.BLOCKED, cause)


def carry_out(case: Case, values: Mapping[str, str], subject: Subject, label: str) -> Carried:
    """Run a case's steps on a subject; `label` is unique to the item and names what it creates."""
    carried = Carried()
    began = time.perf_counter()
    try:
        _carry_out(case, values, subject, label, carried)
    except UnknownNameError as error:
        carried.stop(Verdict.BLOCKED, str(error))
    except OneBucketError as error:
        carried.lack(str(error))
    except NotExpressibleError as error:
        carried.stop(Verdict.NOT_EXPRESSIBLE, str(error))
    except (WireError, SandboxError) as error:
        carried.stop(Verdict.ERROR, str(error))
    if carried.kept_from is Verdict.UNSUPPORTED:  # what is due was not offered either: that no was no refusal
        carried.facts = [fact for fact in carried.facts if not any(fact is declined for declined in carried.declined)]
    if carried.kept_from is Verdict.BLOCKED and any(_is_clients(fact) for fact in carried.facts):
        carried.kept_from = None  # it is the SDK that was in the way, and that is a finding
    carried.seconds = time.perf_counter() - began
    return carried


def _is_clients(fact: Fact) -> bool:
    return word_of(fact.fact) in CLIENT and fact.verdict is Verdict.VIOLATES


def _carry_out(case: Case, values: Mapping[str, str], subject: Subject, label: str, carried: Carried) -> None:
    seed = "\0".join([subject.seed, label, *values.values()])
    with subject.sandbox.room(case, label) as room, own_key(case, subject.key_service) as own:
        names = Names(
            keys=KeyRing(case.keys, seed, text=subject.spec.text_keys or subject.text_keys),
            kms={**subject.target.kms, **own},
            buckets=room.buckets,
            prefix=room.prefix,
            seed=seed,
            memory=Memory(),
            other_principal=subject.other_principal,
            max_object=subject.target.limits.max_object,
            masters=made(case.masters, seed),
            entry=lambda name: ENVELOPES[subject.spec.dialect].entry(name, {}),
        )
        for step in case.steps:
            try:
                _step(step, subject, names, carried)
            except CannotSendError as error:
                carried.stop(Verdict.BLOCKED, str(error))
            except ProfileLacksError as error:
                carried.lack(str(error))
                if isinstance(step, SetKmsKey | SetKeyService):  # what follows rests on the key's state
                    return
            if carried.ended or carried.kept_from not in {None, Verdict.BLOCKED}:
                return
        if carried.doubt:
            carried.stop(Verdict.ERROR, carried.doubt)


def _step(step: AnyStep, subject: Subject, names: Names, carried: Carried) -> None:
    _demand(step, subject)
    if isinstance(step, SetKmsKey | SetKeyService):
        _operate_keys(step, subject, names, carried)
        return
    operation = operation_of(step, names)
    replies = _perform(step, operation, subject, carried)
    if step.by == "subject":
        carried.calls += called(step.name, operation, replies[-1], names.memory)
        remember_mode(operation, replies[-1], names.memory)
    # what rests on a set-up that was refused was never promised to be sealed
    probe = None if carried.kept_from is Verdict.BLOCKED else subject.probe
    *earlier, reply = (
        Look(
            step=step,
            operation=operation,
            reply=reply,
            spec=subject.spec,
            names=names,
            memory=names.memory,
            probe=probe,
        )
        for reply in replies
    )
    for look in earlier:
        _finish(look, laws, carried)
    if _raised(step, reply.reply, carried):
        client(reply)
        _finish(reply, laws, carried)
        return
    kept_from = (_failed, _caller_fault, _unsupported)
    if any(hindered(step, reply.reply, subject, carried) for hindered in kept_from):
        _finish(reply, laws, carried)
        return
    record(step, operation, reply.reply, names.memory, names)
    _finish(reply, check, carried)
    if _says_no(reply.reply, subject):
        carried.declined += [fact for fact in reply.facts if fact.severity is not Severity.CRITICAL]
    _block(step, reply.reply, reply, carried)


def _demand(step: AnyStep, subject: Subject) -> None:
    """Raise `ProfileLacksError` for a step that takes more than the target's profile offers."""
    if step.transport == "plain" and not subject.has_plain_endpoint:
        raise ProfileLacksError("the profile names no plain HTTP endpoint (`plain-endpoint`)")
    if step.expect.at_rest is not None and subject.probe is None:
        raise ProfileLacksError("the target offers no look at what is at rest")
    if step.auth == "other-principal" and not subject.has_second_principal:
        raise ProfileLacksError("there are no credentials of a second principal (`auth: other-access-key`)")
    if step.auth == "temporary" and not subject.has_temporary_credentials:
        raise ProfileLacksError("there are no temporary credentials (`auth: token`)")


def _operate_keys(step: SetKmsKey | SetKeyService, subject: Subject, names: Names, carried: Carried) -> None:
    """A step that the key service carries out: nothing of it is judged."""
    service = subject.key_service
    if service is None:
        raise ProfileLacksError("the target does not let the suite change its KMS keys")
    if isinstance(step, SetKmsKey):
        service.change(names.kms_key(OWN), step.state)
    else:
        service.serve(active=step.active)
    carried.steps.append(StepRecord(name=step.name, do=str(step.__struct_config__.tag), outcome="done"))


def _finish(look: Look, examine: Callable[[Look], None], carried: Carried) -> None:
    """Examine an answer and keep what it showed. A server error is searched for leaks like any other answer."""
    examine(look)
    carried.facts += look.facts


def _perform(step: AnyStep, operation: Operation, subject: Subject, carried: Carried) -> list[Reply]:
    """Send, with patience; what was sent is on record whatever comes of it."""
    tries = Tries()
    try:
        perform(_caller(step, subject), operation, subject.patience, tries)
    finally:
        carried.attempts += tries.attempts - 1
        outcome = _outcome(tries.replies[-1]) if tries.replies else "no answer"
        carried.steps.append(StepRecord(name=step.name, do=operation.do, outcome=outcome, exchanges=tries.exchanges))
    return tries.replies


def _caller(step: AnyStep, subject: Subject) -> Driver:
    """Who makes the call of a step."""
    callers = {
        "subject": subject.driver,
        "reference": subject.reference,
        "peer": subject.peer,
        "store": subject.store,
    }
    caller = callers[step.by]
    if caller is None:
        raise NotExpressibleError(f"there is nobody to make the calls of {step.by!r} in this dialect")
    return caller


def _raised(step: AnyStep, reply: Reply, carried: Carried) -> bool:
    """Whether an SDK failed by itself. Unsent, a refusal that is due judges nobody."""
    if not reply.raised or is_client_refusal(step, reply):
        return False
    carried.ended = True
    if not reply.exchanges and (step.expect.refused or step.expect.recorded):
        carried.stop(Verdict.NOT_EXPRESSIBLE, f"step {step.name!r}: the SDK refuses it unsent: {reply.raised}")
    return True


def _failed(step: AnyStep, reply: Reply, _subject: Subject, carried: Carried) -> bool:
    """A server error says nothing about a promise, except where the store should have refused; throttling never."""
    expect = step.expect
    due = expect.refused is not None or expect.recorded is not None
    if not is_failure(reply) or (due and reply.status not in THROTTLED):
        return False
    times = f", after {carried.attempts} attempts in all" if carried.attempts > 1 else ""
    carried.stop(Verdict.ERROR, f"step {step.name!r}: the store answered {_outcome(reply)}{times}")
    return True


def _caller_fault(step: AnyStep, reply: Reply, subject: Subject, carried: Carried) -> bool:
    """Whether the store complains of our credentials or clock: no refusal of what the step tries.

    Where a refusal is due it may be one all the same, in the wrong words: what the store answers next decides.
    """
    if not reply.code or not any(answer.fits(reply.status, reply.code) for answer in subject.spec.caller_faults):
        if reply.ok and step.auth in _OURS:
            carried.doubt = ""
        return False
    cause = f"step {step.name!r} was answered {_outcome(reply)}: {_complaint(reply)}"
    due = step.expect.refused is not None or step.expect.recorded is not None
    if not due or step.auth not in _OURS:
        carried.stop(Verdict.ERROR, cause)
        return True
    carried.doubt = carried.doubt or cause
    return False


def _complaint(reply: Reply) -> str:
    """What a person can do about it: set the clock, or get new credentials."""
    off = seconds_ahead(reply.headers, dt.datetime.now(dt.UTC))
    if off is not None and abs(off) > _CLOCK_TOLERANCE:
        return f"this machine's clock is {abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the store's"
    return "the store does not take these credentials (any more)"


def _block(step: AnyStep, reply: Reply, look: Look, carried: Carried) -> None:
    """Only the bare ability to go on blocks: a 2xx on set-up; the control's success and its body."""
    if (step.setup or step.control) and not reply.ok:
        part = "control" if step.control else "set-up"
        carried.stop(Verdict.BLOCKED, f"the {part} step {step.name!r} was answered {_outcome(reply)}")
    elif step.control and any(fact.fact == "body" and fact.verdict is Verdict.VIOLATES for fact in look.facts):
        carried.stop(Verdict.BLOCKED, f"the control step {step.name!r} read another body than was written")
    elif any(fact.fact == "at-rest-in-view" and fact.verdict is Verdict.VIOLATES for fact in look.facts):
        carried.stop(Verdict.BLOCKED, f"the probe does not see what the control step {step.name!r} wrote")


def _unsupported(step: AnyStep, reply: Reply, subject: Subject, carried: Carried) -> bool:
    """Whether the store says, in a documented way, that it does not offer what should have been accepted."""
    if step.expect.refused is not None or step.expect.recorded is not None:
        return False
    if not _says_no(reply, subject):
        return False
    cause = f"step {step.name!r} was answered {_outcome(reply)}: the target does not offer this"
    carried.stop(Verdict.UNSUPPORTED, cause)
    return True


def _says_no(reply: Reply, subject: Subject) -> bool:
    return any(answer.fits(reply.status, reply.code or "") for answer in subject.spec.unsupported)


def _outcome(reply: Reply) -> str:
    return f"{reply.status} {reply.code}" if reply.code else str(reply.status)

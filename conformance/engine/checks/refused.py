"""A refusal: that it is one, and how it is answered."""

from conformance.engine.checks.accepted import seen
from conformance.engine.checks.look import Look
from conformance.engine.verdict import Observation, of_fact
from conformance.model.operation import Reply
from conformance.model.spec import Answer, Fact, Refusal
from conformance.model.steps import AnyStep
from conformance.model.words import Level, Mode, Verdict

_CLIENT_ERRORS = range(400, 500)
_SUCCESS = range(200, 300)
_SERVER_ERRORS = {*range(500, 600)} - {501}
"""501 says that something is not offered."""
_ANSWER_EARLY = {"copy-object", "copy-part", "complete-multipart"}
"""Operations that may answer 200 before they fail; the body then says so (OBS N90, COS N64)."""


def refused(look: Look, name: str) -> None:
    """Check that an answer is a clean refusal, in the documented way where a document names one."""
    rule = look.spec.refusal(name, look.verb) or Refusal()
    if is_client_refusal(look.step, look.reply):
        look.judge("refused", met=True, expected="an error and no plaintext", observed=look.reply.raised, on=rule)
        return
    clean = is_refusal(look)
    if clean:
        look.judge("refused", met=True, expected="a clean 4xx", observed=seen(look), on=rule)
        _answer(look, rule)
    elif _observe([], rule.lenient, look.reply.status, None) is Observation.ALTERNATIVE:
        look.add("refused", look.level(rule), Observation.ALTERNATIVE, "a clean 4xx", seen(look), rule)
    elif of_fact(look.level(rule), Observation.UNMET) is not Verdict.OBSERVES:
        look.judge("refused", met=False, expected="a clean 4xx", observed=seen(look), on=rule)
    else:
        look.broken("refused", "a clean 4xx, as no store may do this", seen(look))


def recorded(look: Look, name: str) -> None:
    """Record what is answered where no document says whether this is refused; an error of the store it must not be."""
    if look.reply.status in _SERVER_ERRORS:
        look.broken("recorded", "a clean answer", seen(look))
        return
    rule = look.spec.refusal(name, look.verb) or Refusal()
    observed = look.reply.raised or seen(look)
    look.add("recorded", Level.SILENT, Observation.MET, "open", observed, Fact(silent=rule.silent))


def is_client_refusal(step: AnyStep, reply: Reply) -> bool:
    """Whether the caller's own encryption refused what it should, or may: it tells its user, and no store is asked."""
    sse = getattr(step, "sse", None)
    client_side = sse is not None and sse.mode is Mode.CLIENT
    return client_side and bool(reply.raised) and bool(step.expect.refused or step.expect.recorded)


def is_refusal(look: Look) -> bool:
    """A 4xx, or the 200 of an operation that answers early, with an error as its body."""
    reply = look.reply
    late = look.verb in _ANSWER_EARLY and reply.status in _SUCCESS and reply.code is not None
    return reply.status in _CLIENT_ERRORS or late


def _answer(look: Look, rule: Refusal) -> None:
    reply = look.reply
    if not rule.answers:
        look.add("answer", Level.SILENT, Observation.MET, "open", seen(look), Fact(silent=rule.silent))
        return
    best = _observe(rule.answers, rule.lenient, reply.status, None)
    look.add("status", look.level(rule), best, _statuses(rule.answers), str(reply.status), rule)
    if look.verb == "head-object" or not any(answer.codes for answer in rule.answers):
        return
    best = _observe(rule.answers, rule.lenient, reply.status, reply.code or "no code")
    look.add("code", look.level(rule), best, _codes(rule.answers), reply.code or "no code", rule)


def _observe(answers: list[Answer], lenient: list[Answer], status: int, code: str | None) -> Observation:
    if any(answer.fits(status, code) for answer in answers):
        return Observation.MET
    if any(answer.fits(status, code) for answer in lenient):
        return Observation.ALTERNATIVE
    return Observation.UNMET


def _statuses(answers: list[Answer]) -> str:
    return " or ".join(dict.fromkeys(str(answer.status) for answer in answers))


def _codes(answers: list[Answer]) -> str:
    return " or ".join(dict.fromkeys(code for answer in answers for code in answer.codes)) or "any code"

"""Facts about the client: what an SDK sent, and what it gave its user."""

from conformance.engine.checks.look import UNSAID, Look
from conformance.engine.checks.refused import is_client_refusal
from conformance.model.words import Severity

CLIENT = frozenset({"sent", "shown", "returned", "opened", "kept"})
"""The first words of these facts; the spec says under `client/WORD` what each rests on."""


def client(look: Look) -> None:
    """State what the driver tells of its SDK, beside what the wire says of the store."""
    refuses = is_client_refusal(look.step, look.reply)
    for told in look.reply.told:
        if told.fact in {"returned", "opened"} and refuses:  # the error is the refusal that was due
            continue
        if told.detail and look.step.expect.shown is None:
            continue
        if word_of(told.fact) == "kept" and not look.step.expect.kept:
            continue
        if word_of(told.fact) == "leak":
            look.broken(told.fact, told.expected, told.observed, Severity.CRITICAL)
            continue
        ground = look.spec.facts.get(f"client/{word_of(told.fact)}") or UNSAID
        look.judge(told.fact, met=told.met, expected=told.expected, observed=told.observed, on=ground)


def word_of(fact: str) -> str:
    """`sent` of `sent:kms-key-id`."""
    return fact.partition(":")[0]

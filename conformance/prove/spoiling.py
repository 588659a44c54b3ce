"""Carry items out on spoiled answers: how many of these were noticed, and which were not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance.engine import verdict
from conformance.engine.runner import Carried
from conformance.engine.subject import Subject
from conformance.engine.verdict import Fact
from conformance.model.proof import Spoiling, Survivor
from conformance.model.spec import Answer
from conformance.model.words import Dialect, Level, Verdict
from conformance.prove.items import Item
from conformance.prove.leaks import leaks
from conformance.prove.playback import NotOnTapeError, play
from conformance.prove.record import Played, Recorded
from conformance.prove.sealed import sealed
from conformance.prove.spoil import Scene, Spoiled, is_expectation, spoil
from conformance.wire.dialects import dialect_for

NOTICED = frozenset({Verdict.VIOLATES, Verdict.BLOCKED, Verdict.ERROR})


@dataclass(slots=True)
class Tally:
    """What came of it so far."""

    items: int = 0
    expectations: int = 0
    answers: int = 0
    leaks: int = 0
    silent: int = 0
    survivors: list[Survivor] = field(default_factory=list)

    def total(self, dialect: Dialect) -> Spoiling:
        """All of it, of items of one dialect."""
        return Spoiling(
            dialect=dialect,
            items=self.items,
            expectations=self.expectations,
            answers=self.answers,
            leaks=self.leaks,
            silent=self.silent,
            survivors=self.survivors,
        )


def add(parts: Sequence[Spoiling]) -> Spoiling:
    """Several counts of one dialect as one."""
    return Spoiling(
        dialect=parts[0].dialect,
        items=sum(part.items for part in parts),
        expectations=sum(part.expectations for part in parts),
        answers=sum(part.answers for part in parts),
        leaks=sum(part.leaks for part in parts),
        silent=sum(part.silent for part in parts),
        survivors=[survivor for part in parts for survivor in part.survivors],
    )


def spoil_all(recorded: Recorded, subject: Subject, tally: Tally) -> None:
    """Spoil every expectation of an item in every way there is."""
    tally.items += 1
    item = recorded.item
    problem = _differs(recorded, subject)
    if problem:
        tally.survivors.append(_survivor(item, "", "", problem))
        return
    tally.silent += sum(not is_expectation(fact) for fact in recorded.facts)
    calls = {played.step: (index, played) for index, played in enumerate(recorded.played)}
    for fact in {(fact.step, fact.fact, fact.expected): fact for fact in recorded.facts}.values():
        if is_expectation(fact):
            index, played = calls[fact.step]
            _expectation(recorded, fact, index, played, subject, tally)
    for index, way in leaks(recorded):
        tally.leaks += 1
        _try(recorded, index, way, "leak", NOTICED, subject, tally)


def _expectation(  # noqa: PLR0913, PLR0917 - one fact and where it was stated
    recorded: Recorded, fact: Fact, index: int, played: Played, subject: Subject, tally: Tally
) -> None:
    tally.expectations += 1
    ways = spoil(_scene(recorded, fact, played, subject))
    if not ways:
        tally.survivors.append(_survivor(recorded.item, fact.step, fact.fact, "nobody knows how to spoil it"))
    for way in ways:
        _try(recorded, index, way, fact.fact, NOTICED | _milder(fact, way), subject, tally)


def _milder(fact: Fact, way: Spoiled) -> set[Verdict]:
    """The verdict that a recommendation, or a choice between documents, turns to."""
    return ({Verdict.ADVISES} if fact.level is Level.SHOULD else set()) | (
        {Verdict.LENIENT} if way.tolerated else set()
    )


def _try(  # noqa: PLR0913, PLR0917 - one spoiled answer and where it belongs
    recorded: Recorded,
    index: int,
    way: Spoiled,
    fact: str,
    noticed: frozenset[Verdict],
    subject: Subject,
    tally: Tally,
) -> None:
    tally.answers += 1
    carried = _play(recorded, subject, index, way)
    if verdict.of_item(carried.facts, carried.kept_from) not in noticed - {recorded.verdict}:
        tally.survivors.append(_survivor(recorded.item, recorded.played[index].step, fact, way.how))


def _play(recorded: Recorded, subject: Subject, index: int | None = None, way: Spoiled | None = None) -> Carried:
    dialect = dialect_for(subject.target.dialect, subject.target.region)
    return play(recorded, subject, dialect, index, way)


def _scene(recorded: Recorded, fact: Fact, played: Played, subject: Subject) -> Scene:
    return Scene(
        fact=fact,
        operation=played.operation,
        answer=played.answer,
        dialect=dialect_for(subject.target.dialect, subject.target.region),
        spec=subject.spec,
        sealed=sealed(recorded.played, recorded.played.index(played), _controls(recorded)),
        enumerated=_enumerated(recorded, played, subject),
    )


def _controls(recorded: Recorded) -> set[str]:
    """Steps whose object lies open under the probe's eye."""
    return {step.name for step in recorded.item.case.steps if step.expect.at_rest == "in-view"}


def _enumerated(recorded: Recorded, played: Played, subject: Subject) -> tuple[Answer, ...]:
    """Every answer that the spec allows where the step should be refused."""
    step = next(step for step in recorded.item.case.steps if step.name == played.step)
    rule = subject.spec.refusal(step.expect.refused or "", played.operation.do)
    return (*rule.answers, *rule.lenient) if rule is not None else ()


def _differs(recorded: Recorded, subject: Subject) -> str:
    """What makes an unspoiled replay another than what was recorded: then it would prove nothing."""
    try:
        again = _play(recorded, subject)
    except NotOnTapeError as error:
        return f"it cannot be replayed: {error}"
    outcome = verdict.of_item(again.facts, again.kept_from)
    if outcome is not recorded.verdict:
        return f"replayed unspoiled it {outcome}: {again.cause}"
    return "" if tuple(again.facts) == recorded.facts else "replayed unspoiled it shows other facts"


def _survivor(item: Item, step: str, fact: str, how: str) -> Survivor:
    return Survivor(item=item.shown, step=step, fact=fact, how=how)

"""Rules as named objects, and what breaking one is answered with in a dialect."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from conformance.emulator.errors import Problem, Refused
from conformance.emulator.faults.fault import Fault, Faults
from conformance.emulator.verbs import Verb


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One thing that a store enforces or does. Without it the store is faulty, and some case must notice."""

    name: str
    serves: tuple[str, ...]
    """Keys of the documented statements it serves, such as `obs:N64` or `s3:ssec.put-badmd5`."""
    summary: str


class Ignored(Enum):
    """The answer of a store that lets pass what the documents do not say is refused."""

    IGNORED = "ignored"


IGNORED = Ignored.IGNORED


class Kept(Enum):
    """The answer of a store that keeps to a rule which refuses nothing, where the documents leave that open."""

    KEPT = "kept"


KEPT = Kept.KEPT

Answer = Problem | Ignored | Kept


@dataclass(frozen=True, slots=True)
class Point:
    """A rule's answers in one dialect. A documented rule has one; where the documents are silent, any of several."""

    permitted: tuple[Answer, ...]
    silent: str = ""
    """The row of the facts that says the documents are silent; empty where they are not."""
    fixed: Mapping[Verb, Answer] = field(default_factory=dict)
    """Operations for which one answer is documented although it is not for the others."""

    @property
    def is_open(self) -> bool:
        """Whether a store may leave the rule be: then it is no fault where it does."""
        return IGNORED in self.permitted and set(self.fixed.values()) <= {IGNORED}

    def answer(self, choice: int, verb: Verb) -> Answer | None:
        """The answer of that number, the last where there are fewer; None for a rule that refuses nothing."""
        if verb in self.fixed:
            return self.fixed[verb]
        return self.permitted[min(choice, len(self.permitted) - 1)] if self.permitted else None


APPLIES = Point(())
"""A rule about what is done rather than refused."""


def documented(status: int, code: str, message: str, elements: tuple[tuple[str, str], ...] = ()) -> Point:
    """A rule whose answer is documented or recorded."""
    return Point((Problem(status, code, message, elements),))


def silent(row: str, *permitted: Answer, fixed: Mapping[Verb, Answer] | None = None) -> Point:
    """A rule on whose answer the documents are silent; the first is the default."""
    return Point(permitted, row, fixed or {})


class Rules:
    """The rules in force for an operation: those that a dialect has, less those that a seeded fault switches off."""

    def __init__(
        self, points: Mapping[Rule, Point], verb: Verb, faults: Faults, choice: int, where_silent: Fault
    ) -> None:
        """Take the rules in force; `where_silent` changes their answers where documents are silent."""
        kept = {rule: point for rule, point in points.items() if rule.name not in faults.names}
        self._answers = {rule: point.answer(choice, verb) for rule, point in kept.items()}
        self._asks = {
            rule: (rule.name, where_silent.name) if point.silent else (rule.name,) for rule, point in kept.items()
        }
        self._asked = faults.asked

    def on(self, rule: Rule) -> bool:
        """Whether the rule is kept here."""
        self._asked.update(self._asks.get(rule, ()))
        return self._answers.get(rule, IGNORED) is not IGNORED

    def refusal(self, rule: Rule, /, **details: str) -> Refused:
        """What a request that breaks the rule is answered with."""
        answer = self._answers[rule]
        if not isinstance(answer, Problem):
            raise TypeError(f"the rule {rule.name} has no error answer here")
        return Refused(answer, **details)

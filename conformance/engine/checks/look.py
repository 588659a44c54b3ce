"""What every check is given, and the three ways to state a fact."""

from dataclasses import dataclass, field

from conformance.engine.memory import Memory
from conformance.engine.names import Names
from conformance.engine.probe import Probe
from conformance.engine.verdict import Fact, Observation
from conformance.model.operation import Operation, Reply
from conformance.model.plain import plain
from conformance.model.spec import Fact as Promise
from conformance.model.spec import Ground, Spec
from conformance.model.steps import AnyStep
from conformance.model.words import Level, Severity

LAW = Promise(silent="a law of every store, whatever its documents say")
HTTP = Promise(silent="RFC 9110, 10.1.1")
UNSAID = Promise(silent="the spec has no entry for it")
_LONGEST = 1000
"""Signs of what is said to have been seen; the exchange has the whole."""


@dataclass(slots=True, kw_only=True)
class Look:
    """One step's answer under examination."""

    step: AnyStep
    operation: Operation
    reply: Reply
    spec: Spec
    names: Names
    memory: Memory
    probe: Probe | None = None
    facts: list[Fact] = field(default_factory=list)

    @property
    def verb(self) -> str:
        """The operation that was answered, as specs name it: the step's, unless an SDK's helper made others of it."""
        return self.reply.verb or self.operation.do

    def level(self, on: Ground) -> Level:
        """The level that the statements of a ground give."""
        return self.spec.level(on.cites)

    def judge(self, fact: str, *, met: bool, expected: str, observed: str, on: Ground) -> None:
        """State a fact whose level is that of its ground."""
        observation = Observation.MET if met else Observation.UNMET
        self.add(fact, self.level(on), observation, expected, observed, on)

    def promised(self, fact: str, *, met: bool, expected: str, observed: str, mode: str | None = None) -> None:
        """State a fact whose level the spec lists under `facts`, by mode first."""
        entry = self.spec.facts.get(f"{fact}/{mode}") or self.spec.facts.get(fact)
        self.judge(fact, met=met, expected=expected, observed=observed, on=entry or UNSAID)

    def broken(self, fact: str, expected: str, observed: str, severity: Severity = Severity.NORMAL) -> None:
        """State that a law was broken which no store may break, whatever its documents say."""
        self.add(fact, Level.MUST, Observation.UNMET, expected, observed, LAW, severity)

    def add(  # noqa: PLR0913, PLR0917 - the one place where a fact is made
        self,
        fact: str,
        level: Level,
        observation: Observation,
        expected: str,
        observed: str,
        on: Ground,
        severity: Severity = Severity.NORMAL,
    ) -> None:
        """State a fact."""
        step = self.step
        self.facts.append(
            Fact(
                step=step.name,
                fact=fact,
                level=level,
                observation=observation,
                expected=plain(expected, _LONGEST),
                observed=plain(observed, _LONGEST),
                cites=on.cites,
                ground="" if on.cites else on.silent,
                severity=severity,
                point=not (step.setup or step.control),
            )
        )

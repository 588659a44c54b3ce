"""What a fault is, and which of them an emulator has."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fault:
    """A defect that a store has had, or could have."""

    name: str
    summary: str
    statements: tuple[str, ...] = ()
    """Keys of documented statements that it breaks, such as `obs:N64`; none for what goes without saying."""
    precedent: str = ""
    """Where a real store had it: `owner/repository#number` on GitHub, or an advisory; empty where none was found."""


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of one emulator."""

    names: frozenset[str] = frozenset()
    asked: set[str] = field(default_factory=set, compare=False)
    """Every fault and rule that was asked for while answering: no other can have made a difference."""

    def on(self, fault: Fault) -> bool:
        """Whether the emulator has the fault."""
        self.asked.add(fault.name)
        return fault.name in self.names

"""What is proven of the suite itself: which spoiled answers and which broken stores its cases notice."""

from typing import Literal

import msgspec

from conformance.model.words import Dialect, Verdict

CAUGHT = frozenset({Verdict.VIOLATES, Verdict.ADVISES})
"""Verdicts that call a store wrong, `advises` where what it breaks is a recommendation."""


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Survivor(_Value, frozen=True, kw_only=True):
    """A spoiled answer that changed no verdict."""

    item: str
    step: str
    fact: str
    how: str


class Spoiling(_Value, frozen=True, kw_only=True):
    """What came of spoiling the answers to one dialect's items."""

    dialect: Dialect
    items: int
    expectations: int
    """Facts that are expected of an answer, each spoiled in every way there is."""
    answers: int
    """Spoiled answers."""
    leaks: int
    """Those of them that give out a customer key or a plaintext."""
    silent: int
    """Facts that are only recorded, as the documents promise nothing: no expectations."""
    survivors: list[Survivor] = []


class Kill(_Value, frozen=True, kw_only=True):
    """A case that notices a fault."""

    case: str
    verdict: Verdict
    """The gravest of its variants: only those of `CAUGHT` catch the fault, `blocked` and `error` do not."""


class Trial(_Value, frozen=True, kw_only=True):
    """One fault in one dialect, and the cases that were carried out with it on."""

    dialect: Dialect
    fault: str
    items: int
    """Items carried out: those for which the honest emulator asks for the rule or fault, until a case catches it."""
    kills: list[Kill] = []

    @property
    def caught(self) -> bool:
        """Whether some case calls the store wrong."""
        return any(kill.verdict in CAUGHT for kill in self.kills)


class Proof(_Value, frozen=True, kw_only=True):
    """One run of `conformance prove`, or several shards of it put together."""

    schema: Literal[1] = 1
    suite_version: str
    commit: str = ""
    started: str
    """ISO 8601, UTC."""
    seconds: float = 0.0
    seed: str
    quick: bool
    """One variant of each case, and only a sample of the faults."""
    first: bool = False
    """Each fault only until a case caught it: which faults nobody catches, and not who catches what."""
    shard: str = ""
    """Which share of the cases this is: `1/4`; empty: all."""
    cases: dict[Dialect, list[str]] = {}
    """What was to be proven something about."""
    not_green: list[str] = []
    """Items that the honest emulator does not pass, with the verdict."""
    faults: dict[str, str] = {}
    """Name to what a store with the fault does, or what it no longer keeps to."""
    spoiling: list[Spoiling] = []
    trials: list[Trial] = []

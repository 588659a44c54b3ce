"""A key management service that the suite may operate: how a key is made, changes its state, and is taken away.

A store's own interface cannot do this. A target offers it where it can (the emulator does); where it does not, cases
that change a key are unknown, and fail nobody.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from conformance.engine.journal import Journal, MadeKey
from conformance.engine.sandbox import SandboxError
from conformance.model.case import Case
from conformance.model.steps import SetKeyService, SetKmsKey
from conformance.model.target import KmsKey

OWN = "own"
"""The name by which a case means a KMS key that is made for it, and taken away after it."""


class KeyService(Protocol):
    """What a target lets the suite do with its keys."""

    def create(self, description: str) -> KmsKey:
        """Make a key that may be used at once."""
        ...

    def change(self, key: KmsKey, state: str) -> None:
        """Bring a key into a state of `SetKmsKey`, or rotate it."""
        ...

    def remove(self, key: KmsKey) -> None:
        """Take a key away, whatever its state."""
        ...

    def serve(self, *, active: bool) -> None:
        """Turn the service off for the account, or on again."""
        ...


class LastingKeys(KeyService, Protocol):
    """One whose keys outlive the run that made them."""

    def find(self, description: str) -> list[KmsKey]:
        """The keys that were made with exactly this description, and are neither gone nor going."""
        ...


_OURS = "of a conformance run"


@dataclass(slots=True, kw_only=True)
class JournalledKeys:
    """A key service whose keys outlive the run: each is noted before it is made, and has a description of its own."""

    service: KeyService
    journal: Journal
    run: str
    """Begins every description; unique."""
    left: list[str]
    """What could not be removed is added, in words."""
    _made: dict[str, MadeKey] = field(default_factory=dict)
    _count: int = 0

    def create(self, description: str) -> KmsKey:
        """Note a key, and make it."""
        self._count += 1
        noted = MadeKey(description=f"{self.run}-key-{self._count} {description}")
        self.journal.making(noted)
        key = self.service.create(noted.description)
        self._made[key.id] = noted
        return key

    def change(self, key: KmsKey, state: str) -> None:
        """As the service does."""
        self.service.change(key, state)

    def remove(self, key: KmsKey) -> None:
        """Take a key away; one that stays is told at the end, and is no failure of the case that it was made for."""
        try:
            self.service.remove(key)
        except SandboxError as error:
            self.left.append(f"KMS key {key.id}: {error}")
            return
        self.journal.removed(self._made.pop(key.id))

    def serve(self, *, active: bool) -> None:
        """As the service does."""
        self.service.serve(active=active)


def remove_key(service: LastingKeys | None, made: MadeKey) -> list[str]:
    """Take away the key that a journal notes, if it was ever made; return what is left, in words."""
    if service is None:
        return [f"KMS key {made.description!r}: the profile names no key service any more"]
    try:
        for key in service.find(made.description):
            service.remove(key)
    except SandboxError as error:
        return [f"KMS key {made.description!r}: {error}"]
    return []


@contextmanager
def own_key(case: Case, service: KeyService | None) -> Iterator[Mapping[str, KmsKey]]:
    """The key that a case has made for it, by its name; nothing where it needs none, or there is no service.

    Whatever happens, the key is taken away afterwards and the service is on.
    """
    if service is None or not _changes_keys(case):
        yield {}
        return
    key = service.create(_OURS)
    try:
        yield {OWN: key}
    finally:
        service.serve(active=True)
        service.remove(key)


def _changes_keys(case: Case) -> bool:
    return any(isinstance(step, SetKmsKey | SetKeyService) for step in case.steps)

"""A key management service that the suite may operate: how a key is made, changes its state, and is taken away.

A store's own interface cannot do this. A target offers it where it can (the emulator does); where it does not, cases
that change a key are unknown, and fail nobody.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from conformance.model.case import Case
from conformance.model.steps import SetKeyService, SetKmsKey
from conformance.model.target import KmsKey

OWN = "own"
"""The name by which a case means a KMS key that is made for it, and taken away after it."""


class KeyService(Protocol):
    """What a target lets the suite do with its keys."""

    def create(self) -> KmsKey:
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


@contextmanager
def own_key(case: Case, service: KeyService | None) -> Iterator[Mapping[str, KmsKey]]:
    """The key that a case has made for it, by its name; nothing where it needs none, or there is no service.

    Whatever happens, the key is taken away afterwards and the service is on.
    """
    if service is None or not _changes_keys(case):
        yield {}
        return
    key = service.create()
    try:
        yield {OWN: key}
    finally:
        service.serve(active=True)
        service.remove(key)


def _changes_keys(case: Case) -> bool:
    return any(isinstance(step, SetKmsKey | SetKeyService) for step in case.steps)

"""A key management service: keys with names and states, data keys wrapped under them, contexts bound as AAD."""

import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32

KEY_IDS: Mapping[str, str] = {
    "main": "6d0f3c1e-52b7-4c0a-9a41-0e5b7f2c8d01",
    "other": "6d0f3c1e-52b7-4c0a-9a41-0e5b7f2c8d02",
    "disabled": "6d0f3c1e-52b7-4c0a-9a41-0e5b7f2c8d03",
    "pending": "6d0f3c1e-52b7-4c0a-9a41-0e5b7f2c8d04",
}
"""The keys that every emulator has from the start, by alias."""


class KeyState(Enum):
    """Whether a key may be used."""

    ENABLED = "enabled"
    DISABLED = "disabled"
    PENDING_DELETION = "pending-deletion"
    DELETED = "deleted"
    """Its material is kept here all the same: for stores with a seeded fault, which go on using it."""


@dataclass(slots=True)
class Key:
    """A key. Rotation adds material; what is wrapped under older material stays readable."""

    id: str
    alias: str
    account: str
    custom: bool = True
    """Made by the account's owner; False for the default key of a service."""
    state: KeyState = KeyState.ENABLED
    materials: list[bytes] = field(default_factory=lambda: [os.urandom(KEY_BYTES)], repr=False)


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A data key as the KMS gives it away."""

    key_id: str
    material: int
    """Which of the key's materials wraps it."""
    nonce: bytes
    sealed: bytes


class Kms:
    """The keys of one region. States are recorded here and enforced where a rule says so."""

    def __init__(self, service_alias: str) -> None:
        self._service_alias = service_alias
        self._keys: dict[str, Key] = {}
        self._without: set[str] = set()

    def serves(self, account: str) -> bool:
        """Whether an account has turned the service on, as all have from the start."""
        return account not in self._without

    def activate(self, account: str) -> None:
        """Turn the service on for an account."""
        self._without.discard(account)

    def deactivate(self, account: str) -> None:
        """Turn it off again."""
        self._without.add(account)

    def add(self, alias: str, account: str, *, key_id: str = "", custom: bool = True) -> Key:
        """Create a key; the id is made up unless it is given."""
        key = Key(id=key_id or str(uuid.uuid4()), alias=alias, account=account, custom=custom)
        self._keys[key.id] = key
        return key

    def clear(self) -> None:
        """Destroy every key, and turn the service on for everybody."""
        self._keys.clear()
        self._without.clear()

    def keys(self) -> tuple[Key, ...]:
        """Every key."""
        return tuple(self._keys.values())

    def key(self, name: str) -> Key:
        """The key of an id or alias; raises `KeyError`."""
        if name in self._keys:
            return self._keys[name]
        return next(key for key in self._keys.values() if key.alias == name)

    def default_key(self, account: str) -> Key:
        """The account's default key for this service; created when it is first used."""
        ours = (key for key in self._keys.values() if key.account == account and not key.custom)
        return next(ours, None) or self.add(self._service_alias, account, custom=False)

    def rotate(self, name: str) -> None:
        """Wrap new data keys under new material."""
        self.key(name).materials.append(os.urandom(KEY_BYTES))

    def set_state(self, name: str, state: KeyState) -> None:
        """Enable a key, disable it, or schedule its deletion."""
        self.key(name).state = state

    def wrap(self, key: Key, secret: bytes, context: Mapping[str, str]) -> Wrapped:
        """Wrap a data key under the newest material of a key; the context is authenticated."""
        material = len(key.materials) - 1
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(key.materials[material]).encrypt(nonce, secret, _bound(key.id, context))
        return Wrapped(key.id, material, nonce, sealed)

    def unwrap(self, wrapped: Wrapped, context: Mapping[str, str]) -> bytes:
        """Open a data key; raises `InvalidTag` for another context and `KeyError` for a key that is gone."""
        material = self._keys[wrapped.key_id].materials[wrapped.material]
        return AESGCM(material).decrypt(wrapped.nonce, wrapped.sealed, _bound(wrapped.key_id, context))


def _bound(key_id: str, context: Mapping[str, str]) -> bytes:
    return json.dumps([key_id, dict(context)], sort_keys=True).encode()

"""Data keys: made for each object, and locked away under the key that its encryption method names.

A customer's key is not kept. What is kept is the data key, wrapped under a key derived from the customer's; that it
opens is the proof that the right key was brought.
"""

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from conformance.emulator.kms import KEY_BYTES, NONCE_BYTES, Key, Kms, Wrapped
from conformance.emulator.sealing import Cipher, DataKey

SALT_BYTES = 32


class WrongKeyError(Exception):
    """The customer's key does not open the data key."""


@dataclass(frozen=True, slots=True)
class ManagedLock:
    """A data key under the store's own master key: nonce, then ciphertext."""

    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KmsLock:
    """A data key wrapped by the KMS, and the context it is bound to."""

    wrapped: Wrapped
    context: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CustomerLock:
    """A data key under a key derived from the customer's."""

    salt: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)
    escrow: ManagedLock | None = None
    """A second way in, which no correct store has: only for stores with seeded faults."""


Lock = ManagedLock | KmsLock | CustomerLock


class Vault:
    """Makes data keys and locks them away."""

    def __init__(self, kms: Kms, *, escrow: bool) -> None:
        self._kms = kms
        self._escrow = escrow
        self._master = os.urandom(KEY_BYTES)

    def under_store_key(self, key: DataKey) -> ManagedLock:
        """Lock a data key under the store's master key."""
        return ManagedLock(_wrap(self._master, key.secret))

    def under_kms_key(self, key: DataKey, kms_key: Key, context: Mapping[str, str]) -> KmsLock:
        """Lock a data key under a key of the KMS."""
        return KmsLock(self._kms.wrap(kms_key, key.secret, context), context)

    def under_customer_key(self, key: DataKey, customer_key: bytes) -> CustomerLock:
        """Lock a data key under a customer's key of any length."""
        salt = os.urandom(SALT_BYTES)
        escrow = self.under_store_key(key) if self._escrow else None
        return CustomerLock(salt, _wrap(_derive(customer_key, salt), key.secret), escrow)

    def open(self, lock: Lock, cipher: Cipher, customer_key: bytes = b"") -> DataKey:
        """Get a data key back; raises `WrongKeyError`."""
        match lock:
            case ManagedLock():
                return DataKey(cipher, _unwrap(self._master, lock.wrapped))
            case KmsLock():
                return DataKey(cipher, self._kms.unwrap(lock.wrapped, lock.context))
            case CustomerLock():
                try:
                    return DataKey(cipher, _unwrap(_derive(customer_key, lock.salt), lock.wrapped))
                except InvalidTag:
                    raise WrongKeyError from None

    def open_anyway(self, lock: Lock, cipher: Cipher) -> DataKey:
        """Open any lock, as a faulty store can."""
        return self.open_without_key(lock, cipher) if isinstance(lock, CustomerLock) else self.open(lock, cipher)

    def open_without_key(self, lock: CustomerLock, cipher: Cipher) -> DataKey:
        """Use the second way in of a faulty store."""
        if lock.escrow is None:
            raise WrongKeyError
        return self.open(lock.escrow, cipher)


def _derive(customer_key: bytes, salt: bytes) -> bytes:
    return hmac.digest(salt, customer_key, hashlib.sha256)


def _wrap(key: bytes, secret: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, None)


def _unwrap(key: bytes, wrapped: bytes) -> bytes:
    return AESGCM(key).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], None)

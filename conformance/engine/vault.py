"""A key service of the suite's own, for clients that have their data keys wrapped by one: a secret and a context."""

import json
import secrets
import uuid
from collections.abc import Mapping

from conformance.reference import aes
from conformance.reference.errors import AuthenticationError

_KEY_LENGTH = 32


class SecretVault:
    """A master key that never leaves. A wrapped key is a nonce and AES-GCM; key id and context are authenticated."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.key_id = str(uuid.uuid5(uuid.NAMESPACE_OID, secret.hex()))

    def generate(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        """A data key, and the same wrapped."""
        plain = secrets.token_bytes(_KEY_LENGTH)
        return plain, self.encrypt(plain, context)

    def encrypt(self, plain: bytes, context: Mapping[str, str]) -> bytes:
        """Wrap a data key."""
        nonce = secrets.token_bytes(aes.GCM_NONCE)
        return nonce + aes.gcm_seal(self._secret, nonce, plain, self._bound(context))

    def decrypt(self, wrapped: bytes, context: Mapping[str, str]) -> bytes | None:
        """The data key; None where key or context are others, or the wrapped key was changed."""
        nonce, sealed = wrapped[: aes.GCM_NONCE], wrapped[aes.GCM_NONCE :]
        if len(sealed) < aes.TAG:
            return None
        try:
            return aes.gcm_open(self._secret, nonce, sealed, self._bound(context))
        except AuthenticationError:
            return None

    def _bound(self, context: Mapping[str, str]) -> bytes:
        return json.dumps([self.key_id, dict(context)], sort_keys=True).encode()

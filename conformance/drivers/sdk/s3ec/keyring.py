"""A keyring of the caller's own for the S3 encryption client: AES-GCM under a secret, as Java's clients have it."""

import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from s3_encryption.exceptions import S3EncryptionClientError
from s3_encryption.materials.encrypted_data_key import EncryptedDataKey
from s3_encryption.materials.keyring import S3Keyring
from s3_encryption.materials.materials import AlgorithmSuite

_NONCE = 12
"""Bytes."""
_KEY = 32
_COMMITTING = b"115"
_UNCOMMITTED = b"AES/GCM/NoPadding"


class OwnKeyring(S3Keyring):  # type: ignore[misc] # the SDK has no types
    """Wraps data keys as `AES/GCM`: nonce, wrapped key and tag, bound to the content's cipher."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(secret)

    def on_encrypt(self, enc_materials: Any) -> Any:  # noqa: ANN401 - the SDK has no types
        """Make a data key and wrap it."""
        materials = super().on_encrypt(enc_materials)
        committing = AlgorithmSuite.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY
        label = _COMMITTING if materials.encryption_algorithm == committing else _UNCOMMITTED
        key, nonce = secrets.token_bytes(_KEY), secrets.token_bytes(_NONCE)
        materials.plaintext_data_key = key
        materials.encrypted_data_key = EncryptedDataKey(
            key_provider_id=b"S3Keyring",
            key_provider_info="AES/GCM",
            encrypted_data_key=nonce + self._cipher.encrypt(nonce, key, label),
        )
        return materials

    def on_decrypt(self, dec_materials: Any, encrypted_data_keys: Any = None) -> Any:  # noqa: ANN401 - as above
        """Open a wrapped key. Only the IV tells the versions apart here: the committing one has none."""
        materials = super().on_decrypt(dec_materials, encrypted_data_keys)
        wrapped = (encrypted_data_keys or materials.encrypted_data_keys)[0].encrypted_data_key
        label = _COMMITTING if materials.iv is None else _UNCOMMITTED
        try:
            materials.plaintext_data_key = self._cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], label)
        except InvalidTag:
            raise S3EncryptionClientError("the wrapped key does not open") from None
        return materials

"""How the S3 encryption clients wrap a data key: eight ways, of which three are still written. Source: S3EC facts 4.

`label` is what a wrap is bound to: `AES/GCM/NoPadding` under a version 2 envelope, `115` under version 3.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from conformance.reference import aes, rsa
from conformance.reference.errors import AuthenticationError, ContextError, MalformedMetadataError, UnwrapError

SUITE_ENTRY = "aws:x-amz-cek-alg"
RESERVED = frozenset({SUITE_ENTRY, "kms_cmk_id"})
"""Entries of a context that are the client's own."""
Context = Mapping[str, str]


class Keyring(Protocol):
    """Wraps and unwraps data keys; `description` is what stands beside the wrapped key, or is bound to it."""

    @property
    def algorithm(self) -> str:
        """The wrap's name in a version 2 envelope; for version 1 a name of our own."""
        ...

    @property
    def legacy(self) -> bool:
        """Whether it is read only on request."""
        ...

    def describe(self, suite: str) -> dict[str, str]:
        """What to store beside a data key of a suite."""
        ...

    def wrap(self, key: bytes, label: str, description: Context) -> bytes:
        """Wrap a data key."""
        ...

    def unwrap(self, wrapped: bytes, label: str, description: Context) -> bytes:
        """Open a wrapped data key; raise `UnwrapError` or `ContextError`."""
        ...


class KeyService(Protocol):
    """A KMS with encryption contexts."""

    def encrypt(self, plain: bytes, context: Context) -> bytes:
        """The CiphertextBlob."""
        ...

    def decrypt(self, blob: bytes, context: Context) -> bytes:
        """The plaintext; raise `UnwrapError`."""
        ...


@dataclass(frozen=True, slots=True)
class Kms:
    """`kms+context`: the caller's context and the suite are bound by the key service."""

    service: KeyService
    context: Context = field(default_factory=dict)
    algorithm: str = "kms+context"
    legacy: bool = False

    def describe(self, suite: str) -> dict[str, str]:
        """The whole context."""
        return {**self.context, SUITE_ENTRY: suite}

    def wrap(self, key: bytes, label: str, description: Context) -> bytes:
        """Wrap a data key."""
        del label
        return self.service.encrypt(key, description)

    def unwrap(self, wrapped: bytes, label: str, description: Context) -> bytes:
        """Compare the context, then ask with the stored one as it is."""
        del label
        stored = {name: value for name, value in description.items() if name not in RESERVED}
        if stored != dict(self.context):
            raise ContextError("the stored encryption context is not the one that the reader brings")
        return self.service.decrypt(wrapped, description)


@dataclass(frozen=True, slots=True)
class OldKms:
    """`kms`: bound to the stored description only."""

    service: KeyService
    key_id: str = ""
    algorithm: str = "kms"
    legacy: bool = True

    def describe(self, suite: str) -> dict[str, str]:
        """The key's id."""
        del suite
        return {"kms_cmk_id": self.key_id}

    def wrap(self, key: bytes, label: str, description: Context) -> bytes:
        """Wrap a data key."""
        del label
        return self.service.encrypt(key, description)

    def unwrap(self, wrapped: bytes, label: str, description: Context) -> bytes:
        """Ask with the stored description."""
        del label
        return self.service.decrypt(wrapped, description)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A keyring without a service; the description is a hint and bound to nothing."""

    description: Context = field(default_factory=dict)

    def describe(self, suite: str) -> dict[str, str]:
        """The caller's description."""
        del suite
        return dict(self.description)


@dataclass(frozen=True, slots=True, kw_only=True)
class AesGcm(_Raw):
    """`AES/GCM`: nonce, wrapped key and tag; the label is authenticated."""

    key: bytes = field(repr=False)
    algorithm: str = "AES/GCM"
    legacy: bool = False

    def wrap(self, key: bytes, label: str, description: Context) -> bytes:
        """Wrap a data key."""
        del description
        nonce = secrets.token_bytes(aes.GCM_NONCE)
        return nonce + aes.gcm_seal(self.key, nonce, key, label.encode())

    def unwrap(self, wrapped: bytes, label: str, description: Context) -> bytes:
        """Open a wrapped key; raise `UnwrapError`."""
        del description
        if len(wrapped) <= aes.GCM_NONCE + aes.TAG:
            raise UnwrapError(f"{len(wrapped)} bytes hold no nonce, key and tag")
        nonce, sealed = wrapped[: aes.GCM_NONCE], wrapped[aes.GCM_NONCE :]
        try:
            return aes.gcm_open(self.key, nonce, sealed, label.encode())
        except AuthenticationError as error:
            raise UnwrapError(f"the wrapped key: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class RsaOaep(_Raw):
    """`RSA-OAEP-SHA1`: the key between its length and the label."""

    key: RSAPrivateKey = field(repr=False)
    algorithm: str = "RSA-OAEP-SHA1"
    legacy: bool = False

    def wrap(self, key: bytes, label: str, description: Context) -> bytes:
        """Wrap a data key."""
        del description
        return rsa.oaep_wrap(self.key.public_key(), bytes([len(key)]) + key + label.encode())

    def unwrap(self, wrapped: bytes, label: str, description: Context) -> bytes:
        """Open a wrapped key; raise `UnwrapError`."""
        del description
        text = rsa.oaep_unwrap(self.key, wrapped)
        length = text[0] if text else 0
        if length not in {16, 24, 32} or not hmac.compare_digest(text[1 + length :], label.encode()):
            raise UnwrapError("the wrapped key is bound to another suite")
        return text[1 : 1 + length]


@dataclass(frozen=True, slots=True, kw_only=True)
class AesWrap(_Raw):
    """`AESWrap`: RFC 3394."""

    key: bytes = field(repr=False)
    algorithm: str = "AESWrap"
    legacy: bool = True

    def wrap(self, key: bytes, label: str, description: Context) -> bytes:
        """Wrap a data key."""
        del label, description
        return aes.wrap(self.key, key)

    def unwrap(self, wrapped: bytes, label: str, description: Context) -> bytes:
        """Open a wrapped key; raise `UnwrapError`."""
        del label, description
        return aes.unwrap(self.key, wrapped)


@dataclass(frozen=True, slots=True, kw_only=True)
class RsaOaepSha256(_Raw):
    """RSA-OAEP with SHA-256 and, as Java has it, SHA-1 for the mask."""

    key: RSAPrivateKey = field(repr=False)
    algorithm: str = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"
    legacy: bool = True

    def wrap(self, key: bytes, label: str, description: Context) -> bytes:
        """Wrap a data key."""
        del label, description
        return rsa.oaep_wrap(self.key.public_key(), key, SHA256())

    def unwrap(self, wrapped: bytes, label: str, description: Context) -> bytes:
        """Open a wrapped key; raise `UnwrapError`."""
        del label, description
        return rsa.oaep_unwrap(self.key, wrapped, SHA256())


@dataclass(frozen=True, slots=True, kw_only=True)
class AesEcb(_Raw):
    """Version 1 with an AES key."""

    key: bytes = field(repr=False)
    algorithm: str = "AES"
    legacy: bool = True

    def wrap(self, key: bytes, label: str, description: Context) -> bytes:
        """Wrap a data key."""
        del label, description
        return aes.ecb_wrap(self.key, key)

    def unwrap(self, wrapped: bytes, label: str, description: Context) -> bytes:
        """Open a wrapped key; raise `UnwrapError`."""
        del label, description
        return aes.ecb_unwrap(self.key, wrapped)


@dataclass(frozen=True, slots=True, kw_only=True)
class RsaPkcs1(_Raw):
    """Version 1 with an RSA key."""

    key: RSAPrivateKey = field(repr=False)
    algorithm: str = "RSA"
    legacy: bool = True

    def wrap(self, key: bytes, label: str, description: Context) -> bytes:
        """Wrap a data key."""
        del label, description
        return rsa.pkcs1_wrap(self.key.public_key(), key)

    def unwrap(self, wrapped: bytes, label: str, description: Context) -> bytes:
        """Open a wrapped key; raise `UnwrapError`."""
        del label, description
        return rsa.pkcs1_unwrap(self.key, wrapped)


def described(name: str, value: object) -> dict[str, str]:
    """A description as parsed from JSON: an object of texts, else `MalformedMetadataError`."""
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise MalformedMetadataError(name, "is no JSON object of texts")
    return value

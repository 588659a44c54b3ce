"""Master keys that wrap one value at a time: RSA, a key service, or a caller's own."""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from conformance.reference import rsa
from conformance.reference.errors import UnwrapError


class Master(Protocol):
    """Wraps and unwraps keys; `algorithm` is how metadata names it."""

    @property
    def algorithm(self) -> str:
        """The name in the envelope."""
        ...

    def wrap(self, plain: bytes) -> bytes:
        """Wrap a key."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes:
        """Open what `wrap` made; raise `UnwrapError`."""
        ...


@dataclass(frozen=True, slots=True)
class RsaPkcs1:
    """RSA with PKCS#1 v1.5: the common master key of OSS."""

    key: RSAPrivateKey = field(repr=False)
    algorithm: str = "RSA/NONE/PKCS1Padding"

    def wrap(self, plain: bytes) -> bytes:
        """Wrap a key."""
        return rsa.pkcs1_wrap(self.key.public_key(), plain)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Open a wrapped key; raise `UnwrapError`."""
        return rsa.pkcs1_unwrap(self.key, wrapped)


@dataclass(frozen=True, slots=True)
class RsaOaep:
    """RSA with OAEP and SHA-1: oss2's local provider, COS's key files, OBS."""

    key: RSAPrivateKey = field(repr=False)
    algorithm: str = "RSA/NONE/OAEPWithSHA-1AndMGF1Padding"

    def wrap(self, plain: bytes) -> bytes:
        """Wrap a key."""
        return rsa.oaep_wrap(self.key.public_key(), plain)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Open a wrapped key; raise `UnwrapError`."""
        return rsa.oaep_unwrap(self.key, wrapped)


@dataclass(frozen=True, slots=True)
class Custom:
    """A caller's own master key, under the caller's own name."""

    algorithm: str
    wrap: Callable[[bytes], bytes]
    unwrap: Callable[[bytes], bytes]


class KeyService(Protocol):
    """A KMS: plaintext in, an opaque text out."""

    def encrypt(self, plain: bytes) -> str:
        """The CiphertextBlob, Base64 text."""
        ...

    def decrypt(self, blob: str) -> bytes:
        """The plaintext; raise `UnwrapError`."""
        ...


@dataclass(frozen=True, slots=True)
class Kms:
    """OSS's KMS master key. `twice`: oss2 puts the Base64 text into Base64 again, so others cannot read it."""

    service: KeyService
    twice: bool = False
    algorithm: str = "KMS/ALICLOUD"

    def wrap(self, plain: bytes) -> bytes:
        """What the envelope holds in Base64."""
        blob = self.service.encrypt(plain)
        return blob.encode() if self.twice else base64.b64decode(blob)

    def unwrap(self, wrapped: bytes) -> bytes:
        """Open `wrap`; raise `UnwrapError`."""
        try:
            blob = wrapped.decode("ascii") if self.twice else base64.b64encode(wrapped).decode()
            base64.b64decode(blob, validate=True)
        except (UnicodeDecodeError, binascii.Error):
            raise UnwrapError("the wrapped key is no CiphertextBlob of this spelling") from None
        return self.service.decrypt(blob)

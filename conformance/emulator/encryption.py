"""How objects are encrypted, as values."""

from dataclasses import dataclass, field
from enum import Enum

from conformance.emulator.sealing import Cipher, DataKey
from conformance.emulator.vault import Lock


class Mode(Enum):
    """Who holds the key that encrypts an object."""

    NONE = "none"
    MANAGED = "managed"
    KMS = "kms"
    DSSE = "dsse"
    """KMS keys, two layers; told apart from `KMS` by name only."""
    CUSTOMER = "customer"

    @property
    def uses_kms(self) -> bool:
        """Whether a KMS wraps the data key."""
        return self in {Mode.KMS, Mode.DSSE}


@dataclass(frozen=True, slots=True)
class CustomerKey:
    """A customer's key as a request brings it."""

    secret: bytes = field(repr=False)
    md5: str
    """Base64 of its MD5, as answers show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """The encryption that a request, or a bucket's default, asks for."""

    mode: Mode
    cipher: Cipher = Cipher.AES256
    customer_key: CustomerKey | None = None
    kms_key_id: str = ""
    """The KMS's own id; empty for the default key."""
    context: str = ""
    """The encryption context as the header spells it."""
    bucket_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """How an object, or a multipart upload, is encrypted: what answers may show."""

    mode: Mode
    cipher: Cipher = Cipher.AES256
    customer_key_md5: str = ""
    kms_key_id: str = ""
    context: str = ""
    bucket_key: bool = False


@dataclass(frozen=True, slots=True)
class Keeping:
    """How data is kept: what is shown of it, the lock on its data key, and the data key while it is open."""

    encryption: Encryption
    lock: Lock | None
    key: DataKey | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketDefault:
    """A bucket's default encryption, as it was configured."""

    method: Method
    kms_key: str = ""
    """The key id as it was configured: reading the configuration shows the same text."""
    project: str = ""

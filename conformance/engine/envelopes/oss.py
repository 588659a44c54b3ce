"""Alibaba OSS: several master keys, told apart by their descriptions."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from conformance.engine.envelopes.base import master_of, masters_of
from conformance.engine.envelopes.counter import CounterEnvelopes
from conformance.model.operation import Encryption, Master, Vault
from conformance.reference.envelopes import oss
from conformance.reference.envelopes.content import ContentKey, encoded
from conformance.reference.envelopes.masters import Kms
from conformance.reference.errors import UnwrapError


class OssEnvelopes(CounterEnvelopes):
    """The format of both generations of the SDK."""

    entries: ClassVar[Mapping[str, str]] = {
        "key": oss.KEY,
        "start": oss.START,
        "content-algorithm": oss.CONTENT_ALGORITHM,
        "wrap-algorithm": oss.WRAP_ALGORITHM,
        "description": oss.DESCRIPTION,
        "plain-digest": oss.PLAIN_MD5,
        "plain-length": oss.PLAIN_LENGTH,
    }

    def fresh(self, encryption: Encryption) -> ContentKey:
        """A content key for one object."""
        del encryption
        return oss.fresh()

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        """The metadata that keeps a content key."""
        return oss.envelope(_candidate(master_of(encryption)), content)

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        """The content key of an object; raise an `EnvelopeError`."""
        return oss.content_key(metadata, [_candidate(master) for master in masters_of(encryption)])

    def sizes(self, part_size: int, data_size: int) -> dict[str, str]:
        """The metadata that declares how an upload is cut."""
        return {oss.PART_SIZE: str(part_size), oss.DATA_SIZE: str(data_size)}

    def noted(self, digest: str, length: int) -> dict[str, str]:
        """The metadata that keeps what the caller said of the plaintext."""
        return {oss.PLAIN_MD5: digest, oss.PLAIN_LENGTH: str(length)}


def _candidate(master: Master) -> oss.Candidate:
    by = Kms(_Service(master.vault)) if master.vault is not None else master
    return oss.Candidate(by, dict(master.description) or None)


@dataclass(frozen=True, slots=True)
class _Service:
    """A vault, as the reference asks one: Base64 outside, and no context."""

    vault: Vault

    def encrypt(self, plain: bytes) -> str:
        return encoded(self.vault.encrypt(plain, {}))

    def decrypt(self, blob: str) -> bytes:
        plain = self.vault.decrypt(b64decode(blob), {})
        if plain is None:
            raise UnwrapError("the key service does not open the wrapped key")
        return plain

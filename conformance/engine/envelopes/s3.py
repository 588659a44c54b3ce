"""Amazon S3: one authenticated ciphertext for the whole object, its envelope beside it or in an object of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

from conformance.engine.envelopes.base import Cut, Sealed, Stored, master_of, masters_of, rsa_key
from conformance.model.operation import Encryption, Master, Vault
from conformance.reference.envelopes import s3, s3_keyrings
from conformance.reference.envelopes.s3_format import CBC, COMMITTING, GCM, OBJECT_ONLY
from conformance.reference.errors import LegacyError, PartSizeError, UnwrapError

_FORMATS = {
    None: (COMMITTING, 3),
    "committing": (COMMITTING, 3),
    "gcm": (GCM, 2),
    "cbc": (CBC, 2),
    "cbc-first": (CBC, 1),
}
"""What a case calls a content cipher, to its suite and the version of the envelope."""
_ENTRIES = {
    3: {
        "key": "x-amz-3",
        "start": "x-amz-i",
        "content-algorithm": "x-amz-c",
        "wrap-algorithm": "x-amz-w",
        "description": "x-amz-t",
        "commitment": "x-amz-d",
        "foreign": "x-amz-cek-alg",
    },
    2: {
        "key": "x-amz-key-v2",
        "start": "x-amz-iv",
        "content-algorithm": "x-amz-cek-alg",
        "wrap-algorithm": "x-amz-wrap-alg",
        "description": "x-amz-matdesc",
        "tag-length": "x-amz-tag-len",
        "plain-length": "x-amz-unencrypted-content-length",
        "foreign": "x-amz-w",
    },
}


class S3Upload:
    """An upload whose parts follow each other."""

    def __init__(self, begun: s3.Begun) -> None:
        self.metadata = begun.metadata
        self._parts = s3.Upload(begun)

    def part(self, number: int, body: bytes, *, last: bool) -> Sealed:
        """A slice of the ciphertext; raise `PartSizeError` where it is not the next one."""
        return Sealed(metadata={}, body=self._parts.part(number, body, last=last))

    def end(self) -> None:
        """Raise `PartSizeError` where the tag is still to come."""
        if not self._parts.ended:
            raise PartSizeError("no part was said to be the last, and the tag goes with that")


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Envelopes:
    """The three versions of the format."""

    guarded: bool = False
    """Whether it writes what a client of today writes; else old formats as well, for readers to meet."""
    suffix: str = ".instruction"

    def seal(self, encryption: Encryption, plain: bytes, *, apart: bool = False) -> Sealed:
        """An object to be stored; raise `LegacyError` for a format that is not written any more."""
        suite, version = self._format(encryption)
        _check_context(encryption)
        stored = s3.seal(plain, self._keyring(encryption), suite=suite, version=version, apart=apart)
        return Sealed(metadata=stored.metadata, body=stored.body, beside=stored.instructions)

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        """The content of an object; raise an `EnvelopeError`, or `ValueError` for a range."""
        if stored.ranged:
            raise ValueError("a range has no tag, so that it is not read")
        rings = [ring for master in masters_of(encryption) for ring in _keyrings(master, encryption)]
        reading = s3.Reading(
            uncommitted="uncommitted" in encryption.accepts,
            legacy_content="old-content" in encryption.accepts,
            legacy_wraps="old-wraps" in encryption.accepts,
        )
        return s3.open_object(s3.Stored(stored.metadata, stored.body, stored.beside), rings, reading)

    def begin(self, encryption: Encryption, cut: Cut) -> S3Upload:
        """An upload in parts, of any sizes."""
        del cut
        _check_context(encryption)
        suite, version = self._format(encryption)
        return S3Upload(s3.begin(self._keyring(encryption), suite=suite, version=version))

    def lies_apart(self, metadata: Mapping[str, str]) -> bool:
        """Whether no wrapped key is beside the object; one that nobody sealed is looked for in vain."""
        return not any(entries["key"] in metadata for entries in _ENTRIES.values())

    def noted(self, digest: str, length: int) -> dict[str, str]:
        """Nothing is kept of the plaintext."""
        del digest, length
        return {}

    def reserved(self) -> frozenset[str]:
        """Names of metadata that are the envelope's and no caller's, whatever its version."""
        return frozenset(name for entries in _ENTRIES.values() for name in entries.values())

    def start_of(self, encryption: Encryption, length: int) -> str:
        """Raise `ValueError`: the nonce stands in the open, and is bound to what is derived from it."""
        del encryption, length
        raise ValueError("the format wraps no start")

    def entry(self, name: str, metadata: Mapping[str, str]) -> str:
        """What the version of an envelope calls an entry; raise `KeyError` for one that it does not have."""
        version = 3 if any(entry in metadata for entry in OBJECT_ONLY) else 2
        return _ENTRIES[version][name]

    def _format(self, encryption: Encryption) -> tuple[str, int]:
        suite, version = _FORMATS[encryption.data_algorithm]
        if self.guarded and (suite == CBC or (suite == GCM and "uncommitted" not in encryption.accepts)):
            raise LegacyError(f"{suite} is not written any more")
        return suite, version

    def _keyring(self, encryption: Encryption) -> s3_keyrings.Keyring:
        first, *old = _keyrings(master_of(encryption), encryption)
        return old[0] if old and master_of(encryption).kind == "old-kms" and not self.guarded else first


def _check_context(encryption: Encryption) -> None:
    """Nobody could bring the same context again if it held what stores garble, or names that readers leave out."""
    context = encryption.context or {}
    if s3_keyrings.RESERVED & set(context):
        raise ValueError("the encryption context has a name that is the client's own")
    if not all(text.isascii() for pair in context.items() for text in pair):
        raise ValueError("the encryption context has letters that are no US-ASCII")


@dataclass(frozen=True, slots=True)
class _Service:
    """A vault, as the reference asks one."""

    vault: Vault

    def encrypt(self, plain: bytes, context: Mapping[str, str]) -> bytes:
        return self.vault.encrypt(plain, context)

    def decrypt(self, blob: bytes, context: Mapping[str, str]) -> bytes:
        plain = self.vault.decrypt(blob, context)
        if plain is None:
            raise UnwrapError("the key service does not open the data key")
        return plain


def _keyrings(master: Master, encryption: Encryption) -> list[s3_keyrings.Keyring]:
    """The ways in which a master key wraps, the current one first."""
    if master.vault is not None:
        service = _Service(master.vault)
        return [
            s3_keyrings.Kms(service, encryption.context or {}),
            s3_keyrings.OldKms(service, master.vault.key_id),
        ]
    if master.kind == "rsa":
        return [s3_keyrings.RsaOaep(master.description, key=rsa_key(master))]
    return [s3_keyrings.AesGcm(master.description, key=master.secret)]

"""The clients of the S3 encryption client: one for each keyring and configuration, each around its own of boto3."""

from collections.abc import Mapping
from types import SimpleNamespace

from botocore.exceptions import ClientError
from s3_encryption import S3EncryptionClient, S3EncryptionClientConfig
from s3_encryption.materials.kms_keyring import KmsKeyring
from s3_encryption.materials.materials import AlgorithmSuite, CommitmentPolicy

from conformance.drivers.sdk.kit import Untyped, Way, sealing
from conformance.drivers.sdk.s3.client import Boto3
from conformance.drivers.sdk.s3ec.keyring import OwnKeyring
from conformance.model.operation import Encryption, Master, Operation, Vault
from conformance.wire.errors import NotExpressibleError

OF_KEY_SERVICE = frozenset({"GenerateDataKey", "Decrypt"})
"""Calls whose errors are none of the store's."""
_KEPT = 8
"""Clients that are open at a time; a case has its own keys, and needs no client of the case before."""
_SUITES = {
    None: AlgorithmSuite.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY,
    "committing": AlgorithmSuite.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY,
    "gcm": AlgorithmSuite.ALG_AES_256_GCM_IV12_TAG16_NO_KDF,
    "cbc": AlgorithmSuite.ALG_AES_256_CBC_IV16_NO_KDF,
}


class Clients:
    """The clients of one principal."""

    def __init__(self, way: Way) -> None:
        self._way = way
        self._open: dict[tuple[object, ...], tuple[Master, Untyped, Untyped]] = {}

    def of(self, operation: Operation) -> Untyped:
        """The client with the call's master key and configuration."""
        encryption, master = sealing("s3ec", operation.encryption)
        place = (id(master), encryption.data_algorithm, encryption.accepts)
        if place not in self._open:
            if len(self._open) >= _KEPT:
                self._open.pop(next(iter(self._open)))[1].close()
            plain = Boto3().client(self._way)
            self._open[place] = master, plain, S3EncryptionClient(plain, _config(encryption))
        return self._open[place][2]

    def close(self) -> None:
        """Let go of connections."""
        for _, plain, _ in self._open.values():
            plain.close()


def _config(encryption: Encryption) -> S3EncryptionClientConfig:
    accepts = encryption.accepts
    return S3EncryptionClientConfig(
        keyring=_keyring(encryption),
        encryption_algorithm=_SUITES[encryption.data_algorithm],
        commitment_policy=_policy(encryption),
        enable_legacy_unauthenticated_modes="old-content" in accepts,
        enable_delayed_authentication="delayed" in accepts,
    )


def _policy(encryption: Encryption) -> CommitmentPolicy:
    """Who reads content without commitment and writes some as well has the policy that forbids to commit."""
    if "uncommitted" not in encryption.accepts:
        return CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT
    if encryption.data_algorithm == "gcm":
        return CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT
    return CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT


def _keyring(encryption: Encryption) -> Untyped:
    master = encryption.master
    if master is not None and master.vault is not None:
        old = "old-wraps" in encryption.accepts
        return KmsKeyring(_KeyService(master.vault), master.vault.key_id, enable_legacy_wrapping_algorithms=old)
    if master is not None and master.kind == "aes":
        return OwnKeyring(master.secret)
    raise NotExpressibleError("s3ec: the SDK offers keys of a key service, and keyrings of the caller's own")


class _KeyService:
    """What the SDK asks of boto3's client of KMS, answered by the suite's own key service."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.meta = SimpleNamespace(config=SimpleNamespace(user_agent_extra=""))

    def generate_data_key(self, **asked: Untyped) -> Mapping[str, bytes | str]:
        """A data key in the open, and wrapped."""
        self._check(asked, "GenerateDataKey")
        if asked["KeySpec"] != "AES_256":
            raise _refused("ValidationException", "GenerateDataKey")
        plain, wrapped = self._vault.generate(asked["EncryptionContext"])
        return {"Plaintext": plain, "CiphertextBlob": wrapped, "KeyId": self._vault.key_id}

    def decrypt(self, **asked: Untyped) -> Mapping[str, bytes | str]:
        """An opened data key."""
        self._check(asked, "Decrypt")
        plain = self._vault.decrypt(asked["CiphertextBlob"], asked["EncryptionContext"])
        if plain is None:
            raise _refused("InvalidCiphertextException", "Decrypt")
        return {"Plaintext": plain, "KeyId": self._vault.key_id}

    def _check(self, asked: Mapping[str, Untyped], call: str) -> None:
        if asked["KeyId"] != self._vault.key_id:
            raise _refused("NotFoundException", call)


def _refused(code: str, call: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, call)

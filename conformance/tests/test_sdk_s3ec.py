"""The S3 encryption client as a subject: who is said to have refused, and what its clients are made of."""

from unittest.mock import MagicMock

import pytest
from botocore.exceptions import ClientError

from conformance.drivers.sdk.kit import Untyped
from conformance.engine.masters import made
from conformance.model.operation import Encryption, Operation
from conformance.model.values import MasterKey
from conformance.model.words import Mode

pytest.importorskip("s3_encryption", reason="it has an environment of its own (tox -e s3ec)")

from s3_encryption.exceptions import S3EncryptionClientError
from s3_encryption.materials.materials import AlgorithmSuite, CommitmentPolicy, DecryptionMaterials, EncryptionMaterials

from conformance.drivers.sdk.s3.client import Boto3
from conformance.drivers.sdk.s3ec.client import S3Ec
from conformance.drivers.sdk.s3ec.clients import Clients, _config, _KeyService

MASTERS = made({"mine": MasterKey(kind="kms"), "secret": MasterKey(kind="aes")}, "seed")
VAULT = MASTERS["mine"].vault
COMMITTING = AlgorithmSuite.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY


def encryption(master: str = "mine", **more: Untyped) -> Encryption:
    return Encryption(mode=Mode.CLIENT, master=MASTERS[master], **more)


def wrapped(call: str, status: int, code: str) -> Exception:
    answer: Untyped = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status, "RequestId": "7"}}
    error: Exception = S3EncryptionClientError("Failed to retrieve and/or decrypt object")
    error.__cause__ = ClientError(answer, call)
    return error


def test_a_refusal_of_the_store_is_told_as_such_though_the_client_wraps_it() -> None:
    refused = S3Ec().refusal(wrapped("GetObject", 404, "NoSuchKey"))
    assert refused is not None
    assert (refused.status, refused.code, refused.request_id) == (404, "NoSuchKey", "7")


@pytest.mark.parametrize(
    "error", [wrapped("Decrypt", 400, "InvalidCiphertextException"), S3EncryptionClientError("no"), ValueError("no")]
)
def test_what_the_key_service_or_the_client_says_is_no_answer_of_the_store(error: Exception) -> None:
    assert S3Ec().refusal(error) is None


@pytest.mark.parametrize(
    ("algorithm", "accepts", "policy"),
    [
        (None, set(), CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT),
        (None, {"uncommitted"}, CommitmentPolicy.REQUIRE_ENCRYPT_ALLOW_DECRYPT),
        ("gcm", {"uncommitted"}, CommitmentPolicy.FORBID_ENCRYPT_ALLOW_DECRYPT),
    ],
)
def test_a_policy_follows_from_what_is_read_and_written(
    algorithm: str | None, accepts: set[str], policy: CommitmentPolicy
) -> None:
    config = _config(encryption(data_algorithm=algorithm, accepts=frozenset(accepts)))
    assert config.commitment_policy == policy
    assert not config.enable_legacy_unauthenticated_modes
    assert not config.keyring.enable_legacy_wrapping_algorithms


def test_the_key_service_opens_what_it_wrapped_under_the_same_key_and_context_only() -> None:
    assert VAULT is not None
    service, context = _KeyService(VAULT), {"dept": "x"}
    made_key = service.generate_data_key(KeyId=VAULT.key_id, KeySpec="AES_256", EncryptionContext=context)
    blob = made_key["CiphertextBlob"]
    asked = {"KeyId": VAULT.key_id, "CiphertextBlob": blob, "EncryptionContext": context}
    assert service.decrypt(**asked)["Plaintext"] == made_key["Plaintext"]
    changes: list[dict[str, Untyped]] = [{"EncryptionContext": {}}, {"KeyId": "other"}, {"CiphertextBlob": b"short"}]
    for changed in changes:
        with pytest.raises(ClientError, match=r"InvalidCiphertextException|NotFoundException"):
            service.decrypt(**{**asked, **changed})


@pytest.mark.parametrize(
    ("iv", "other", "suite"),
    [(None, b"iv", COMMITTING), (b"iv", None, AlgorithmSuite.ALG_AES_256_GCM_IV12_TAG16_NO_KDF)],
)
def test_the_own_keyring_opens_what_it_wrapped_for_the_same_cipher(
    iv: bytes | None, other: bytes | None, suite: AlgorithmSuite
) -> None:
    keyring = _config(encryption("secret")).keyring
    sealed = keyring.on_encrypt(EncryptionMaterials(encryption_algorithm=suite))
    opened = keyring.on_decrypt(DecryptionMaterials(iv=iv), [sealed.encrypted_data_key])
    assert opened.plaintext_data_key == sealed.plaintext_data_key
    with pytest.raises(S3EncryptionClientError, match="does not open"):
        keyring.on_decrypt(DecryptionMaterials(iv=other), [sealed.encrypted_data_key])


def test_a_client_is_made_once_for_each_key_and_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    plain: list[MagicMock] = []

    def client(_boto: Boto3, _way: Untyped) -> MagicMock:
        plain.append(MagicMock())
        return plain[-1]

    monkeypatch.setattr(Boto3, "client", client)
    way: Untyped = None
    clients = Clients(way)
    many = made({f"k{number}": MasterKey(kind="kms") for number in range(10)}, "seed")
    operations = [
        Operation(do="put-object", bucket="b", encryption=Encryption(mode=Mode.CLIENT, master=master))
        for master in many.values()
    ]
    assert clients.of(operations[0]) is clients.of(operations[0])
    for operation in operations:
        clients.of(operation)
    assert [each.close.called for each in plain] == [True] * 2 + [False] * 8
    clients.close()
    assert all(each.close.called for each in plain)

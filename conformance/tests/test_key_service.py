"""A key service with the interface of AWS KMS, as moto has it: what the suite may do with keys of its own."""

from collections.abc import Iterator

import pytest

from conformance.engine.names import ProfileLacksError
from conformance.engine.sandbox import SandboxError
from conformance.lab import moto
from conformance.model.target import KmsKey
from conformance.probes.kms_api import KmsApi
from conformance.wire.credentials import Credentials

KEYS = Credentials(access_key="A", secret_key="S")


@pytest.fixture(scope="module")
def service() -> Iterator[KmsApi]:
    with moto.running() as url:
        yield KmsApi(endpoint=url, region="us-east-1", credentials=KEYS)


def state(service: KmsApi, key: KmsKey) -> str:
    return str(service._client.describe_key(KeyId=key.id)["KeyMetadata"]["KeyState"])


def test_a_key_is_made_changed_and_let_go(service: KmsApi) -> None:
    key = service.create("of a test")
    assert key.full.endswith(f"key/{key.id}")
    for wanted, seen in (("disabled", "Disabled"), ("enabled", "Enabled"), ("pending-deletion", "PendingDeletion")):
        service.change(key, wanted)
        assert state(service, key) == seen
    service.remove(key)
    assert state(service, key) == "PendingDeletion"


def test_a_key_is_rotated(service: KmsApi) -> None:
    key = service.create("of a test")
    service.change(key, "rotated")
    service.remove(key)


def test_what_the_interface_does_not_have_is_lacking(service: KmsApi) -> None:
    key = service.create("of a test")
    with pytest.raises(ProfileLacksError, match="'deleted'"):
        service.change(key, "deleted")
    with pytest.raises(ProfileLacksError, match="turned off"):
        service.serve(active=False)
    service.serve(active=True)


def test_a_service_that_is_not_there_judges_nobody() -> None:
    with pytest.raises(SandboxError, match="the key service: "):
        KmsApi(endpoint="http://127.0.0.1:1", region="us-east-1", credentials=KEYS).create("of a test")

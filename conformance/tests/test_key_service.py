"""A key service with the interface of AWS KMS, as moto has it: what the suite may do with keys of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.engine.journal import Abandoned, Journal, claimed, journals
from conformance.engine.key_service import JournalledKeys, remove_key
from conformance.engine.names import ProfileLacksError
from conformance.engine.sandbox import SandboxError
from conformance.lab import moto
from conformance.model.result import SubjectInfo
from conformance.model.target import KmsKey
from conformance.model.words import Dialect
from conformance.probes.kms_api import KmsApi
from conformance.wire.credentials import Credentials

INFO = SubjectInfo(name="mine", title="Mine", dialect=Dialect.S3, driver="rest", endpoint="https://127.0.0.1:1")
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


# Keys that outlive a run


def noted(service: KmsApi, folder: Path, left: list[str]) -> tuple[JournalledKeys, Journal]:
    journal = Journal(folder, "run", INFO)
    return JournalledKeys(service=service, journal=journal, run=f"enc-conf-{folder.name}", left=left), journal


def abandoned(folder: Path) -> Abandoned:
    with claimed(journals(folder)[0]) as found:
        assert found is not None
        return found


def test_a_key_is_noted_before_it_is_made_and_forgotten_when_it_is_gone(service: KmsApi, tmp_path: Path) -> None:
    keys, journal = noted(service, tmp_path, [])
    with journal:
        key = keys.create("of a test")
        text = journals(tmp_path)[0].read_text()
        assert f"enc-conf-{tmp_path.name}-key-1 of a test" in text
        keys.remove(key)
    assert not journals(tmp_path)
    assert state(service, key) == "PendingDeletion"


def test_what_a_killed_run_left_is_found_by_its_description_and_nothing_else(service: KmsApi, tmp_path: Path) -> None:
    keys, journal = noted(service, tmp_path, [])
    with journal:
        key = keys.create("of a test")
        theirs = service.create("of a test")
    (made,) = abandoned(tmp_path).keys
    assert remove_key(service, made) == []
    assert (state(service, key), state(service, theirs)) == ("PendingDeletion", "Enabled")
    assert remove_key(service, made) == [], "a second time there is nothing to do"


def test_a_key_that_stays_is_told_and_kept_in_the_journal(tmp_path: Path) -> None:
    nobody = KmsApi(endpoint="http://127.0.0.1:1", region="us-east-1", credentials=KEYS)
    left: list[str] = []
    keys, journal = noted(nobody, tmp_path, left)
    with journal:
        with pytest.raises(SandboxError):
            keys.create("of a test")
        keys.remove(KmsKey(id="k"))
    assert [text.partition(": ")[0] for text in left] == ["KMS key k"]
    (made,) = abandoned(tmp_path).keys
    assert [text.partition(": ")[0] for text in remove_key(nobody, made)] == [f"KMS key {made.description!r}"]
    assert "names no key service" in remove_key(None, made)[0]

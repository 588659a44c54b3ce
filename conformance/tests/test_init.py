"""`conformance init`: what a store offers is seen by asking, and a profile is written that works."""

from pathlib import Path

import pytest

from conformance.catalogue import targets
from conformance.cli import main
from conformance.emulator import MAIN, Emulator
from conformance.engine import sandbox


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONFORMANCE_ACCESS_KEY", MAIN.access_key)
    monkeypatch.setenv("CONFORMANCE_SECRET_KEY", MAIN.secret_key)
    return tmp_path


def init(dialect: str, *faults: str) -> dict[str, str]:
    """Look at an emulator; the capabilities that its profile says it has."""
    with Emulator(dialect, faults=faults) as store:
        store.authority.write_ca(Path("ca.pem"))
        words = ["init", "mine", f"--dialect={dialect}", "--ca-file=ca.pem", "--region=region-1"]
        assert main([*words, "--addressing=path", f"--endpoint=https://127.0.0.1:{store.https_port}"]) == 0
        assert store.store.buckets() == [], "it removes what it makes"
    target = targets.read(Path("mine.yaml"))
    assert (target.name, target.ca_file) == ("mine", str(Path("ca.pem").resolve()))
    return target.capabilities


def test_what_is_offered_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    seen = init("s3")
    assert {name for name, answer in seen.items() if answer == "yes"} == {
        "customer", "managed", "kms", "dsse", "bucket-default", "versioning", "post", "attributes",
    }  # fmt: skip
    assert "append" not in seen, "S3 has no words for it"
    assert seen["plain-http"] == "no: not in the profile"
    assert "--target=mine.yaml" in capsys.readouterr().out


def test_a_yes_without_a_word_of_what_was_asked_for_is_no_yes() -> None:
    seen = init("s3", "customer-keys-ignored")
    assert seen["customer"].startswith(
        "no: “upload” was answered with success, and header:customer-algorithm is absent"
    )
    assert seen["managed"] == "yes"


def test_what_cannot_be_removed_is_told_and_swept_later(capsys: pytest.CaptureFixture[str]) -> None:
    with Emulator("s3") as store:
        store.authority.write_ca(Path("ca.pem"))
        words = ["init", "mine", "--ca-file=ca.pem", "--region=region-1", "--addressing=path"]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sandbox, "remove", lambda _driver, place: [f"bucket {place.bucket}: 503 SlowDown"])
            assert main([*words, f"--endpoint=https://127.0.0.1:{store.https_port}"]) == 1
        assert "left behind on the store: bucket enc-conf-" in capsys.readouterr().err
        assert store.store.buckets()
        assert main(["sweep"]) == 0
        assert store.store.buckets() == []


def test_a_profile_that_is_there_stays(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.yaml").write_text("kept")
    assert main(["init", "mine", "--endpoint=https://127.0.0.1:1"]) == 2
    assert "is there already; --force replaces it" in capsys.readouterr().err
    assert Path("mine.yaml").read_text() == "kept"


@pytest.mark.parametrize(
    ("name", "endpoint", "complaint"),
    [
        ("Mine!", "https://127.0.0.1:1", "small letters, digits and hyphens"),
        ("mine", "127.0.0.1", "must look like https://host"),
        ("mine", "https://127.0.0.1:1", "target mine:"),
    ],
)
def test_what_cannot_be_done_is_one_message(
    name: str, endpoint: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", name, f"--endpoint={endpoint}"]) == 2
    assert complaint in capsys.readouterr().err
    assert not list(Path().glob("*.yaml"))

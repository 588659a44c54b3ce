"""`conformance doctor` names what is missing, says what to do, shows no secret, and asks nobody but the endpoint."""

import dataclasses
import datetime as dt
import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import doctor
from conformance.checkup import Health, network
from conformance.cli import main
from conformance.drivers.sdk import registry
from conformance.model.target import Auth, Target
from conformance.model.words import Dialect

SECRET = "not-to-be-seen-anywhere"
PROFILE = """\
name: mine
title: Ours
dialect: s3
endpoint: {endpoint}
addressing: path
auth: {{scheme: s3v4, access-key: DOCTOR_KEY, secret-key: DOCTOR_SECRET, token: DOCTOR_TOKEN}}
"""


class Store(http.server.BaseHTTPRequestHandler):
    requests: list[str]
    date: str | None

    def do_GET(self) -> None:
        self.server.requests.append(self.path)  # type: ignore[attr-defined]
        self.send_response_only(403)
        if self.server.date:  # type: ignore[attr-defined]
            self.send_header("Date", self.server.date)  # type: ignore[attr-defined]
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def store() -> Iterator[http.server.HTTPServer]:
    server = http.server.HTTPServer(("127.0.0.1", 0), Store)
    server.requests, server.date = [], ""  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def url(server: http.server.HTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def profile(folder: Path, endpoint: str) -> str:
    path = folder / "mine.yaml"
    path.write_text(PROFILE.format(endpoint=endpoint))
    return str(path)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DOCTOR_KEY", "DOCTOR_SECRET", "DOCTOR_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def test_the_emulator_needs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "the suite starts it (emulator)" in said
    assert said.endswith("a run can begin\n")


def test_what_the_environment_lacks_is_named_and_no_value_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCTOR_KEY", SECRET)
    assert main(["doctor", "--offline", "--target", profile(tmp_path, "https://store.example")]) == 1
    said = capsys.readouterr().out
    assert "MISSING no credentials; set DOCTOR_SECRET in the environment" in said
    monkeypatch.setenv("DOCTOR_SECRET", SECRET + "\n")
    assert main(["doctor", "--offline", "--target", profile(tmp_path, "https://store.example")]) == 1
    said += capsys.readouterr().out
    assert "begins or ends with a blank" in said
    monkeypatch.setenv("DOCTOR_SECRET", SECRET)
    assert main(["doctor", "--offline", "--target", profile(tmp_path, "https://store.example")]) == 0
    said += capsys.readouterr().out
    assert "DOCTOR_TOKEN is not set" in said
    assert "no KMS key main, other, disabled, pending" in said
    assert SECRET not in said


def test_the_endpoint_is_asked_once_and_unsigned(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    store: http.server.HTTPServer,
) -> None:
    monkeypatch.setenv("DOCTOR_KEY", SECRET)
    monkeypatch.setenv("DOCTOR_SECRET", SECRET)
    assert main(["doctor", "--target", profile(tmp_path, url(store))]) == 0
    said = capsys.readouterr().out
    assert f"endpoint {url(store)} answers (403 in " in said
    assert "does not say what time it is" in said
    assert store.requests == ["/"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(("off", "health"), [(0, Health.FINE), (100, Health.NOTE), (-400, Health.LACKS)])
def test_a_clock_that_is_off_is_noticed(store: http.server.HTTPServer, off: int, health: Health) -> None:
    now = dt.datetime(2026, 11, 21, 6, tzinfo=dt.UTC)
    store.date = "Sat, 21 Nov 2026 06:00:00 GMT"  # type: ignore[attr-defined]
    target = Target(
        name="x",
        title="X",
        dialect=Dialect.S3,
        endpoint=url(store),
        addressing="path",
        auth=Auth(scheme="s3v4", access_key="A", secret_key="B"),
    )
    lines = list(network(target, now + dt.timedelta(seconds=off)))
    assert [line.health for line in lines] == [Health.FINE, health]
    assert f"{abs(off)} s apart" in lines[1].text


def test_an_endpoint_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCTOR_KEY", SECRET)
    monkeypatch.setenv("DOCTOR_SECRET", SECRET)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        where = f"http://127.0.0.1:{nobody.getsockname()[1]}"
        assert main(["doctor", "--target", profile(tmp_path, where)]) == 1
    said = capsys.readouterr().out
    assert f"MISSING endpoint {where}: " in said
    assert said.endswith("something is missing: see above\n")


def test_an_sdk_that_is_to_be_judged_must_be_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = dataclasses.replace(registry.SDKS["boto3"], distribution="boto3-that-nobody-has")
    monkeypatch.setitem(registry.SDKS, "boto3", gone)
    assert main(["doctor", "--subject", "boto3"]) == 1
    assert "and --subject boto3 needs it: pip install 'object-store-" in capsys.readouterr().out


def test_a_disk_that_is_full_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "_ROOM", 10**18)
    assert main(["doctor", "--results", str(tmp_path / "not" / "yet")]) == 1
    assert "GB free for" in capsys.readouterr().out


def test_a_target_that_is_not_there_is_one_message(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--target", "nobody"]) == 2
    assert "there is no target 'nobody'" in capsys.readouterr().err

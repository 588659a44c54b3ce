"""The commands, as typed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import conformance
from conformance.catalogue import targets
from conformance.catalogue.places import cases_root
from conformance.cli import main
from conformance.describe import describe
from conformance.drivers.sdk import registry
from conformance.report.writer import ResultWriter
from conformance.subjects import through
from conformance.tests.report_values import RUN, result
from conformance.tests.running import run


def test_lint_says_that_the_cases_are_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint"]) == 0
    assert capsys.readouterr().out == "the cases are in order\n"


def test_lint_of_a_bad_file_is_not_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "bad.yaml").write_text("suite: bad\ntitle: Bad\ncases: []\n")
    assert main(["lint", str(tmp_path)]) == 1
    assert "bad.yaml" in capsys.readouterr().out


def test_cases_are_listed_and_laid_out_by_operation_and_mode(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases"]) == 0
    assert "sse-c/get/other-key  [obs, s3" in capsys.readouterr().out
    assert main(["cases", "--matrix"]) == 0
    assert "copy-object              customer->kms" in capsys.readouterr().out


def test_results_that_are_not_there_are_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "nothing.jsonl")]) == 2
    assert "nothing.jsonl" in capsys.readouterr().err


def test_a_recorded_item_is_replayed_with_the_same_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    suite = str(cases_root() / "sse-c" / "head.yaml")
    ran = run(tmp_path, "--fault=any-customer-key-opens", "--tb=no", "-k", "other-key", suite)
    assert ran.code == 1
    broken = next(result for result in ran.report().results if result.verdict == "violates")
    item = f"{broken.case}[{','.join(f'{name}={value}' for name, value in broken.variant.items())}]"
    arguments = [str(ran.results / "results.jsonl"), item.removesuffix("[]"), "--subject", broken.subject]
    assert main(["replay", *arguments, "--curl"]) == 0
    output = capsys.readouterr().out
    assert "verdict: violates (recorded: violates)" in output
    assert "curl" in output
    recorded_key = next(
        value for name, value in broken.steps[0].exchanges[0].request.headers if name.endswith("customer-key")
    )
    assert recorded_key in output


def test_an_item_that_is_not_one_is_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(tmp_path, "-k", "no-key", str(cases_root() / "sse-c" / "head.yaml"))
    assert main(["replay", str(ran.results / "results.jsonl"), "sse-c/head/none-such"]) == 2
    assert "no result 'sse-c/head/none-such'" in capsys.readouterr().err


def test_a_replay_without_the_sdk_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = through("boto3", targets.select(["s3"])[0])
    header = msgspec.structs.replace(RUN, subjects=[describe(target)], options={})
    recorded = msgspec.structs.replace(
        result("sse-c/head/no-key", "moto"), subject=target.name, dialect=target.dialect, variant={"size": "0"}
    )
    with ResultWriter(tmp_path / "results.jsonl") as writer:
        writer.header(header)
        writer.result(recorded)
    monkeypatch.setattr(registry, "find_spec", lambda _package: None)
    assert main(["replay", str(tmp_path / "results.jsonl"), "sse-c/head/no-key[size=0]"]) == 1
    assert "pip install object-store-encryption-conformance[s3]" in capsys.readouterr().err


def test_emulate_serves_until_it_is_told_to_end(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "conformance", "emulate", "--port=0"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    _, complaints = process.communicate(timeout=20)
    assert "dialect of obs" in first
    assert (process.returncode, complaints) == (0, "")
    assert (tmp_path / "emulator-ca.pem").read_text().startswith("-----BEGIN CERTIFICATE-----")


def test_a_port_in_use_is_one_message(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "conformance", "emulate", f"--port={port}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 is in use")
    assert "Traceback" not in done.stderr


def test_the_emulator_needs_no_cases(tmp_path: Path) -> None:
    """A copy of the emulator alone, without the checking side and without `cases/`, starts and stores."""
    package = Path(conformance.__file__).parent
    shutil.copytree(package / "emulator", tmp_path / "conformance" / "emulator")
    (tmp_path / "conformance" / "__init__.py").touch()
    program = (
        "import urllib.request as u, conformance\n"
        "from conformance.emulator import Emulator\n"
        f"assert conformance.__file__.startswith({str(tmp_path)!r}), conformance.__file__\n"
        "with Emulator('obs') as store:\n"
        "    answer = u.urlopen(u.Request(f'http://127.0.0.1:{store.http_port}/?apiversion', method='HEAD'))\n"
        "    print(answer.headers['x-obs-api'])\n"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "NO_PROXY": "*"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("3.0\n", "")

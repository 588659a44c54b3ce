"""The badge: three numbers, never green where something is not."""

import json
from pathlib import Path

import pytest

from conformance.cli import main
from conformance.model.result import Result
from conformance.model.words import Verdict
from conformance.tests.report_values import leaking, result
from conformance.tests.test_shards import write

V = Verdict


def made(capsys: pytest.CaptureFixture[str], path: Path, *more: str) -> dict[str, object]:
    assert main(["badge", str(path), *more]) == 0
    return dict(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("results", "message", "color"),
    [
        ([result("a/b", "moto")], "1/1 conformant", "success"),
        ([result("a/b", "moto"), result("a/c", "moto", V.ERROR)], "1/1 conformant, 1 unknown", "inactive"),
        ([result("a/b", "moto", V.DEVIATES)], "0/1 conformant, 1 deviations", "important"),
        ([leaking("a/b", "moto")], "0/1 conformant, 1 critical, 1 deviations", "critical"),
        ([], "0/0 conformant", "inactive"),
    ],
)
def test_it_says_the_numbers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], results: list[Result], message: str, color: str
) -> None:
    found = made(capsys, write(tmp_path / "r.jsonl", *results), "--label", "ours")
    assert (found["schemaVersion"], found["label"], found["message"], found["color"]) == (1, "ours", message, color)


def test_a_run_cut_short_is_not_green(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "r.jsonl", result("a/b", "moto"))
    path.write_bytes(b"\n".join(path.read_bytes().splitlines()[:-1]) + b"\n")
    found = made(capsys, path)
    assert (found["message"], found["color"]) == ("1/1 conformant, cut short", "inactive")


def test_one_subject_may_be_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "r.jsonl", result("a/b", "moto", V.VIOLATES), result("a/b", "emulator-s3"))
    assert made(capsys, path, "--subject", "emulator-s3")["message"] == "1/1 conformant"
    assert main(["badge", str(path), "--subject", "nobody"]) == 2
    assert "there is no subject 'nobody' in the run" in capsys.readouterr().err

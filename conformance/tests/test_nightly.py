"""The nightly script carries out two nights: shares, one report, what changed, badge, summary, memory; and the workflow
has no step that the script does not know."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conformance.catalogue.places import cases_root

ROOT = cases_root().parent
SCRIPT = ROOT / ".ci" / "nightly"
WORKFLOW = ROOT / ".github" / "workflows" / "nightly.yml"


def night(out: Path, *options: str, **more: str) -> subprocess.CompletedProcess[str]:
    commands = out / "bin"
    commands.mkdir(parents=True, exist_ok=True)
    conformance = commands / "conformance"
    conformance.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m conformance "$@"\n')
    conformance.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{commands}:{os.environ['PATH']}",
        "NIGHTLY_OUT": str(out / "nightly"),
        "NIGHTLY_TARGETS": "s3",
        "NIGHTLY_SHARDS": "2",
        "NIGHTLY_OPTIONS": " ".join([str(cases_root() / "sse-c" / "head.yaml"), *options]),
        **more,
    }
    return subprocess.run([SCRIPT], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours


def test_two_nights_of_which_the_second_is_worse(tmp_path: Path) -> None:
    journal = tmp_path / "nightly" / "shards" / "other-1" / "journal" / "killed.txt"
    journal.parent.mkdir(parents=True)
    journal.write_text("what a killed run made")
    first = night(tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "step.md"))
    assert first.returncode == 0, first.stdout + first.stderr
    out = tmp_path / "nightly"
    assert json.loads((out / "site" / "badge.json").read_text())["color"] == "success"
    assert "Conformant / applicable" in (tmp_path / "step.md").read_text()
    assert "Since run" not in (out / "summary.md").read_text()

    second = night(tmp_path, "--fault=head-skips-key-check", NIGHTLY_SEED="another", NIGHTLY_SHARDS="1")
    assert second.returncode == 1, second.stdout + second.stderr
    summary = (out / "summary.md").read_text()
    assert "Since run" in summary
    assert "**Newly violated**" in summary
    assert len(re.findall('"kind":"run"', (out / "history" / "s3.jsonl").read_text())) == 2
    assert "Newly violated" in (out / "site" / "index.html").read_text()
    assert json.loads((out / "site" / "badge.json").read_text())["isError"] is True
    assert journal.exists()


def test_a_night_that_cannot_begin_says_why(tmp_path: Path) -> None:
    done = night(tmp_path, NIGHTLY_TARGETS="nobody")
    assert done.returncode == 2
    assert "there is no target 'nobody'" in done.stderr
    assert "unbound" not in done.stderr


def test_the_workflow_calls_the_script_and_cleans_up_always() -> None:
    text = WORKFLOW.read_text(encoding="utf-8")
    assert set(yaml.safe_load(text)["jobs"]) == {"run", "proofs", "report"}
    assert re.findall(r"run: \.ci/nightly (\w+)", text) == ["shard", "proofs", "report"]
    cleaning = text.split("name: Clean up")[1].split("- ")[0]
    assert "if: always()" in cleaning
    assert "conformance sweep" in cleaning


@pytest.mark.parametrize("word", ["nonsense", "shard"])
def test_a_wrong_call_is_told(word: str) -> None:
    done = subprocess.run([SCRIPT, word], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.returncode != 0
    assert done.stderr

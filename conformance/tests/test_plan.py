"""What a run would ask of a store, beside what one does ask."""

from pathlib import Path

import pytest

from conformance.catalogue.places import cases_root
from conformance.catalogue.plan import plan
from conformance.cli import main
from conformance.emulator import MAIN, Emulator
from conformance.model.words import Dialect
from conformance.tests.running import run

SUITE = """\
suite: here/small
title: A small suite
cases:
  - id: one
    title: Two writes and a read
    cites: {s3: [kms.put]}
    vary: {size: ["10", "20"]}
    bucket: own
    steps:
      - {name: a, do: put-object, setup: true, body: {size: "${size}"}, sse: {mode: kms}}
      - {name: b, do: put-object, object: other, setup: true, body: {text: abc}}
      - {name: c, do: get-object, expect: {accepted: kms, body: same}}
"""


def test_sizes_calls_and_keys_are_added_up(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "small.yaml").write_text(SUITE)
    whole = plan(tmp_path, Dialect.S3)
    assert (whole.items, whole.up, whole.down, whole.kms) == (2, 10 + 20 + 2 * 3, 10 + 20, 4)
    assert (whole.calls["put-object"], whole.calls["get-object"], whole.calls["create-bucket"]) == (4, 2, 3)
    assert plan(tmp_path, Dialect.OBS).items == 0
    assert whole.seconds(0.1, 2) == pytest.approx(whole.requests * 0.05)


def test_a_run_asks_for_what_was_planned_and_little_more(tmp_path: Path) -> None:
    """Within a tenth: listings and what a store's answers lead to cannot be foreseen."""
    folder = cases_root() / "sse-managed"
    whole = plan(folder, Dialect.S3)
    ca = tmp_path / "ca.pem"
    with Emulator("s3", region="us-east-1") as emulator:
        ca.write_bytes(emulator.ca_pem)
        where = [f"--endpoint=https://127.0.0.1:{emulator.https_port}", "--dialect=s3", f"--ca-file={ca}"]
        keys = {"CONFORMANCE_ACCESS_KEY": MAIN.access_key, "CONFORMANCE_SECRET_KEY": MAIN.secret_key}
        ran = run(tmp_path, *where, str(folder), env=keys)
        asked = len(emulator.log.entries())
    assert whole.items == len(ran.report().results)
    assert whole.requests * 0.9 <= asked <= whole.requests * 1.1


def test_the_command_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--dialect", "oss", str(cases_root())]) == 0
    said = capsys.readouterr().out
    assert "oss:" in said
    assert "requests or more" in said
    assert "put-object" in said

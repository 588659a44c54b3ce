"""The bench measures what it says: small ones of each run here, and what they print is not judged."""

import pytest

from conformance.bench import large, load, pages, scale, small, workers
from conformance.bench.ratios import ratio
from conformance.catalogue.places import cases_root
from conformance.cli import main


def test_small_objects(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(small, "ROUNDS", 1)
    monkeypatch.setattr(small, "CALLS", 3)
    assert main(["bench", "small"]) == 0
    said = capsys.readouterr().out
    assert "small: emulator / moto: PUT" in said
    assert "(one round) times as many a second; wanted: 3" in said


def test_a_ratio_says_its_noise() -> None:
    assert ratio([2, 3, 8], [1, 1, 2]) == "3.00 (2.00 to 4.00 in 3 rounds)"


def test_a_run_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CASES", (str(cases_root() / "sse-managed" / "put.yaml"), "-k", "asked-for"))
    whole, tests = workers.timed("0")
    assert whole > tests > 0


def test_workers_are_compared_run_by_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(workers, "timed", lambda processes: (10.0, 8.0) if processes == "0" else (5.0, 2.0))
    assert main(["bench", "workers"]) == 0
    said = capsys.readouterr().out
    assert "workers: 2.00 (2.00 to 2.00 in 3 rounds) times as fast, from start to report" in said
    assert "workers: 4.00 (4.00 to 4.00 in 3 rounds) times as fast without start-up and report" in said


def test_large_objects(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(large, "ROUNDS", 1)
    monkeypatch.setattr(large, "SIZE", 1024 * 1024)
    assert main(["bench", "large"]) == 0
    assert capsys.readouterr().out.count("x AES") == 8


@pytest.mark.parametrize(("faults", "mixed"), [((), False), (("any-customer-key-opens",), True)])
def test_load(
    faults: tuple[str, ...], *, mixed: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"CLIENTS": 8, "REQUESTS": 800, "FAULTS": faults}.items():
        monkeypatch.setattr(load, name, value)
    assert main(["bench", "load"]) == 0
    said = capsys.readouterr().out
    assert "requests of 8 clients" in said
    assert ("load: 0 mixed up, 0 writes refused, 0 server errors" not in said) == mixed


def test_scale(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, number in {"FILES": 2, "CASES": 5, "VARIANTS": 2, "SHARDS": 2}.items():
        monkeypatch.setattr(scale, name, number)
    assert main(["bench", "scale"]) == 0
    said = capsys.readouterr().out
    assert "20 items in 2 files, one shard of 2: Run " in said
    assert "MB at most" in said


def test_pages_are_built_and_measured_where_there_is_a_browser(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, number in {"CASES": 30, "SUBJECTS": 2, "ROUNDS": 1}.items():
        monkeypatch.setattr(pages, name, number)
    assert main(["bench", "pages"]) == 0
    said = capsys.readouterr().out
    assert "pages: 30 cases x 2 subjects built in" in said
    assert "first paint of matrix.html" in said or "pages: not measured: " in said

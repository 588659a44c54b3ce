"""Several machines divide a run, and one report comes out."""

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from conformance.catalogue.places import cases_root
from conformance.model.problem import InputError
from conformance.model.result import End, Result, Run
from conformance.report.writer import ResultWriter
from conformance.shards import Shard, read_shard
from conformance.tests.report_values import RUN, result
from conformance.tests.running import run

UNITS = [("moto", f"suite/case-{number}") for number in range(400)]


def write(path: Path, *results: Result, header: Run = RUN) -> Path:
    with ResultWriter(path) as writer:
        writer.header(header)
        for each in results:
            writer.result(each)
        writer.end(End(finished="2026-11-21T06:10:00+00:00", counts={}))
    return path


def shards(count: int, durations: Path | None = None) -> list[Shard]:
    return [read_shard(f"{index}/{count}", durations) for index in range(1, count + 1)]


@pytest.mark.parametrize("count", [1, 2, 7])
def test_every_unit_is_in_exactly_one_shard(count: int, tmp_path: Path) -> None:
    recorded = write(tmp_path / "results.jsonl", *(result(case, "moto") for _, case in UNITS[:100]))
    for durations in (None, recorded):
        assert all(sum(shard.takes(*unit) for shard in shards(count, durations)) == 1 for unit in UNITS)


def test_recorded_durations_balance_what_names_do_not(tmp_path: Path) -> None:
    slow = [msgspec.structs.replace(result(case, "moto"), duration=1.0) for _, case in UNITS[:8]]
    fast = [msgspec.structs.replace(result(case, "moto"), duration=0.01) for _, case in UNITS[8:]]
    recorded = write(tmp_path / "results.jsonl", *slow, *fast)
    seconds = {each.case: each.duration for each in [*slow, *fast]}
    loads = [
        sum(seconds[case] for subject, case in UNITS if shard.takes(subject, case)) for shard in shards(4, recorded)
    ]
    assert max(loads) - min(loads) <= 0.01 + 1e-9


def test_without_a_record_no_shard_is_empty_or_twice_as_large() -> None:
    sizes = Counter(shard.index for shard in shards(4) for unit in UNITS if shard.takes(*unit))
    assert max(sizes.values()) < 2 * min(sizes.values())
    assert len(sizes) == 4


@pytest.mark.parametrize("text", ["", "0/3", "4/3", "2", "a/b", "1/0"])
def test_a_shard_that_is_none_is_one_message(text: str) -> None:
    with pytest.raises(InputError, match=r"--shard: .* is not like 2/5"):
        read_shard(text, None)


def test_merged_shards_are_the_whole(tmp_path: Path) -> None:
    suite = str(cases_root() / "sse-c" / "get.yaml")
    outcomes = []
    for name, options in {"whole": [], "first": ["--shard=1/2"], "second": ["--shard=2/2"]}.items():
        (tmp_path / name).mkdir()
        ran = run(tmp_path / name, "--seed=0123", "--target=s3", suite, *options)
        assert ran.code == 0, ran.output
        outcomes.append({(each.item, each.verdict) for each in ran.report().results})
    whole, first, second = outcomes
    assert first
    assert second
    assert not first & second
    assert first | second == whole

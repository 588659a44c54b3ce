"""Shards become one run only where they belong together."""

from pathlib import Path

import msgspec
import pytest

from conformance.cli import main
from conformance.report.merge import ShardsDifferError, merge
from conformance.report.reader import DuplicateResultError, read_report
from conformance.tests.report_values import RUN, result
from conformance.tests.test_shards import write


def shard(folder: Path, name: str, *cases: str, **change: object) -> Path:
    header = msgspec.structs.replace(RUN, run=name, options={**RUN.options, "shard": name}, **change)
    return write(folder / name / "results.jsonl", *(result(case, "moto") for case in cases), header=header)


def test_the_whole_has_every_result_and_a_footer(tmp_path: Path) -> None:
    merged = merge([shard(tmp_path, "one", "a/b", "a/d"), shard(tmp_path, "two", "a/c")])
    assert [each.case for each in merged.results] == ["a/b", "a/c", "a/d"]
    assert merged.run.run == "one+two"
    assert "shard" not in merged.run.options
    assert merged.end is not None


def test_one_shard_that_was_cut_short_makes_the_whole_so(tmp_path: Path) -> None:
    first, second = shard(tmp_path, "one", "a/b"), shard(tmp_path, "two", "a/c")
    second.write_bytes(b"\n".join(second.read_bytes().splitlines()[:-1]) + b"\n")
    assert merge([first, second]).end is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": "other"}, "its seed is 'other', not '5f0c2a9b'; give every shard the same --seed"),
        ({"suite_version": "9"}, "its suite_version is '9'"),
        ({"options": {"answers": "2"}}, "its options are"),
    ],
)
def test_strangers_are_not_merged(tmp_path: Path, change: dict[str, object], message: str) -> None:
    header = msgspec.structs.replace(RUN, **change)
    other = write(tmp_path / "other.jsonl", result("a/c", "moto"), header=header)
    with pytest.raises(ShardsDifferError, match="no shard of the same run") as caught:
        merge([write(tmp_path / "one.jsonl", result("a/b", "moto")), other])
    assert message in str(caught.value)


def test_a_result_that_two_shards_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DuplicateResultError, match=r"a/b on moto stands in .*one.* as well"):
        merge([shard(tmp_path, "one", "a/b"), shard(tmp_path, "two", "a/b")])


def test_the_command_writes_a_file_that_can_be_read_and_a_report(tmp_path: Path) -> None:
    paths = [shard(tmp_path, "one", "a/b"), shard(tmp_path, "two", "a/c")]
    assert main(["merge", *map(str, paths), "--to", str(tmp_path / "whole")]) == 0
    assert len(read_report(tmp_path / "whole" / "results.jsonl").results) == 2
    assert (tmp_path / "whole" / "index.html").is_file()

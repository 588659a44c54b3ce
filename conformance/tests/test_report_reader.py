"""Results files: written line by line, read back the same, and refused with one clear message."""

import json
from pathlib import Path

import msgspec
import pytest

from conformance.model.problem import InputError
from conformance.model.result import item_name
from conformance.model.words import Verdict
from conformance.report.reader import (
    BadLineError,
    DuplicateResultError,
    MissingHeaderError,
    OtherSchemaError,
    ResultsError,
    UnreadableResultsError,
    read_report,
)
from conformance.report.writer import ResultWriter
from conformance.tests.report_samples import sample_results, write
from conformance.tests.report_values import RUN, SUBJECTS, result

HEADER = msgspec.json.encode(RUN).decode()
RESULT = msgspec.json.encode(result("sse-c/get/other-key", "moto", variant={"size": "16"})).decode()


def refused(path: Path, *lines: str) -> ResultsError:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    with pytest.raises(ResultsError) as caught:
        read_report(path)
    assert isinstance(caught.value, InputError)
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "results.jsonl"


def test_what_is_written_is_read_back(path: Path) -> None:
    written = list(sample_results())
    report = read_report(write(path, written))
    assert report.run == RUN
    assert report.end is not None
    assert report.end.seconds == 38.7
    assert sorted(map(repr, report.results)) == sorted(map(repr, written))


def test_the_order_does_not_depend_on_who_wrote_first(path: Path, tmp_path: Path) -> None:
    written = list(sample_results())
    one, other = write(path, written), write(tmp_path / "other.jsonl", written[::-1])
    assert read_report(one).results == read_report(other).results


def test_variants_are_in_the_order_of_their_numbers(path: Path) -> None:
    sizes = ["4096", "0", "16"]
    report = read_report(write(path, [result("a/b", "moto", variant={"size": size}) for size in sizes]))
    assert [each.variant["size"] for each in report.results] == ["0", "16", "4096"]


def test_each_line_is_there_before_the_next_is_written(path: Path) -> None:
    writer = ResultWriter(path)
    writer.header(RUN)
    writer.result(result("sse-c/get/other-key", "moto"))
    report = read_report(path)
    writer.close()
    assert len(report.results) == 1
    assert report.end is None


def test_a_new_run_replaces_the_file_of_an_earlier_one(path: Path) -> None:
    write(path, list(sample_results()))
    write(path, [])
    assert read_report(path).results == []


def test_folders_are_made(tmp_path: Path) -> None:
    assert read_report(write(tmp_path / "reports" / "latest" / "results.jsonl", [])).end is not None


def test_a_half_written_last_line_means_cut_short(path: Path) -> None:
    path.write_text(f"{HEADER}\n{RESULT}\n{RESULT[:40]}", encoding="utf-8")
    report = read_report(path)
    assert len(report.results) == 1
    assert report.end is None


def test_a_subject_that_the_header_does_not_name_is_still_shown(path: Path) -> None:
    stranger = msgspec.structs.replace(result("a/b", "moto"), subject="late")
    report = read_report(write(path, [stranger]))
    assert [info.name for info in report.subjects] == [*(info.name for info in SUBJECTS), "late"]


def test_a_label_names_case_and_variant() -> None:
    assert item_name("sse-c/get/no-key", {}) == "sse-c/get/no-key"
    variant = {"size": "16", "form": "bare"}
    assert item_name("sse-c/get/no-key", variant) == "sse-c/get/no-key[size=16,form=bare]"


@pytest.mark.parametrize("lines", [(), ("",), (RESULT,)])
def test_a_missing_header_is_named(path: Path, lines: tuple[str, ...]) -> None:
    assert isinstance(refused(path, *lines), MissingHeaderError)


def test_a_line_that_is_not_json_is_named_with_its_number(path: Path) -> None:
    error = refused(path, HEADER, RESULT, "Traceback (most recent call last):", RESULT)
    assert isinstance(error, BadLineError)
    assert f"{path}:3: not JSON" in str(error)


def test_a_line_of_another_shape_is_named_with_its_number(path: Path) -> None:
    error = refused(path, HEADER, '{"kind": "result", "case": "a/b"}')
    assert isinstance(error, BadLineError)
    assert str(error).startswith(f"{path}:2: ")


def test_a_duplicate_is_named_with_case_variant_and_subject(path: Path) -> None:
    error = refused(path, HEADER, RESULT, RESULT)
    assert isinstance(error, DuplicateResultError)
    assert "sse-c/get/other-key[size=16] on moto" in str(error)
    assert f"{path}:3:" in str(error)


def test_the_same_case_in_another_variant_or_on_another_subject_is_no_duplicate(path: Path) -> None:
    results = [
        result("a/b", "moto"),
        result("a/b", "emulator-s3"),
        result("a/b", "moto", variant={"size": "1"}),
        result("a/b", "moto", Verdict.OBSERVES, variant={"size": "2"}),
    ]
    assert len(read_report(write(path, results)).results) == 4


def test_another_schema_is_named(path: Path) -> None:
    header = json.dumps({**json.loads(HEADER), "schema": 7})
    error = refused(path, header)
    assert isinstance(error, OtherSchemaError)
    assert "schema 7" in str(error)


@pytest.mark.parametrize("case", ["../../etc/passwd", "a/../b", "/a/b", "a//b", "A/b", "a", "a/b\n", ""])
def test_a_case_name_that_could_leave_the_site_is_refused(path: Path, case: str) -> None:
    line = json.dumps({**json.loads(RESULT), "case": case})
    assert isinstance(refused(path, HEADER, line), BadLineError)


def test_a_second_header_is_refused(path: Path) -> None:
    assert "second header" in str(refused(path, HEADER, HEADER))


def test_nothing_may_stand_behind_the_footer(path: Path) -> None:
    footer = '{"kind": "end", "finished": "2026-11-21T06:00:51+00:00", "counts": {}}'
    assert "footer" in str(refused(path, HEADER, footer, RESULT))


def test_a_file_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(UnreadableResultsError, match=r"results\.jsonl: cannot be read"):
        read_report(path)

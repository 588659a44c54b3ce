"""The files that ship: cases in order, schemas fresh, profiles readable."""

from pathlib import Path

import pytest

from conformance.catalogue import schema
from conformance.catalogue.lint import lint
from conformance.catalogue.matrix import matrix
from conformance.catalogue.places import cases_root, suite_files
from conformance.catalogue.suites import load
from conformance.catalogue.targets import select
from conformance.model.problem import InputError
from conformance.model.words import Dialect

SUITE = """\
suite: a/b
title: Two of each
cases:
  - id: both
    title: Every combination is a variant
    cites: {s3: [x]}
    vary: {mode: [kms, managed], size: ["1", "2"]}
    steps:
      - {name: "up ${size}", do: put-object, sse: {mode: "${mode}"}, body: {size: "${size}"}}
"""


def test_the_shipped_cases_are_in_order() -> None:
    assert [str(problem) for problem in lint(cases_root())] == []


def test_the_generated_schemas_are_fresh() -> None:
    for name, text in schema.texts().items():
        assert (schema.folder() / name).read_text(encoding="utf-8") == text, f"run `conformance schema` for {name}"


def test_vary_gives_every_combination_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(SUITE)
    variants = load(path).variants[0]
    assert [variant.values for variant in variants] == [
        {"mode": mode, "size": size} for mode in ("kms", "managed") for size in ("1", "2")
    ]
    assert [(v.case.steps[0].name, str(v.case.steps[0].sse.mode)) for v in variants] == [  # type: ignore[union-attr]
        ("up 1", "kms"), ("up 2", "kms"), ("up 1", "managed"), ("up 2", "managed")
    ]  # fmt: skip


def test_a_wrong_value_of_vary_is_found_at_its_place(tmp_path: Path) -> None:
    path = tmp_path / "b.yaml"
    path.write_text(SUITE.replace("kms, managed", "kmz, managed"))
    with pytest.raises(InputError, match=r"b\.yaml:9: Invalid enum value 'kmz'"):
        load(path)


def test_a_target_that_is_not_there_is_one_message() -> None:
    with pytest.raises(InputError, match=r"there is no target 'mot'; did you mean 'moto'\? known are .*emulator"):
        select(["mot"])


def test_the_emulator_stands_for_one_target_per_dialect() -> None:
    assert {target.dialect for target in select(["emulator"])} >= {Dialect.OBS, Dialect.S3}


def test_there_are_cases_and_items_enough() -> None:
    suites = [load(path) for path in suite_files(cases_root())]
    cases = [variants for suite in suites for variants in suite.variants]
    items = sum(len(variants) * len(variants[0].case.cites) for variants in cases)
    assert len(cases) >= 100
    assert items >= 500


def test_every_copy_between_methods_has_a_case() -> None:
    cells = matrix(cases_root())
    modes = ("none", "managed", "kms", "customer")
    missing = [
        (dialect, f"{source}->{target}")
        for dialect in (Dialect.OBS, Dialect.S3)
        for source in modes
        for target in modes
        if (dialect, "copy-object", f"{source}->{target}") not in cells
    ]
    assert missing == []

from pathlib import Path

import pytest

from conformance.model import yaml
from conformance.model.case import Suite
from conformance.model.problem import InputError
from conformance.model.values import BucketDefault
from conformance.model.words import Mode

SUITE = """\
suite: sse-c/get
title: Reading
cases:
  - id: right-key
    title: It opens
    cites: {obs: [N67]}
    steps:
      - {name: up, do: put-object}
      - name: read
        do: get-object
        control: maybe
"""


def complaint(text: str, kind: type = Suite) -> str:
    with pytest.raises(InputError) as caught:
        yaml.convert(yaml.parse(text, "get.yaml"), kind)
    return str(caught.value)


def test_text_stays_text_until_the_model_types_it() -> None:
    text = "mode: kms\nkms-key: 12345678901234567890123456789012\nalgorithm: no\nrules: '2'\n"
    default = yaml.convert(yaml.parse(text, "x"), BucketDefault)
    assert default.kms_key == "12345678901234567890123456789012"
    assert default.algorithm == "no"
    assert default.rules == 2
    assert default.mode is Mode.KMS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SUITE, "get.yaml:11: Expected 'bool', got 'str' (at cases[0].steps[1].control)"),
        (SUITE.replace("do: get-object", "do: gett"), "get.yaml:10: Invalid value 'gett' (at cases[0].steps[1].do)"),
        (
            SUITE.replace("control: maybe", "contrl: true"),
            "get.yaml:11: there is an unknown field 'contrl' (at cases[0].steps[1])",
        ),
        (SUITE.replace("title: It opens", "steps: []"), "get.yaml:7: key 'steps' stands here twice"),
        (SUITE + "  - [", "get.yaml:12: not YAML: did not find expected node content"),
        ("", "get.yaml: the file is empty"),
        ("- 1\n", "get.yaml:1: Expected 'object', got 'array'"),
        (SUITE.replace("right-key", "Right Key"), "get.yaml:4: Expected 'str' matching regex"),
    ],
)
def test_a_complaint_names_file_line_and_what_is_wrong(text: str, expected: str) -> None:
    assert complaint(text).startswith(expected)


def test_a_file_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read: No such file"):
        yaml.read(tmp_path / "nothing.yaml")


def test_bytes_that_are_no_text_are_one_message(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        yaml.read(path)

"""`conformance lint` on hand-made folders: each rule has a file that breaks it, and only it."""

from pathlib import Path

import pytest

from conformance.catalogue.lint import lint

SPEC = """\
dialect: obs
title: A spec
sources: {page: {title: A page}}
statements: {N67: {level: must, reads: A read brings the key, source: page}}
statuses: {put-object: "200", get-object: "200"}
acceptances: {customer: [{on: [put-object, get-object], cites: [N67]}]}
refusals: {wrong-customer-key: [{cites: [N67], silent: nothing says which code}]}
facts: {}
"""
SUITE = """\
suite: sse-c/get
title: Reading
cases:
  - id: other-key
    title: Another key is refused
    cites: {obs: [N67]}
    keys: {mine: random, other: random}
    steps:
      - {name: up, do: put-object, sse: {mode: customer, key: mine}, expect: {accepted: customer}}
      - {name: mine, do: get-object, control: true, sse: {mode: customer, key: mine}, expect: {accepted: customer}}
      - {name: other, do: get-object, sse: {mode: customer, key: other}, expect: {refused: wrong-customer-key}}
"""


def problems(tmp_path: Path, suite: str, place: str = "sse-c/get.yaml") -> list[str]:
    (tmp_path / "specs").mkdir(exist_ok=True)
    (tmp_path / "specs" / "obs.yaml").write_text(SPEC)
    path = tmp_path / place
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(suite)
    return [str(problem).removeprefix(f"{tmp_path}/") for problem in lint(tmp_path)]


def test_a_good_file_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, SUITE) == []


CASE = SUITE.split("cases:\n")[1]


@pytest.mark.parametrize(
    ("suite", "expected"),
    [
        (SUITE.replace("control: true, ", ""), "the refusal 'other' has no control step"),
        (SUITE.replace("[N67]", "[N68]"), "cites 'N68', which is no statement of the obs spec"),
        (
            SUITE.replace("{refused: wrong-customer-key}", "{refused: wrong-key}"),
            "no refusal 'wrong-key' for get-object",
        ),
        (SUITE.replace("{accepted: customer}", "{accepted: custom}"), "no acceptance 'custom' for put-object"),
        (SUITE.replace("key: other}", "key: stranger}"), "the key 'stranger' is not under `keys`"),
        (SUITE.replace("    keys:", '    vary: {size: ["1"]}\n    keys:'), "vary 'size' is used nowhere"),
        (SUITE.replace("name: up", "name: 'up ${size}'"), "${size} is no name of `vary`"),
        (SUITE.replace("name: up", "name: send x-obs-server-side-encryption"), "'x-obs-' is a vendor's name"),
        (SUITE.replace("name: up", f"name: {'deadbeef' * 5}"), "deadbeef... looks like a secret"),
        (
            SUITE.replace("accepted: customer}", "accepted: customer, shown: whole}"),
            "`shown` is about what an SDK gives",
        ),
        (SUITE + CASE, "the id 'other-key' stands in this file twice"),
        (SUITE + CASE.replace("id: other-key", "id: again"), "does the same as sse-c/get/other-key"),
        (SUITE.replace("suite: sse-c/get", "suite: sse-c/put"), "is named 'sse-c/put', but stands in sse-c/get.yaml"),
    ],
)
def test_each_rule_names_file_line_and_fault(tmp_path: Path, suite: str, expected: str) -> None:
    found = problems(tmp_path, suite)
    assert any(expected in problem and problem.startswith("sse-c/get.yaml:") for problem in found), found


def test_a_case_of_set_up_alone_says_nothing(tmp_path: Path) -> None:
    only = SUITE.splitlines()[:9]
    only[-1] = only[-1].replace("do: put-object", "do: put-object, setup: true")
    assert any("the case says nothing" in problem for problem in problems(tmp_path, "\n".join(only)))


def test_vendor_names_are_at_home_in_samples(tmp_path: Path) -> None:
    sample = SUITE.replace("suite: sse-c/get", "suite: samples/obs/page").replace("name: up", "name: x-obs-a")
    assert problems(tmp_path, sample, "samples/obs/page.yaml") == []

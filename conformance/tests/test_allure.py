"""Allure and JUnit are told what the report knows; Allure's own command makes its report of it, where it is there."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from conformance.catalogue.places import cases_root
from conformance.tests.running import Ran, run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("allure")


@pytest.fixture(scope="module")
def ran(folder: Path) -> Ran:
    suite = str(cases_root() / "sse-c" / "get.yaml")
    where = [f"--alluredir={folder / 'allure'}", f"--junitxml={folder / 'junit.xml'}"]
    return run(folder, "--target=moto", "--tb=no", "-k=other-key and not modified", suite, *where)


@pytest.fixture(scope="module")
def results(folder: Path, ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 1
    return [json.loads(path.read_text()) for path in sorted((folder / "allure").glob("*-result.json"))]


def labels(result: dict[str, Any]) -> dict[str, str]:
    return {label["name"]: label["value"] for label in result["labels"]}


def test_every_item_has_its_labels_and_the_documents(ran: Ran, results: list[dict[str, Any]]) -> None:
    ours = ran.report().results
    assert len(results) == len(ours)
    assert sorted(labels(each)["verdict"] for each in results) == sorted(str(each.verdict) for each in ours)
    for each in results:
        told = labels(each)
        assert (told["dialect"], told["feature"], told["suite"], told["level"], told["parentSuite"]) == (
            "s3",
            "sse-c",
            "sse-c/get",
            "must",
            "moto",
        )
        assert any(link["name"].startswith("ssec.get-wrongkey: ") for link in each["links"])
    assert {labels(each)["severity"] for each in results} == {"blocker", "critical"}


def test_the_exchanges_hang_on_their_steps_and_no_secret_does(folder: Path, results: list[dict[str, Any]]) -> None:
    steps = results[0]["steps"]
    assert [step["name"].partition(" (")[0] for step in steps] == [
        "upload",
        "my key reads it",
        "the other key does not",
    ]
    assert [step["status"] for step in steps][-1] == "failed"
    for step in steps:
        text = (folder / "allure" / step["attachments"][0]["source"]).read_text()
        assert text.startswith("> ")
        assert "\n< 200 " in text
    everything = "".join(path.read_text() for path in (folder / "allure").iterdir())
    assert re.search(r"Signature=(?!\*\*\*)", everything) is None
    assert re.search(r"Credential=(?!\*\*\*)", everything) is None


def test_categories_and_environment_stand_beside(folder: Path, results: list[dict[str, Any]]) -> None:
    assert "subject.moto=moto" in (folder / "allure" / "environment.properties").read_text()
    categories = json.loads((folder / "allure" / "categories.json").read_text())
    for each in results:
        critical = labels(each)["severity"] == "blocker"
        fitting = [
            category["name"]
            for category in categories
            if each["status"] in category["matchedStatuses"]
            and re.fullmatch(category["messageRegex"], each["statusDetails"]["message"])
        ]
        assert [name.partition(":")[0] for name in fitting] == [
            "Critical" if critical else "Promises that were not kept"
        ]


def test_junit_says_case_level_and_verdict(folder: Path, ran: Ran) -> None:
    cases = list(ET.parse(folder / "junit.xml").iter("testcase"))  # noqa: S314 - written a moment ago, by pytest
    assert len(cases) == len(ran.report().results)
    for each in cases:
        told = {found.get("name"): found.get("value") for found in each.iter("property")}
        assert (told["case"], told["level"], told["verdict"]) == ("sse-c/get/other-key", "must", "violates")


def test_allures_own_command_line_makes_a_report_of_it(folder: Path, results: list[dict[str, Any]]) -> None:
    command = os.environ.get("ALLURE", "")
    if not command:
        pytest.skip("ALLURE names no Allure command line: npm install allure-commandline, or tox -e browser")
    made = folder / "rendered"
    subprocess.run([command, "generate", folder / "allure", "-o", made], check=True, capture_output=True)  # noqa: S603
    total = json.loads((made / "widgets" / "summary.json").read_text())["statistic"]["total"]
    assert total == len(results)
    names = {each["name"] for each in json.loads((made / "data" / "categories.json").read_text())["children"]}
    assert names == {"Critical: a secret came out, or data is lost", "Promises that were not kept"}

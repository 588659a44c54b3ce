"""What ships about a store's software: each waiver names cases that there are, and evidence that one can open."""

import re
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from conformance.catalogue.places import cases_root, targets_root
from conformance.catalogue.suites import item_names
from conformance.catalogue.targets import read, subject_waivers
from conformance.engine.waivers import names
from conformance.model.words import Dialect

STORES = ("ceph", "moto")
RELEASES = (("ceph", "16.2.15"), ("ceph", "18.2.7"), ("moto", "5.2.5"))


@pytest.mark.parametrize("store", STORES)
def test_each_waiver_names_cases_that_there_are(store: str) -> None:
    items = list(item_names(cases_root(), Dialect.S3))
    globs = {glob for waiver in subject_waivers(store) for glob in waiver.cases}
    case = {item.partition("[")[0] for item in items}
    assert globs
    assert sorted(globs - set(items) - case) == []


@pytest.mark.parametrize(("store", "release"), RELEASES)
def test_no_item_has_two_waivers_of_a_release(store: str, release: str) -> None:
    about = [waiver for waiver in subject_waivers(store) if SpecifierSet(waiver.versions).contains(release)]
    assert about
    for item in item_names(cases_root(), Dialect.S3):
        assert len([waiver.id for waiver in about if names(waiver, item)]) <= 1, item


@pytest.mark.parametrize("store", STORES)
def test_the_evidence_is_there(store: str) -> None:
    folder = targets_root() / "subjects"
    for waiver in subject_waivers(store):
        assert waiver.evidence
        for place in waiver.evidence:
            file, _, anchor = place.partition("#")
            assert f'<a id="{anchor}"></a>' in (folder / file).read_text(encoding="utf-8"), waiver.id


@pytest.mark.parametrize(("version", "about"), [("16.2.11", {"16"}), ("18.2.7", {"18"}), ("20.2.4", {"16", "18"})])
def test_a_profile_takes_over_the_pins_of_its_release(version: str, about: set[str], tmp_path: Path) -> None:
    """Of a release that nobody has looked at, all: they are stale then, and say so."""
    path = tmp_path / "mine.yaml"
    auth = "{scheme: s3v4, access-key: MINE, secret-key: MINE_TOO}"
    path.write_text(f"name: mine\ntitle: Mine\ndialect: s3\nsoftware: ceph {version}\nauth: {auth}\n")
    assert {waiver.id.partition("-")[0].removeprefix("CEPH") for waiver in read(path).waivers} == about


@pytest.mark.parametrize("path", sorted((targets_root() / "subjects").glob("*.md")), ids=lambda path: path.stem)
def test_the_evidence_holds_no_credentials(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?i)authorization:|x-amz-security-token|Signature=|Credential=", text)

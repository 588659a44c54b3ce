"""What ships about a store's software: each waiver names cases that there are, and evidence that one can open."""

import re
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from conformance.catalogue.places import cases_root, targets_root
from conformance.catalogue.suites import item_names
from conformance.catalogue.targets import subject_waivers
from conformance.engine.waivers import names
from conformance.model.words import Dialect

CEPH = subject_waivers("ceph")
RELEASES = ("16.2.15", "18.2.7")


def test_each_waiver_of_ceph_names_cases_that_there_are() -> None:
    items = list(item_names(cases_root(), Dialect.S3))
    globs = {glob for waiver in CEPH for glob in waiver.cases}
    case = {item.partition("[")[0] for item in items}
    assert CEPH
    assert sorted(globs - set(items) - case) == []


@pytest.mark.parametrize("release", RELEASES)
def test_no_item_has_two_waivers_of_a_release(release: str) -> None:
    about = [waiver for waiver in CEPH if SpecifierSet(waiver.versions).contains(release)]
    assert about
    for item in item_names(cases_root(), Dialect.S3):
        assert len([waiver.id for waiver in about if names(waiver, item)]) <= 1, item


def test_the_evidence_of_ceph_is_there() -> None:
    folder = targets_root() / "subjects"
    for waiver in CEPH:
        assert waiver.evidence
        for place in waiver.evidence:
            file, _, anchor = place.partition("#")
            assert f'<a id="{anchor}"></a>' in (folder / file).read_text(encoding="utf-8"), waiver.id


@pytest.mark.parametrize("path", sorted((targets_root() / "subjects").glob("*.md")), ids=lambda path: path.stem)
def test_the_evidence_holds_no_credentials(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"(?i)authorization:|x-amz-security-token|Signature=|Credential=", text)

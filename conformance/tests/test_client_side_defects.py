"""The list of known defects: each has a case that there is, or a reason; no waiver and nothing critical is left out."""

from functools import cache

import pytest

from conformance.catalogue.defects import defects
from conformance.catalogue.places import cases_root
from conformance.catalogue.suites import item_names
from conformance.catalogue.targets import subject_waivers
from conformance.drivers.sdk.registry import SDKS
from conformance.engine.waivers import names
from conformance.model.defect import Defect
from conformance.model.words import Dialect
from conformance.subjects import chosen
from conformance.tests.encrypting import meant

KNOWN = defects()
EACH = [(subject, defect) for subject, listed in KNOWN.items() for defect in listed]
SHORTEST_REASON = 30


@cache
def items_of(dialect: Dialect) -> list[str]:
    return item_names(cases_root() / "client-side", dialect)


def test_every_client_that_encrypts_has_its_list() -> None:
    assert sorted(KNOWN) == sorted(chosen(["client-side"]))
    assert len({(subject, defect.name) for subject, defect in EACH}) == len(EACH)


@pytest.mark.parametrize(("subject", "defect"), EACH, ids=[f"{subject}: {defect.name}" for subject, defect in EACH])
def test_a_defect_is_shown_by_a_case_or_explained(subject: str, defect: Defect) -> None:
    if not defect.case:
        assert len(defect.because) >= SHORTEST_REASON, "no case, and no reason"
        assert not defect.waiver
        return
    items = [item for item in items_of(SDKS[subject].dialect) if meant([defect.case], item)]
    assert items, "there is no such case in this dialect"
    assert (defect.seen == "deviates") == bool(defect.waiver)
    if defect.waiver:
        waiver = {each.id: each for each in subject_waivers(subject)}[defect.waiver]
        assert [item for item in items if not names(waiver, item)] == []


@pytest.mark.parametrize("subject", KNOWN)
def test_no_waiver_is_without_its_defect(subject: str) -> None:
    listed = {defect.waiver for defect in KNOWN[subject] if defect.waiver}
    assert {waiver.id for waiver in subject_waivers(subject)} == listed

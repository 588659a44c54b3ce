"""The vendors' encrypting clients, judged: what is found is what is pinned, and plaintext on the wire is critical."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from conformance.catalogue.defects import defects
from conformance.catalogue.places import cases_root
from conformance.drivers.sdk.registry import SDKS
from conformance.model.words import Severity
from conformance.subjects import chosen
from conformance.tests.encrypting import meant
from conformance.tests.running import run

CLIENT_SIDE = str(cases_root() / "client-side")
JUDGED = {"conforms", "observes", "advises", "not-expressible", "deviates", "violates"}
VERDICT = {"critical": "violates"}


@pytest.mark.witness
@pytest.mark.parametrize("sdk", chosen(["client-side"]))
def test_an_encrypting_client_deviates_where_it_is_pinned(sdk: str, tmp_path: Path) -> None:
    if find_spec(SDKS[sdk].package) is None:
        pytest.skip(f"{SDKS[sdk].distribution} is not installed here (tox -e s3ec)")
    ran = run(tmp_path, f"--subject={sdk}", CLIENT_SIDE)
    results = ran.report().results
    assert set(ran.verdicts()) <= JUDGED, ran.output
    critical = [defect.case for defect in defects()[sdk] if defect.seen == "critical"]
    violating = {result.item for result in results if result.verdict == "violates"}
    assert {result.item for result in results if meant(critical, result.item)} == violating, ran.output
    assert {result.item for result in results if result.severity is Severity.CRITICAL} == violating
    assert any(result.verdict == "conforms" for result in results)
    for defect in (each for each in defects()[sdk] if each.case):
        seen = {str(result.verdict) for result in results if meant([defect.case], result.item)}
        assert seen == {VERDICT.get(defect.seen, defect.seen)}, defect.name

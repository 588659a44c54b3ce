"""The vendors' encrypting clients, judged: what is found is what is pinned, and plaintext on the wire is critical."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from conformance.catalogue.places import cases_root
from conformance.drivers.sdk.registry import SDKS
from conformance.model.words import Severity
from conformance.subjects import chosen
from conformance.tests.running import run

CLIENT_SIDE = str(cases_root() / "client-side")
CRITICAL = {
    "obs-cse": {"client-side/streams/given"},
    "cos-cse": {
        f"client-side/streams/{case}" for case in ("text-beyond-ascii", "object-between-parts", "upload-helper")
    },
    "s3ec": {"client-side/authenticated-parts/part-again"},
}
"""What no waiver makes less: `putFile` of esdk-obs-python uploads plaintext; COS's client loses what it uploads,
and S3's what it is given for a part that it has seen before."""
JUDGED = {"conforms", "observes", "advises", "not-expressible", "deviates", "violates"}


@pytest.mark.witness
@pytest.mark.parametrize("sdk", chosen(["client-side"]))
def test_an_encrypting_client_deviates_where_it_is_pinned(sdk: str, tmp_path: Path) -> None:
    if find_spec(SDKS[sdk].package) is None:
        pytest.skip(f"{SDKS[sdk].distribution} is not installed here (tox -e s3ec)")
    ran = run(tmp_path, f"--subject={sdk}", CLIENT_SIDE)
    results = ran.report().results
    assert set(ran.verdicts()) <= JUDGED, ran.output
    expected = CRITICAL.get(sdk, set())
    violating = {result.case for result in results if result.verdict == "violates"}
    assert violating == expected, ran.output
    assert {result.case for result in results if result.severity is Severity.CRITICAL} == violating
    assert any(result.verdict == "conforms" for result in results)

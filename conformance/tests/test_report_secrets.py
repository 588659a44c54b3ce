"""No secret is in anything that a run writes: results, site, Allure, JUnit, what the terminal showed."""

import re

import pytest

from conformance.catalogue.places import cases_root
from conformance.emulator import MAIN, OTHER, TEMP
from conformance.tests.running import run

SECRETS = [secret for secret in (MAIN.secret_key, OTHER.secret_key, TEMP.secret_key, TEMP.token) if secret]
SIGNATURES = [
    re.compile(r"(?i)signature[=:]\s*(?!\*\*\*)[\w+/%=-]{16,}"),
    re.compile(r"(?i)(credential|accesskeyid|ossaccesskeyid|q-ak)=(?!\*\*\*)[\w+/%=-]{8,}"),
    re.compile(r"(?i)authorization: (aws|obs|oss) (?!\*\*\*)\S+:\S+"),
    re.compile(r"(?i)security-token</dt><dd>(?!\*\*\*)\S+"),
]
"""What a signed request has in its headers or its query, in any dialect, where it is not blotted out."""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("secrets")
    suites = [str(cases_root() / name) for name in ("signed-url/get.yaml", "auth", "sse-c/get.yaml")]
    faults = ["--fault=any-customer-key-opens", "--fault=signature-required"]
    where = [f"--alluredir={folder / 'allure'}", f"--junitxml={folder / 'junit.xml'}", "--tb=long"]
    ran = run(folder, "-n2", *where, *faults, *suites)
    assert ran.code in {0, 1}, ran.output[-2000:]
    texts = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.*") if path.is_file()}
    return {**texts, "terminal": ran.output}


def test_no_secret_and_no_signature_is_written(written: dict[str, str]) -> None:
    assert len(written) > 100
    found = [
        (name, secret)
        for name, text in written.items()
        for secret in [*(s for s in SECRETS if s in text), *(m.group() for p in SIGNATURES for m in p.finditer(text))]
    ]
    assert found == []


def test_the_scan_can_find_something() -> None:
    shown = "?X-Amz-Signature=0123456789abcdef0123, Credential=AKIA12345678/x, Authorization: OBS key:sig="
    assert sum(bool(pattern.search(shown)) for pattern in SIGNATURES[:3]) == 3

"""What is proven, on its page and on the cases' pages."""

from pathlib import Path

import msgspec
import pytest

from conformance.model.proof import Kill, Proof, Spoiling, Survivor, Trial
from conformance.model.words import Dialect, Verdict
from conformance.report.site import build_site
from conformance.sources import build_report
from conformance.tests.report_html import parse
from conformance.tests.report_samples import SPEC, sample

CASE = "sse-c/get/other-key"
PROOF = Proof(
    suite_version="1",
    started="2026-01-01T00:00:00+00:00",
    seconds=90,
    seed="",
    quick=False,
    cases={Dialect.S3: [CASE, "sse-c/get/<b>"]},
    faults={"opens": "Any key opens.", "hides": "Answers hide <i>it</i>."},
    spoiling=[
        Spoiling(
            dialect=Dialect.S3,
            items=2,
            expectations=20,
            answers=30,
            leaks=3,
            silent=4,
            survivors=[Survivor(item="i", step="s", fact="body", how="one bit flipped")],
        )
    ],
    trials=[
        Trial(
            dialect=Dialect.S3,
            fault="opens",
            items=2,
            kills=[Kill(case=CASE, verdict=Verdict.VIOLATES), Kill(case="sse-c/get/<b>", verdict=Verdict.VIOLATES)],
        ),
        Trial(dialect=Dialect.S3, fault="hides", items=1, kills=[Kill(case=CASE, verdict=Verdict.BLOCKED)]),
        Trial(dialect=Dialect.S3, fault="elsewhere", items=0),
    ],
)


def text(path: Path) -> str:
    parse(path.read_text())
    return path.read_text()


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build_site(sample(folder), folder, specs={Dialect.S3: SPEC}, sources={}, proof=PROOF)
    return folder


def test_the_page_says_how_many_and_who(out: Path) -> None:
    page = text(out / "proof" / "index.html")
    assert "29 of 30" in page
    assert "1 of 2" in page
    assert f'<a href="../cases/{CASE}.html">{CASE}</a>' in page
    assert ">nobody<" in page, "a blocked case catches nothing"
    assert "elsewhere" not in page
    assert "&lt;b&gt;" in page
    assert "&lt;i&gt;" in page


def test_a_case_says_what_it_is_proven_to_catch(out: Path) -> None:
    page = text(out / "cases" / f"{CASE}.html")
    assert "Any key opens." in page
    assert "Answers hide" not in page
    assert "proof/index.html" in text(out / "index.html")


def test_without_a_proof_nothing_is_claimed(tmp_path: Path) -> None:
    build_site(sample(tmp_path), tmp_path, specs={}, sources={})
    assert not (tmp_path / "proof").exists()
    assert "proven to catch" not in text(tmp_path / "index.html")
    assert "proven to catch" not in text(tmp_path / "cases" / f"{CASE}.html")


def test_the_report_finds_what_prove_left_beside_it(tmp_path: Path) -> None:
    latest = tmp_path / "latest"
    latest.mkdir()
    (tmp_path / "proof").mkdir()
    (tmp_path / "proof" / "proof.json").write_bytes(msgspec.json.encode(PROOF))
    build_report(sample(latest), latest)
    assert (latest / "proof" / "index.html").is_file()
    (tmp_path / "proof" / "proof.json").write_text("nothing")
    build_report(sample(latest), latest)
    assert not (latest / "proof" / "index.html").exists()

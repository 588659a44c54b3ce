"""The site is safe: nothing from a network, nothing of a store's text runs, no file of others goes, all can be read."""

import base64
import hashlib
import re
from pathlib import Path

import msgspec
import pytest

from conformance.report.reader import Report
from conformance.report.site import build_site
from conformance.tests.report_html import parse
from conformance.tests.report_samples import sample
from conformance.tests.report_values import RUN, exchange, leaking, result, steps

LOADS = {"src", "srcset", "data", "poster", "background", "action", "formaction"}
HOSTILE = "</pre><script>alert('gone')</script><img src=x onerror=alert(1)>\"'&"


def build(report: Report, out: Path) -> Path:
    return build_site(report, out, specs={}, sources={})


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(sample(folder), folder)
    return folder


def test_nothing_is_loaded_from_anywhere(out: Path) -> None:
    for path in out.rglob("*.html"):
        for element in parse(path.read_text()).all():
            assert not LOADS & element.attributes.keys(), element
            assert element.tag not in {"img", "iframe", "object", "embed", "video", "audio"}
            if element.tag == "link":
                href = element.attributes["href"]
                assert href == "data:," or (path.parent / href).resolve() == (out / "style.css").resolve()
    for path in (*out.rglob("*.html"), out / "style.css"):
        assert "@import" not in path.read_text()
        assert "url(" not in path.read_text()


def test_only_our_script_may_run(out: Path) -> None:
    for page in (parse(path.read_text()) for path in out.rglob("*.html")):
        (element,) = page.all("script")
        script = "".join(map(str, element.children))
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        policy = next(each.attributes["content"] for each in page.all("meta") if "http-equiv" in each.attributes)
        assert "default-src 'none'" in policy
        assert f"script-src 'sha256-{digest}'" in policy


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    bad = exchange("GET", 200, HOSTILE, answered=HOSTILE)
    evil = leaking("a/b", "moto", title=HOSTILE, variant={"size": HOSTILE})
    found = [msgspec.structs.replace(each, observed=HOSTILE, step=HOSTILE) for each in evil.findings]
    evil = msgspec.structs.replace(evil, findings=found, reason=HOSTILE, waiver=HOSTILE, steps=steps(bad, HOSTILE))
    report = Report(run=RUN, results=[evil], end=None)
    build_site(report, tmp_path, specs={}, sources={"a/b": HOSTILE})
    for path in tmp_path.rglob("*.html"):
        page = parse(path.read_text())
        assert len(page.all("script")) == 1
        assert page.all("img") == []
    for name in ("index", "matrix", "cases/a/b", "subjects/moto"):
        assert HOSTILE in parse((tmp_path / f"{name}.html").read_text()).text


def test_pages_of_an_earlier_run_go_and_other_files_stay(tmp_path: Path) -> None:
    own = tmp_path / "cases" / "mine.html"
    build(sample(tmp_path), tmp_path)
    own.write_text("<p>not ours</p>")
    (tmp_path / "cases" / "case.yaml").write_text("id: x")
    build(Report(run=RUN, results=[result("a/b", "moto")], end=None), tmp_path)
    left = {path.relative_to(tmp_path / "cases").as_posix() for path in tmp_path.rglob("cases/**/*") if path.is_file()}
    assert left == {"a/b.html", "mine.html", "case.yaml"}


@pytest.mark.parametrize("scheme", [0, 1])
def test_every_verdict_can_be_read_in_light_and_dark(scheme: int) -> None:
    css = (Path(__file__).parents[1] / "report" / "templates" / "style.css").read_text()
    part = css.split("prefers-color-scheme: dark")[scheme]
    paper = dict(re.findall(r"--c-([a-z]+): (#[0-9a-f]+);", part))
    ink = dict(re.findall(r"--i-([a-z]+): (#[0-9a-f]+);", part))
    assert len(paper) == len(ink) == 11
    assert all(_contrast(paper[name], ink[name]) >= 4.5 for name in paper)


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

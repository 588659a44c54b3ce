"""What Allure is told, where `--alluredir` asks for it: labels, documents, exchanges, categories, environment."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import allure
import pytest

from conformance.catalogue import specs
from conformance.catalogue.places import cases_root
from conformance.model.result import Exchange, Payload, Result, Run, StepRecord
from conformance.model.spec import Spec
from conformance.model.words import Level, Severity, Verdict
from conformance.report.bodies import shown
from conformance.report.documents import cited
from conformance.report.overview import feature_of
from conformance.report.phrases import fact
from conformance.report.summary import escape

_SEVERITIES = {Level.MUST: "critical", Level.DOCUMENTED: "critical", Level.SHOULD: "minor"}
_LETTERS = ("dialect", "driver", "level", "verdict", "subject")
_CATEGORIES = (
    ("Critical: a secret came out, or data is lost", ["failed"], r"(?s).*CRITICAL .*"),
    ("Promises that were not kept", ["failed"], r"(?s)(?!.*CRITICAL ).*violates: .*"),
    ("Waivers that have ended or fit no more", ["failed"], r"(?s).*stale: .*"),
    ("Known deviations, under a waiver", ["skipped"], r"(?s)XFAIL.*deviates: .*"),
    ("Not known: something the case needs was missing", ["failed", "skipped"], r"(?s).*blocked: .*"),
    ("Not known: the test could not be carried out", ["failed", "broken", "skipped"], r"(?s).*error: .*"),
    ("Not offered, or not to be asked for", ["skipped"], r"(?s).*(unsupported|not-expressible|not-installed): .*"),
)
"""Name, Allure's statuses, and what the message of `collect` looks like then; a test goes to every one that fits."""


class _UnmetError(AssertionError):
    """A step in which something was not as promised; only Allure sees it."""


def is_asked_for(config: pytest.Config) -> bool:
    """Whether the run was given `--alluredir`."""
    return config.pluginmanager.has_plugin("allure_listener")


def tell(result: Result) -> None:
    """Hang all that is known of a result on the test that is running."""
    allure.dynamic.title(result.title)
    allure.dynamic.parent_suite(result.subject)
    allure.dynamic.suite(result.case.rpartition("/")[0])
    allure.dynamic.feature(feature_of(result.case))
    allure.dynamic.story(result.case.rpartition("/")[0])
    critical = result.severity is Severity.CRITICAL
    allure.dynamic.severity("blocker" if critical else _SEVERITIES.get(result.level, "trivial"))
    for name in _LETTERS:
        allure.dynamic.label(name, str(getattr(result, name)))
    allure.dynamic.tag(*filter(None, (str(result.dialect), str(result.verdict), "critical" if critical else "")))
    for name, value in result.variant.items():
        allure.dynamic.parameter(name, value)
    for name, url in _documents(result, specs.load(cases_root(), result.dialect)):
        allure.dynamic.link(url, name=name)
    allure.dynamic.description(_description(result))
    for step in result.steps:
        _step(step, _unmet(result, step))


def _documents(result: Result, spec: Spec) -> Iterator[tuple[str, str]]:
    for key in result.cites:
        statement = spec.statements.get(key)
        page = cited(spec, statement.source) if statement is not None else None
        if page is not None and page.url:
            yield f"{key}: {page.title}", page.url


def _description(result: Result) -> str:
    parts = [f"**{result.verdict}**" + (f": {result.reason}" if result.reason else "")]
    parts += [f"Waiver {result.waiver}."] if result.waiver else []
    if result.findings:
        rows = ["| step | fact | expected | observed | verdict |", "| --- | --- | --- | --- | --- |"]
        cells = ((f.step, fact(f.fact), f.expected, f.observed, str(f.verdict)) for f in result.findings)
        parts.append("\n".join([*rows, *(f"| {' | '.join(map(escape, each))} |" for each in cells)]))
    return "\n\n".join(parts)


def _unmet(result: Result, step: StepRecord) -> str:
    found = [each for each in result.findings if each.step == step.name and each.verdict is Verdict.VIOLATES]
    return "; ".join(f"{fact(each.fact)}: expected {each.expected}, saw {each.observed}" for each in found)


def _step(step: StepRecord, unmet: str) -> None:
    try:
        with allure.step(f"{step.name} ({step.do}): {step.outcome}"):
            for one in step.exchanges:
                allure.attach("\n".join(_lines(one)), one.request.method, allure.attachment_type.TEXT)
            _fail_if(unmet)
    except _UnmetError:
        pass


def _fail_if(unmet: str) -> None:
    if unmet:
        raise _UnmetError(unmet)


def _lines(one: Exchange) -> Iterator[str]:
    yield f"> {one.request.method} {one.request.url}"
    yield from (f"> {name}: {value}" for name, value in one.request.headers)
    yield from _body(one.request.body)
    if one.response is None:
        yield "no answer came"
    else:
        yield from (f"< {status}" for status in one.response.interim)
        yield f"< {one.response.status} {one.response.reason}"
        yield from (f"< {name}: {value}" for name, value in one.response.headers)
        yield from _body(one.response.body)
    yield from filter(None, [one.note])


def _body(payload: Payload | None) -> Iterator[str]:
    seen = shown(payload)
    if seen is not None:
        yield from ("", f"[{seen.about}]", seen.text, "")


def finish(folder: Path, run: Run) -> None:
    """Write what stands beside the results: the categories, and where and with what it was run."""
    folder.mkdir(parents=True, exist_ok=True)
    categories = [{"name": name, "matchedStatuses": of, "messageRegex": like} for name, of, like in _CATEGORIES]
    (folder / "categories.json").write_text(json.dumps(categories, indent=1), encoding="utf-8")
    lines = "".join(f"{name}={value}\n" for name, value in _environment(run).items())
    (folder / "environment.properties").write_text(lines, encoding="utf-8")


def _environment(run: Run) -> Mapping[str, str]:
    about = {"suite": run.suite_version, "run": run.run, "seed": run.seed, "python": run.python, **run.options}
    return {**about, **{f"subject.{info.name}": _one_line((info.title, info.endpoint)) for info in run.subjects}}


def _one_line(words: Iterable[str]) -> str:
    return ", ".join(" ".join(word.split()) for word in words if word)

"""A suite file as a pytest collector: one item per case, variant and subject."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from conformance.catalogue.lint import against_specs
from conformance.catalogue.places import cases_root
from conformance.catalogue.suites import Loaded, Variant, load
from conformance.engine.judge import judge
from conformance.engine.runner import carry_out
from conformance.label import item_label
from conformance.model.problem import InputError
from conformance.model.result import Result, item_name
from conformance.model.target import Target
from conformance.model.words import Verdict
from conformance.options import Options
from conformance.recorder import FAILS, is_known, keep_result
from conformance.session import Session, SubjectMissingError, SubjectUnavailableError, no_result
from conformance.subjects import judges

_SKIPS = {Verdict.UNSUPPORTED, Verdict.NOT_EXPRESSIBLE, Verdict.NOT_INSTALLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one item is to do."""

    name: str
    """Suite and case id."""
    variant: Variant
    target: Target
    first: bool
    """Whether this is the case's first variant, whose exchanges are kept even where it conforms."""


class SuiteFile(pytest.File):
    """A suite file. One that cannot be read becomes a single failing item, so that the others still run."""

    def __init__(self, *, options: Options, **kwargs: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**kwargs)
        self._options = options

    def collect(self) -> Iterator[pytest.Item]:
        """Yield the items of this file."""
        try:
            suite = self._load()
        except InputError as error:
            yield pytest.Function.from_parent(self, name="unreadable", callobj=_unreadable(str(error)))
            return
        for cases in suite.variants:
            for target in self._options.targets:
                if self._options.shard.takes(target.name, f"{suite.name}/{cases[0].case.id}"):
                    yield from self._items(suite, cases, target)

    def _load(self) -> Loaded:
        suite = load(self.path, self._shown())
        problems = list(against_specs(suite, cases_root(), {target.dialect for target in self._options.targets}))
        if problems:
            raise InputError(*problems)
        return suite

    def _items(self, suite: Loaded, variants: list[Variant], target: Target) -> Iterator[pytest.Item]:
        for index, variant in enumerate(variants):
            if target.dialect not in variant.case.cites or not judges(target.driver, variant.case.observable):
                continue
            name = f"{suite.name}/{variant.case.id}"
            if self._options.is_done(target.name, item_name(name, variant.values)):
                continue
            plan = Plan(name=name, variant=variant, target=target, first=index == 0)
            label = "-".join([target.name, *(f"{key}={value}" for key, value in variant.values.items())])
            item = pytest.Function.from_parent(self, name=f"{variant.case.id}[{label}]", callobj=_run(plan))
            for marker in (target.dialect, *variant.case.needs):
                item.add_marker(str(marker))
            yield item

    def _shown(self) -> str:
        try:
            return str(self.path.relative_to(Path.cwd()))
        except ValueError:
            return str(self.path)


def _unreadable(message: str) -> Any:  # noqa: ANN401 - a test function
    def unreadable() -> None:
        pytest.fail(message, pytrace=False)

    return unreadable


def _run(plan: Plan) -> Any:  # noqa: ANN401 - a test function
    def run(conformance_session: Session, request: pytest.FixtureRequest) -> None:
        try:
            result = _result(plan, conformance_session, request.node)
        except Exception as error:
            keep_result(request.node, no_result(plan.target, plan.name, plan.variant, request.node.nodeid, _bug(error)))
            raise
        keep_result(request.node, result)
        if result.lacks or conformance_session.is_repeated(result):
            pytest.skip(f"{result.verdict}: {result.reason}")
        _outcome(result)

    return run


def _result(plan: Plan, session: Session, item: pytest.Item) -> Result:
    """The result. Unknown only because the profile lacks something, it fails nobody's run."""
    try:
        subject = session.subject(plan.target)
    except SubjectUnavailableError as error:
        return no_result(plan.target, plan.name, plan.variant, item.nodeid, str(error))
    except SubjectMissingError as error:
        cause, missing = str(error), Verdict.NOT_INSTALLED
        return no_result(plan.target, plan.name, plan.variant, item.nodeid, cause, missing)
    case, values = plan.variant.case, plan.variant.values
    carried = carry_out(case, values, subject, item_label(subject.seed, plan.name, values, subject.name))
    return judge(case, plan.name, values, subject, carried, nodeid=item.nodeid, keep=plan.first)


def _bug(error: Exception) -> str:
    return f"a bug of the suite: {type(error).__name__}: {error}"


def _outcome(result: Result) -> None:
    message = f"{result.verdict}: {result.reason or result.title}"
    if is_known(result):
        pytest.skip(message)
    if result.verdict in FAILS:
        pytest.fail("\n".join([message, *_lines(result)]), pytrace=False)
    if result.verdict in _SKIPS:
        pytest.skip(message)
    if result.verdict is Verdict.DEVIATES:
        pytest.xfail(message)


def _lines(result: Result) -> list[str]:
    return [
        f"  {'CRITICAL ' if finding.severity == 'critical' else ''}{finding.step}: {finding.fact}: "
        f"expected {finding.expected}, saw {finding.observed}"
        + (f" [{', '.join(finding.cites)}]" if finding.cites else "")
        for finding in result.findings
        if finding.verdict in {Verdict.VIOLATES, Verdict.ADVISES}
    ]

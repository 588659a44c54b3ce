"""What tests of client-side encryption share: cases, a store that takes whatever a client makes, and a verdict."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec

from conformance.catalogue import targets
from conformance.catalogue.places import cases_root, suite_files
from conformance.catalogue.suites import Variant, load
from conformance.drivers.base import Driver
from conformance.engine.judge import judge
from conformance.engine.runner import carry_out
from conformance.engine.subject import Subject
from conformance.engine.waivers import names
from conformance.model.target import PinnedFact, Waiver
from conformance.model.words import Dialect, Severity, Verdict
from conformance.opening import open_subject
from conformance.options import Options

Named = tuple[str, Variant]


def variants(dialect: Dialect) -> list[Named]:
    """Every variant of every case about client-side encryption in a dialect."""
    suites = [load(path) for path in suite_files(cases_root()) if path.parent.name == "client-side"]
    return [
        (f"{suite.name}/{variant.case.id}", variant)
        for suite in suites
        for cases in suite.variants
        for variant in cases
        if dialect in variant.case.cites
    ]


@contextmanager
def opened(dialects: Iterable[Dialect], results: Path) -> Iterator[dict[Dialect, Subject]]:
    """Embedded stores that look at no envelope."""
    with ExitStack() as stack:
        subjects = {}
        for target in targets.select([str(dialect) for dialect in dialects]):
            options = Options(targets=(target,), results=results, run="cse", seed="seed", answers=0, faults=frozenset())
            taking_all = msgspec.structs.replace(target, edition="blind-to-envelopes")
            subjects[target.dialect] = open_subject(taking_all, options, stack)
        yield subjects
        for subject in subjects.values():
            subject.sandbox.close()


def verdict(subject: Subject, client: Driver, named: Named) -> tuple[Verdict, Severity, str]:
    """What a client is found to do in one variant."""
    name, variant = named
    judged = replace(subject, driver=client, peer=subject.reference)
    carried = carry_out(variant.case, variant.values, judged, f"{name}-{variant.values}-{id(client)}")
    result = judge(variant.case, name, variant.values, judged, carried, nodeid=name, keep=False)
    return result.verdict, result.severity, result.reason


def meant(globs: Iterable[str], item: str) -> bool:
    """Whether one of the globs names an item, as those of waivers do."""
    waiver = Waiver(id="x", cases=list(globs) or ["-"], facts=[PinnedFact(fact="x", observed="x")], because="x")
    return names(waiver, item)


def only_records(variant: Variant) -> bool:
    """Whether nothing but what is recorded is the point of a case."""
    points = [step for step in variant.case.steps if not (step.setup or step.control) and step.expect.body is None]
    reads = any(step.expect.body for step in variant.case.steps if not step.control)
    return not reads and all(step.expect.recorded for step in points)

"""What the templates know: filters, words, and the run. Also a page's script with its digest."""

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from conformance.model.proof import Proof
from conformance.model.result import Finding, Result, variant_text
from conformance.model.spec import Spec
from conformance.model.words import Dialect, Verdict
from conformance.report import filters, pictures
from conformance.report.bodies import shown
from conformance.report.casepage import checked, replay, rests_on
from conformance.report.history import verdict_of
from conformance.report.marks import differing, marked
from conformance.report.phrases import fact
from conformance.report.proven import kill_sets
from conformance.report.reader import Report
from conformance.report.summary import duration
from conformance.report.verdicts import LEGEND, MEANINGS, rank

GENERATOR = "object-store-encryption-conformance report"
"""Stands in every page, so that a later run removes pages of its own kind only."""
_TEMPLATES = Path(__file__).parent / "templates"


def environment(report: Report, results: str, told: Mapping[Dialect, Spec], proof: Proof | None) -> Environment:
    """The templates' environment for one report; `results` is how one would name its results file."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "count": filters.count,
        "day": filters.day,
        "duration": duration,
        "fact": fact,
        "sentence": filters.sentence,
        "variant": lambda result: variant_text(result.variant),
        "when": filters.when,
    }
    several = len(report.subjects) > 1
    made.globals |= {
        "broken": _broken,
        "checked": checked,
        "differing": differing,
        "generator": GENERATOR,
        "groups": pictures.groups,
        "heat": pictures.heat,
        "kill_sets": kill_sets(proof) if proof is not None else {},
        "legend": LEGEND,
        "marked": marked,
        "meanings": MEANINGS,
        "proof": proof,
        "replay": lambda result: replay(result, results, several=several),
        "report": report,
        "rests_on": rests_on,
        "seen_as": verdict_of,
        "run": report.run,
        "shown": shown,
        "stack_of": pictures.stack,
        "told": told,
    }
    return made


def script(made: Environment, *names: str) -> dict[str, object]:
    """A page's script, and its digest: the page's policy lets no other script run."""
    text = "\n".join(made.get_template(name).render() for name in names)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"script": Markup(text), "script_hash": f"sha256-{digest}"}  # noqa: S704 - our own file, not a store's text


def _broken(result: Result, step: str) -> Finding | None:
    """The worst finding of a step that is a deviation, if any."""
    found = [each for each in result.findings if each.step == step and each.verdict is Verdict.VIOLATES]
    return max(found, key=lambda each: (each.severity == "critical", rank(each.verdict)), default=None)

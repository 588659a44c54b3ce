"""The HTML site: static pages beside `results.jsonl` that work from a file and load nothing from a network."""

import base64
import hashlib
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from conformance.model.proof import Proof
from conformance.model.result import Finding, Result, variant_text
from conformance.model.spec import Spec
from conformance.model.words import Dialect, Verdict
from conformance.report import filters
from conformance.report.bodies import shown
from conformance.report.casepage import case_page, checked, replay, rests_on
from conformance.report.figures import Figures, by_subject, figures, observed_share
from conformance.report.matrix import Block, matrix
from conformance.report.methods import method_tables
from conformance.report.phrases import fact
from conformance.report.proven import dialects, faults, kill_sets
from conformance.report.reader import Report
from conformance.report.statements import defect_entries, known, statement_page
from conformance.report.summary import Leak, cases, distinct, duration, leaks
from conformance.report.verdicts import LEGEND, MEANINGS, Group, rank

GENERATOR = "object-store-encryption-conformance report"
"""Stands in every page, so that a later run removes pages of its own kind only."""

_TEMPLATES = Path(__file__).parent / "templates"
_LEAKS_SHOWN = 6
"""Critical cases per subject that stand open on the first page; the others are one click away."""
_RESULTS_SHOWN = 3
"""Variants per case and subject whose exchanges stand on the page; the others are in `results.jsonl`."""


def build_site(
    report: Report,
    out: Path,
    *,
    specs: Mapping[Dialect, Spec],
    sources: Mapping[str, str],
    proof: Proof | None = None,
) -> Path:
    """Write the site into the folder of `results.jsonl`; return its first page.

    `specs` gives the statements' texts, `sources` the YAML of cases by name (`suite/id`); either may lack entries, and
    the pages say less then. `proof` is what the cases are proven to notice. Pages of an earlier run are removed.
    Raises `OSError` where the folder cannot be written.
    """
    blocks = matrix(report)
    environment = _environment(report, _shown_path(out / "results.jsonl"))
    told = known(specs, report)
    environment.globals |= {"told": {spec.dialect: spec for spec in told}, "proof": proof}
    environment.globals["kill_sets"] = kill_sets(proof) if proof is not None else {}
    written = {out / "index.html"}
    _write(out / "index.html", _index(environment, report, blocks))
    case_pages = _case_pages(environment, report, blocks, specs, sources)
    others = [*_document_pages(environment, report, blocks, told), *_proof_page(environment, blocks, proof)]
    others += _method_page(environment, report, told)
    for name, page in itertools.chain(case_pages, others):
        _write(out / name, page)
        written.add(out / name)
    for folder in ("cases", "statements", "defects", "methods", "proof"):
        _remove_stale(out / folder, written)
    return out / "index.html"


def verdict_line(report: Report) -> str:
    """The run in one line, the worst first."""
    total, leaked = figures(report.results), distinct(leaks(report))
    if leaked:
        return f"{cases(leaked)} let a secret out"
    if total.deviations:
        return f"{total.deviations:,} deviation{'s' if total.deviations != 1 else ''}; no secret came out"
    if total.unknown:
        return f"No deviation, but {total.unknown:,} unknown"
    return "Every promise that was judged is kept" if total.applicable else "Nothing was judged"


def _environment(report: Report, results: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": filters.count,
        "duration": duration,
        "fact": fact,
        "sentence": filters.sentence,
        "variant": lambda result: variant_text(result.variant),
        "when": filters.when,
    }
    several = len(report.subjects) > 1
    environment.globals |= {
        "broken": _broken,
        "checked": checked,
        "generator": GENERATOR,
        "groups": _groups,
        "legend": LEGEND,
        "meanings": MEANINGS,
        "rests_on": rests_on,
        "replay": lambda result: replay(result, results, several=several),
        "run": report.run,
        "shown": shown,
    }
    return environment


def _index(environment: Environment, report: Report, blocks: list[Block]) -> str:
    by_name: dict[str, list[Leak]] = {}
    for leak in leaks(report):
        by_name.setdefault(leak.subject, []).append(leak)
    total = figures(report.results)
    return environment.get_template("index.html").render(
        _script(environment, "print.js", "matrix.js"),
        root="",
        report=report,
        subjects=report.subjects,
        figures=by_subject(report),
        shares=observed_share(report),
        dialects=sorted({info.dialect for info in report.subjects}, key=list(Dialect).index),
        total=total,
        verdict_line=verdict_line(report),
        leaks=by_name,
        shown_leaks=_LEAKS_SHOWN,
        blocks=blocks,
    )


def _case_pages(
    environment: Environment,
    report: Report,
    blocks: list[Block],
    specs: Mapping[Dialect, Spec],
    sources: Mapping[str, str],
) -> Iterator[tuple[str, str]]:
    template = environment.get_template("case.html")
    script = _script(environment, "print.js")
    failing = [verdict for verdict in Verdict if MEANINGS[verdict].group in {Group.DEVIATION, Group.UNKNOWN}]
    for block in blocks:
        for row in block.rows:
            yield (
                row.page,
                template.render(
                    script,
                    root="../" * row.page.count("/"),
                    suite=block.suite,
                    page=case_page(row, report, specs, sources.get(row.case, "")),
                    shown_results=_RESULTS_SHOWN,
                    open_verdicts=failing,
                ),
            )


def _document_pages(
    environment: Environment, report: Report, blocks: list[Block], specs: list[Spec]
) -> Iterator[tuple[str, str]]:
    script = _script(environment, "print.js")
    rows = [row for block in blocks for row in block.rows]
    for spec in specs:
        page = statement_page(spec, report, rows)
        statements = environment.get_template("statements.html").render(script, root="../", page=page)
        yield f"statements/{spec.dialect}.html", statements
        if spec.defects:
            entries = defect_entries(spec, rows)
            defects = environment.get_template("defects.html").render(script, root="../", spec=spec, entries=entries)
            yield f"defects/{spec.dialect}.html", defects


def _method_page(environment: Environment, report: Report, specs: list[Spec]) -> Iterator[tuple[str, str]]:
    tables = method_tables(specs, report)
    if tables:
        page = environment.get_template("methods.html")
        yield "methods/index.html", page.render(_script(environment, "print.js"), root="../", tables=tables)


def _proof_page(environment: Environment, blocks: list[Block], proof: Proof | None) -> Iterator[tuple[str, str]]:
    if proof is None:
        return
    pages = {row.case: row.page for block in blocks for row in block.rows}
    template = environment.get_template("proof.html")
    script = _script(environment, "print.js")
    numbers, rows = dialects(proof), faults(proof)
    yield "proof/index.html", template.render(script, root="../", dialects=numbers, rows=rows, pages=pages)


def _script(environment: Environment, *names: str) -> dict[str, object]:
    """A page's script, and its digest: the page's policy lets no other script run."""
    text = "\n".join(environment.get_template(name).render() for name in names)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"script": Markup(text), "script_hash": f"sha256-{digest}"}  # noqa: S704 - our own file, not a store's text


def _broken(result: Result, step: str) -> Finding | None:
    """The worst finding of a step that is a deviation, if any."""
    found = [each for each in result.findings if each.step == step and each.verdict is Verdict.VIOLATES]
    return max(found, key=lambda each: (each.severity == "critical", rank(each.verdict)), default=None)


def _groups(numbers: Figures) -> dict[Group, int]:
    """Group to number of items, in the order of a bar."""
    return {
        Group.CONFORMANT: numbers.conformant,
        Group.DEVIATION: numbers.deviations,
        Group.UNKNOWN: numbers.unknown,
        Group.OBSERVED: numbers.observed,
        Group.OUTSIDE: numbers.outside,
    }


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _remove_stale(folder: Path, written: set[Path]) -> None:
    for path in folder.rglob("*.html"):
        if path not in written and GENERATOR in path.read_text(encoding="utf-8", errors="replace")[:1000]:
            path.unlink()


def _shown_path(path: Path) -> str:
    """A path as one would type it here; only its name where it is elsewhere, since a site may be published."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.name

"""The HTML site: static pages beside `results.jsonl` that work from a file and load nothing from a network."""

from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

from conformance.model.proof import Proof
from conformance.model.result import SubjectInfo
from conformance.model.spec import Spec
from conformance.model.words import Dialect, Level, Verdict
from conformance.report.casepage import case_page
from conformance.report.environment import GENERATOR, environment, script
from conformance.report.figures import Figures, by_subject, figures, observed_share
from conformance.report.history import SubjectHistory
from conformance.report.matrix import Block, Row, matrix
from conformance.report.methods import method_tables
from conformance.report.overview import overview
from conformance.report.pictures import Trend, trend
from conformance.report.proven import dialects, faults
from conformance.report.reader import Report
from conformance.report.since import since
from conformance.report.statements import defect_entries, known, statement_page
from conformance.report.subjectpage import subject_page
from conformance.report.summary import Leak, critical_words, leaks
from conformance.report.unproved import unjudged, untried
from conformance.report.verdicts import MEANINGS, Group
from conformance.report.waivers import waiver_rows

_LEAKS_SHOWN = 6
"""Critical cases per subject that stand open on the first page; the others are one click away."""
_RESULTS_SHOWN = 3
"""Variants per case and subject whose exchanges stand on the page; the others are in `results.jsonl`."""
_STYLES = ("style.css", "table.css", "front.css", "matrix.css", "case.css")
_OPEN = [verdict for verdict in Verdict if MEANINGS[verdict].group in {Group.DEVIATION, Group.UNKNOWN}]
_FOLDERS = ("cases", "statements", "defects", "methods", "proof", "subjects", "waivers")
_Page = tuple[str, str]
"""Where it goes, and its text."""


def build_site(  # noqa: PLR0913 - what the pages show besides results, each of which may lack
    report: Report,
    out: Path,
    *,
    specs: Mapping[Dialect, Spec],
    sources: Mapping[str, str],
    proof: Proof | None = None,
    histories: Mapping[str, SubjectHistory] | None = None,
) -> Path:
    """Write the site into the folder of `results.jsonl`; return its first page.

    `specs` gives the statements' texts, `sources` the YAML of cases by name (`suite/id`), `proof` what the cases are
    proven to notice, `histories` what earlier runs said of a subject; where one lacks, the pages say less. Pages of an
    earlier run are removed. Raises `OSError` where the folder cannot be written.
    """
    site = _Site(report, _shown_path(out / "results.jsonl"), specs, proof, histories or {})
    written = set()
    for name, page in chain(
        site.style(), site.front(), site.matrix(), site.cases(sources), site.subjects(), site.others()
    ):
        _write(out / name, page)
        written.add(out / name)
    for folder in _FOLDERS:
        _remove_stale(out / folder, written)
    return out / "index.html"


def verdict_line(report: Report) -> str:
    """The run in one line, the worst first."""
    total, critical = figures(report.results), critical_words(leaks(report))
    if critical:
        return critical
    if total.deviations:
        return f"{total.deviations:,} deviation{'s' if total.deviations != 1 else ''}; no secret came out"
    if total.unknown:
        return f"No deviation, but {total.unknown:,} unknown"
    return "Every promise that was judged is kept" if total.applicable else "Nothing was judged"


class _Site:
    """What several pages need of one report, gathered once."""

    def __init__(
        self,
        report: Report,
        results: str,
        specs: Mapping[Dialect, Spec],
        proof: Proof | None,
        histories: Mapping[str, SubjectHistory],
    ) -> None:
        self._report = report
        self._specs = specs
        self._proof = proof
        self._blocks: list[Block] = matrix(report)
        self._rows: list[Row] = [row for block in self._blocks for row in block.rows]
        self._overview = overview(report)
        self._waivers = waiver_rows(report)
        self._unjudged = unjudged(report)
        self._told = known(specs, report)
        self._histories = {name: history.before(report.run) for name, history in histories.items()}
        self._figures = by_subject(report)
        told = {spec.dialect: spec for spec in self._told}
        self._environment = environment(report, results, told, proof)
        self._environment.globals |= {"figures": self._figures, "waivers": self._waivers}
        self._plain = script(self._environment, "print.js")

    def style(self) -> Iterator[_Page]:
        """The style sheet of all pages: inside each of them it would be a quarter of the site."""
        yield "style.css", "\n".join(self._environment.get_template(name).render() for name in _STYLES)

    def front(self) -> Iterator[_Page]:
        """The page that people open first."""
        by_name: dict[str, list[Leak]] = {}
        for leak in leaks(self._report):
            by_name.setdefault(leak.subject, []).append(leak)
        yield self._page(
            "index.html",
            "index.html",
            verdict_line=verdict_line(self._report),
            shares=observed_share(self._report),
            leaks=by_name,
            shown_leaks=_LEAKS_SHOWN,
            since=since(self._report, self._rows, self._histories),
            overview=self._overview,
            trends=self._trends(),
            untried=untried(self._told),
            unjudged=self._unjudged,
        )

    def matrix(self) -> Iterator[_Page]:
        """Case x subject."""
        present = {level for row in self._rows for level in row.levels}
        yield self._page(
            "matrix.html",
            "matrix.html",
            script(self._environment, "print.js", "matrix.js"),
            blocks=self._blocks,
            total=figures(self._report.results),
            levels=[level for level in Level if level in present],
            dialects=sorted({info.dialect for info in self._report.subjects}, key=list(Dialect).index),
            features=[row.feature for row in self._overview],
        )

    def cases(self, sources: Mapping[str, str]) -> Iterator[_Page]:
        """One page per case."""
        for block in self._blocks:
            for row in block.rows:
                page = case_page(row, self._report, self._specs, sources.get(row.case, ""), self._histories)
                yield self._page(
                    row.page,
                    "case.html",
                    suite=block.suite,
                    page=page,
                    shown_results=_RESULTS_SHOWN,
                    open_verdicts=_OPEN,
                )

    def subjects(self) -> Iterator[_Page]:
        """One page per subject, and the waivers' of all of them."""
        trends = self._trends()
        for info in self._report.subjects:
            page = subject_page(info, self._rows, self._overview, self._unjudged, self._waivers)
            yield self._page(f"subjects/{info.name}.html", "subject.html", page=page, trend=trends.get(info.name))
        yield self._page("waivers/index.html", "waivers.html")

    def others(self) -> Iterator[_Page]:
        """The documents, the methods that they list, and the proof."""
        for spec in self._told:
            page = statement_page(spec, self._report, self._rows)
            yield self._page(f"statements/{spec.dialect}.html", "statements.html", page=page)
            if spec.defects:
                entries = defect_entries(spec, self._rows)
                yield self._page(f"defects/{spec.dialect}.html", "defects.html", spec=spec, entries=entries)
        tables = method_tables(self._told, self._report)
        if tables:
            yield self._page("methods/index.html", "methods.html", tables=tables)
        if self._proof is not None:
            pages = {row.case: row.page for row in self._rows}
            numbers, rows = dialects(self._proof), faults(self._proof)
            yield self._page("proof/index.html", "proof.html", dialects=numbers, rows=rows, pages=pages)

    def _page(self, path: str, template: str, code: Mapping[str, object] | None = None, **values: object) -> _Page:
        root = "../" * path.count("/")
        return path, self._environment.get_template(template).render(
            code or self._plain, root=root, here=path, **values
        )

    def _trends(self) -> dict[str, Trend]:
        """Subject to the deviations of its runs, the one of this report last."""
        found = {info.name: self._trend(info, self._figures[info.name]) for info in self._report.subjects}
        return {name: line for name, line in found.items() if line is not None}

    def _trend(self, info: SubjectInfo, now: Figures) -> Trend | None:
        history = self._histories.get(info.name)
        return trend([*(note.deviations for note in history.runs), now.deviations]) if history else None


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

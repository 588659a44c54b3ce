"""Short summaries: for the terminal, and as Markdown for a CI page."""

from collections.abc import Iterator

import msgspec

from conformance.model.plain import plain
from conformance.model.result import Result, SubjectInfo
from conformance.model.words import Severity
from conformance.report.figures import Figures, by_subject, observed_share
from conformance.report.phrases import LOST, came_out, criticals
from conformance.report.reader import Report

_MINUTE = 60
_NAMED = 10
"""So many critical cases are named in a summary; the report has them all."""


class Leak(msgspec.Struct, frozen=True, kw_only=True):
    """One case that let a secret out, or lost data, on one subject, its variants folded."""

    subject: str
    results: tuple[Result, ...]

    @property
    def first(self) -> Result:
        """The result that stands for the others."""
        return self.results[0]

    @property
    def at_rest(self) -> bool:
        """Whether plaintext lies in the store."""
        return any(finding.fact == "leak:at-rest" for result in self.results for finding in criticals(result))

    @property
    def lost(self) -> bool:
        """Whether nothing came out: what was uploaded is lost."""
        facts = {finding.fact for result in self.results for finding in criticals(result)}
        return facts == {LOST}

    @property
    def sentence(self) -> str:
        """What came out, and at which step: `GET returned the plaintext (status 200), at “the other key does not”`."""
        found = criticals(self.first)
        return came_out(self.first) + (f", at “{found[0].step}”" if found else "")

    @property
    def variants(self) -> str:
        """`in 7 variants`, or nothing for one."""
        return f"in {len(self.results)} variants" if len(self.results) > 1 else ""


def leaks(report: Report) -> list[Leak]:
    """Every critical case, by subject in the report's order.

    First what lies open in the store though it answered that it encrypts: nothing on the wire shows that. Then what
    leaks in most variants.
    """
    found: dict[tuple[str, str], list[Result]] = {}
    for result in report.results:
        if result.severity is Severity.CRITICAL:
            found.setdefault((result.subject, result.case), []).append(result)
    order = {subject.name: index for index, subject in enumerate(report.subjects)}
    folded = [Leak(subject=subject, results=tuple(results)) for (subject, _), results in found.items()]
    return sorted(folded, key=lambda leak: (order[leak.subject], not leak.at_rest, -len(leak.results), leak.first.case))


def critical_words(found: list[Leak]) -> str:
    """`2 cases let a secret out, 1 case lost what was uploaded`, on whatever subjects; empty for none."""
    out, lost = (len({leak.first.case for leak in found if leak.lost is kind}) for kind in (False, True))
    parts = [f"{cases(out)} let a secret out"] if out else []
    parts += [f"{cases(lost)} lost what was uploaded"] if lost else []
    return ", ".join(parts)


def headline(report: Report) -> str:
    """How the run stands, in one sentence."""
    number = len(report.results)
    items = f"{number:,} item{'' if number == 1 else 's'}"
    if report.end is None:
        return f"Run {report.run.run} was cut short after {items}: what follows is not complete."
    return f"Run {report.run.run}: {items} in {duration(report.end.seconds)}."


def duration(seconds: float) -> str:
    """Seconds for a person: `41 ms`, `8.2 s`, `3 min 20 s`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < _MINUTE:
        return f"{seconds:.1f} s"
    return f"{int(seconds // _MINUTE)} min {int(seconds % _MINUTE)} s"


def terminal_summary(report: Report) -> list[str]:
    """Lines for a terminal: how the run stands, what leaked, three numbers per subject."""
    lines = [headline(report)]
    found = leaks(report)
    if found:
        lines.append(f"CRITICAL: {critical_words(found)}")
        lines += [f"  {leak.subject}: {_leak_text(leak)}" for leak in found[:_NAMED]]
        lines += _rest(len(found), "  ")
    numbers = by_subject(report)
    width = max((len(name) for name in numbers), default=0)
    lines += [f"{name.ljust(width)}  {_numbers(subject)}" for name, subject in numbers.items()]
    shares = [f"{dialect} {share.percent:.1f} %" for dialect, share in observed_share(report).items()]
    if shares:
        lines.append(f"only observed, since no document promises anything: {', '.join(shares)}")
    if report.end is not None and report.end.left:
        left = report.end.left
        more = f", and {len(left) - _NAMED} more" if len(left) > _NAMED else ""
        lines.append(f"left behind on the stores: {', '.join(left[:_NAMED])}{more}")
    return [plain(line) for line in lines]


def markdown_summary(report: Report) -> str:
    """The same as Markdown, for the summary page of a CI run."""
    lines = ["## Encryption conformance", "", escape(headline(report)), ""]
    found = leaks(report)
    if found:
        lines += [f"### ⚠ {critical_words(found)}", ""]
        lines += [f"- **{escape(leak.subject)}**: {escape(_leak_text(leak))}" for leak in found[:_NAMED]]
        lines += [*_rest(len(found), "- "), ""]
    numbers = by_subject(report)
    lines += ["| Subject | Conformant / applicable | Deviations | Unknown | Observed | Not applicable |"]
    lines += ["| --- | ---: | ---: | ---: | ---: | ---: |"]
    lines += [_row(subject, numbers[subject.name]) for subject in report.subjects]
    return "\n".join(lines) + "\n"


def _leak_text(leak: Leak) -> str:
    variants = f" {leak.variants}" if leak.variants else ""
    return f"{leak.first.case}{variants}: {leak.sentence}"


def cases(number: int) -> str:
    """`1 case`, `1,204 cases`."""
    return "1 case" if number == 1 else f"{number:,} cases"


def _rest(number: int, indent: str) -> Iterator[str]:
    if number > _NAMED:
        yield f"{indent}and {number - _NAMED} more; the report names them all"


def _numbers(numbers: Figures) -> str:
    critical = f" ({numbers.critical} critical)" if numbers.critical else ""
    parts = [
        f"{numbers.conformant}/{numbers.applicable} conformant",
        f"{numbers.deviations} deviations{critical}",
        f"{numbers.unknown} unknown",
    ]
    parts += [f"{numbers.observed} observed"] if numbers.observed else []
    parts += [f"{numbers.outside} not applicable"] if numbers.outside else []
    return ", ".join(parts)


def _row(subject: SubjectInfo, numbers: Figures) -> str:
    critical = f" (**{numbers.critical} critical**)" if numbers.critical else ""
    cells = [
        escape(subject.name),
        f"{numbers.conformant} / {numbers.applicable}",
        f"{numbers.deviations}{critical}",
        str(numbers.unknown),
        str(numbers.observed),
        str(numbers.outside),
    ]
    return f"| {' | '.join(cells)} |"


def escape(text: str) -> str:
    """Text that may come from a store, so that Markdown takes nothing in it for its own."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in plain(text))

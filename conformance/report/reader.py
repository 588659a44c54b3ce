"""Read `results.jsonl`: a header line, a line per result, a footer."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from conformance.model.problem import InputError, Problem
from conformance.model.result import End, Line, Result, Run, SubjectInfo

SCHEMA = 1
"""The version of the results schema that is read here."""

_SUBJECT = re.compile(r"[a-z0-9][a-z0-9-]*")
_CASE = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)+")
"""The names of cases and subjects become paths of the site, so nothing else is let in."""
T = TypeVar("T")
_Key = tuple[str, str, tuple[tuple[str, str], ...]]


_DIGITS = 19
"""Of a number that variants are ordered by; Python refuses to read very long ones."""
_NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class ResultsError(InputError):
    """A results file cannot be used."""

    def __init__(self, path: Path, message: str, line: int = 0) -> None:
        super().__init__(Problem(file=str(path), line=line, message=message))


class UnreadableResultsError(ResultsError):
    """The file is not there or may not be read."""


class MissingHeaderError(ResultsError):
    """The first line is not the run's header."""


class OtherSchemaError(ResultsError):
    """The file was written by another version of the suite."""


class BadLineError(ResultsError):
    """A line is not JSON, or not what may stand in its place."""


class DuplicateResultError(ResultsError):
    """The same case, variant and subject stand in the file twice."""


class Report(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One run, as read."""

    run: Run
    results: list[Result]
    """As `in_order` sorts them."""
    end: End | None
    """None where the run was cut short."""

    @cached_property
    def subjects(self) -> list[SubjectInfo]:
        """The header's subjects, then any that only results name. Every page asks for them, so they are kept."""
        known = {subject.name: subject for subject in self.run.subjects}
        for result in self.results:
            known.setdefault(result.subject, _stranger(result))
        return list(known.values())


class _Kind(msgspec.Struct):
    kind: str = ""
    schema: int | None = None


_KIND = msgspec.json.Decoder(_Kind)
_RUN = msgspec.json.Decoder(Run)
_LINE: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def read_report(path: Path) -> Report:
    """Read a results file; raise a `ResultsError` with the line where something is wrong.

    A missing footer is no error, nor is a half-written last line: the run was cut short.
    """
    lines = _lines(path)
    run = _header(path, lines[0][1]) if lines else None
    if run is None:
        raise MissingHeaderError(path, "no header: the first line must say which run this is", 1)
    results: dict[_Key, Result] = {}
    end: End | None = None
    for number, line in _rest(path, lines):
        if end is not None:
            raise BadLineError(path, "a line stands behind the footer", number)
        if isinstance(line, End):
            end = line
        elif _key(line) in results:
            raise DuplicateResultError(path, f"{line.item} on {line.subject} stands here twice", number)
        else:
            results[_key(line)] = line
    return Report(run=run, results=in_order(run, results.values()), end=end)


def _lines(path: Path) -> list[tuple[int, bytes]]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableResultsError(path, f"cannot be read: {error.strerror}") from None
    lines = [(number, line) for number, line in enumerate(content.split(b"\n"), start=1) if line.strip()]
    if lines and not content.endswith(b"\n") and not _is_json(lines[-1][1]):
        del lines[-1]  # the writer was stopped in the middle of it
    return lines


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except _NO_JSON:
        return False
    return True


def _header(path: Path, line: bytes) -> Run | None:
    kind = _decode(path, 1, line, _KIND)
    if kind.kind != "run":
        return None
    if kind.schema != SCHEMA:
        message = f"results schema {kind.schema}; this version of the suite reads schema {SCHEMA}"
        raise OtherSchemaError(path, message, 1)
    run = _decode(path, 1, line, _RUN)
    strange = next((info.name for info in run.subjects if not _SUBJECT.fullmatch(info.name)), None)
    if strange is not None:
        raise BadLineError(path, f"{strange!r} is no subject's name (lower case, digits, hyphens)", 1)
    return run


def _rest(path: Path, lines: list[tuple[int, bytes]]) -> Iterator[tuple[int, Result | End]]:
    for number, text in lines[1:]:
        line = _decode(path, number, text, _LINE)
        if isinstance(line, Run):
            raise BadLineError(path, "a second header: one file holds one run", number)
        if isinstance(line, Result) and not _CASE.fullmatch(line.case):
            raise BadLineError(path, f"{line.case!r} is no case name (suite/id in lower case)", number)
        if isinstance(line, Result) and not _SUBJECT.fullmatch(line.subject):
            raise BadLineError(path, f"{line.subject!r} is no subject's name (lower case, digits, hyphens)", number)
        yield number, line


def _decode(path: Path, number: int, line: bytes, decoder: msgspec.json.Decoder[T]) -> T:
    try:
        return decoder.decode(line)
    except msgspec.ValidationError as error:
        raise BadLineError(path, f"not a line of a results file: {error}", number) from None
    except _NO_JSON as error:
        raise BadLineError(path, f"not JSON: {error}", number) from None


def _key(result: Result) -> _Key:
    return result.case, result.subject, tuple(sorted(result.variant.items()))


def in_order(run: Run, results: Iterable[Result]) -> list[Result]:
    """Results by case, subject (in the header's order) and variant, however many processes wrote them."""
    place = {subject.name: index for index, subject in enumerate(run.subjects)}

    def order(result: Result) -> tuple[str, int, str, list[tuple[int, str]]]:
        values = [(int(value[:_DIGITS]) if value.isdecimal() else 0, value) for value in result.variant.values()]
        return result.case, place.get(result.subject, len(place)), result.subject, values

    return sorted(results, key=order)


def _stranger(result: Result) -> SubjectInfo:
    return SubjectInfo(
        name=result.subject, title=result.subject, dialect=result.dialect, driver=result.driver, endpoint=""
    )

"""Histories on disk: JSON lines, one file per subject."""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from conformance.report.history import CaseNote, Head, RunNote, SubjectHistory
from conformance.report.reader import BadLineError, UnreadableResultsError

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


def read_histories(folder: Path) -> dict[str, SubjectHistory]:
    """Subject to history, of every file in a folder; none where there is no folder.

    Raises `ResultsError` with the line where something is wrong.
    """
    return {history.head.subject: history for history in map(_read, sorted(folder.glob("*.jsonl")))}


def write_histories(folder: Path, histories: Iterable[SubjectHistory]) -> list[Path]:
    """Write each history to its file in a folder, which is made; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    encoder = msgspec.json.Encoder()
    written = []
    for history in histories:
        path = folder / f"{history.head.subject}.jsonl"
        lines = [history.head, *history.runs, *history.cases.values()]
        beside = path.with_suffix(".part")
        beside.write_bytes(b"".join(encoder.encode(line) + b"\n" for line in lines))
        beside.replace(path)
        written.append(path)
    return written


def _read(path: Path) -> SubjectHistory:
    decoder: msgspec.json.Decoder[Head | RunNote | CaseNote] = msgspec.json.Decoder(Head | RunNote | CaseNote)
    lines: list[Head | RunNote | CaseNote] = []
    for number, text in enumerate(_content(path).splitlines(), start=1):
        try:
            lines.append(decoder.decode(text))
        except msgspec.DecodeError as error:
            raise BadLineError(path, f"not a line of a history: {error}", number) from None
    head = lines[0] if lines else None
    if not isinstance(head, Head) or not _NAME.fullmatch(head.subject):
        raise BadLineError(path, "the first line does not say whose history this is", 1)
    notes = [line for line in lines if isinstance(line, CaseNote)]
    return SubjectHistory(
        head=head,
        runs=tuple(line for line in lines if isinstance(line, RunNote)),
        cases={note.case: note for note in notes},
    )


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableResultsError(path, f"cannot be read: {error.strerror}") from None

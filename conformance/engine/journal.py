"""What a run has made on a store and not yet removed, in a file that outlives the run.

A line is written before anything is made, so that even after `kill -9` the next run, or `conformance sweep`, knows what
to remove. A journal belongs to the process that holds its lock; the lock ends with the process, however it ends.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeAlias

import msgspec
from filelock import FileLock, Timeout

from conformance.model.problem import InputError, Problem
from conformance.model.result import SubjectInfo


class Place(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A bucket of the run, or what lies below a prefix in a bucket that was lent to it."""

    bucket: str
    prefix: str = ""
    """Of keys; empty: the bucket itself is the run's."""


class MadeKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key of the run at its key service, which gives it an id of its own choice: it is known by its description."""

    description: str


Made: TypeAlias = Place | MadeKey


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    place: Place | None = None
    key: MadeKey | None = None
    gone: bool = False

    @classmethod
    def of(cls, made: Made, *, gone: bool = False) -> Self:
        if isinstance(made, Place):
            return cls(place=made, gone=gone)
        return cls(key=made, gone=gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Abandoned:
    """The journal of a process that is no more."""

    path: Path
    info: SubjectInfo
    places: tuple[Place, ...]
    """What was never removed, in the order in which it was made."""
    keys: tuple[MadeKey, ...] = ()
    """Likewise."""

    def done(self) -> None:
        """Everything is removed: the journal has served."""
        self.path.unlink(missing_ok=True)
        _lock_of(self.path).unlink(missing_ok=True)


class Journal:
    """The journal of this process for one subject."""

    def __init__(self, folder: Path, run: str, info: SubjectInfo) -> None:
        """Begin a new file; folders are made. Raises `OSError`."""
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{run}-{info.name}.jsonl"
        self._lock = FileLock(_lock_of(self._path))
        self._lock.acquire()
        self._file = self._path.open("wb")
        self._left: set[Made] = set()
        self._write(info)

    def making(self, made: Made) -> None:
        """Note what is about to be made; on the disk when this returns."""
        self._left.add(made)
        self._write(_Entry.of(made))

    def removed(self, made: Made) -> None:
        """Note that it is gone."""
        self._left.discard(made)
        self._write(_Entry.of(made, gone=True))

    def close(self) -> None:
        """Let go of the file; it is kept only where something is left."""
        self._file.close()
        if not self._left:
            self._path.unlink(missing_ok=True)
        self._lock.release()
        if not self._left:
            _lock_of(self._path).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _write(self, line: SubjectInfo | _Entry) -> None:
        self._file.write(msgspec.json.encode(line) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def journals(folder: Path) -> list[Path]:
    """Every journal in a folder, of the living and the dead."""
    return sorted(folder.glob("*.jsonl"))


@contextmanager
def claimed(path: Path) -> Iterator[Abandoned | None]:
    """Take over a journal while the context lasts; None where its process lives, or has just removed it.

    Raise `InputError` for a file that is no journal.
    """
    lock = FileLock(_lock_of(path))
    try:
        lock.acquire(blocking=False)
    except Timeout:
        yield None
        return
    try:
        yield _read(path) if path.exists() else None
    finally:
        lock.release()
        if not path.exists():
            _lock_of(path).unlink(missing_ok=True)


def _read(path: Path) -> Abandoned | None:
    """A journal's content; None where the process died before its first line was whole: nothing was made then."""
    text = path.read_bytes()
    lines = text.splitlines() if text.endswith(b"\n") else text.splitlines()[:-1]  # a cut line names nothing made yet
    if not lines:
        path.unlink()
        return None
    try:
        info = msgspec.json.decode(lines[0], type=SubjectInfo)
        entries = [msgspec.json.decode(line, type=_Entry) for line in lines[1:]]
    except msgspec.DecodeError as error:
        raise InputError(Problem(file=str(path), line=0, message=f"not a journal of this suite: {error}")) from None
    left = _left(entries)
    return Abandoned(
        path=path,
        info=info,
        places=tuple(made for made in left if isinstance(made, Place)),
        keys=tuple(made for made in left if isinstance(made, MadeKey)),
    )


def _left(entries: list[_Entry]) -> list[Made]:
    """What was noted and is not gone, in the order in which it was made."""
    left: dict[Made, None] = {}
    for entry in entries:
        for made in (entry.place, entry.key):
            if made is not None and entry.gone:
                left.pop(made, None)
            elif made is not None:
                left[made] = None
    return list(left)


def _lock_of(path: Path) -> Path:
    return path.with_suffix(".lock")

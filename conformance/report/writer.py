"""Write `results.jsonl` as the run goes, so that nothing already measured is lost."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from conformance.model.result import End, Result, Run


class ResultWriter:
    """Appends one line at a time to a new file; each line is on its way to the disk before the call returns."""

    def __init__(self, path: Path) -> None:
        """Begin a new file, in place of an earlier run's; folders are made. Raises `OSError`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("wb")
        self._encoder = msgspec.json.Encoder()

    @classmethod
    def going_on(cls, path: Path, run: Run, results: Iterable[Result]) -> Self:
        """Go on with a run that was cut off: its header and results again, then what is written now.

        The old file stays until the new one holds all of them.
        """
        beside = path.with_suffix(".part")
        writer = cls(beside)
        writer.header(run)
        for result in results:
            writer.result(result)
        beside.replace(path)
        return writer

    def header(self, run: Run) -> None:
        """Write the first line."""
        self._write(run)

    def result(self, result: Result) -> None:
        """Write one result."""
        self._write(result)

    def end(self, end: End) -> None:
        """Write the footer and close the file: the run is complete."""
        self._write(end)
        self.close()

    def close(self) -> None:
        """Close the file; without a footer the report will say that the run was cut short."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, line: Run | Result | End) -> None:
        self._file.write(self._encoder.encode(line) + b"\n")
        self._file.flush()

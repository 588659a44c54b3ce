"""A store that keeps each object as a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Folder:
    """Objects are files at `root`/bucket/key."""

    root: Path

    def stored(self, bucket: str, key: str, version: str | None) -> Iterator[bytes]:
        """Yield the file, piece by piece; raises `LookupError` where there is none, or for a version."""
        path = self.root / bucket / key
        if version is not None or not path.is_file():
            raise LookupError(f"{bucket}/{key}")
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece

"""Where a server of the lab lives: a folder of its user's, with everything that it keeps, and nothing beside it."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from conformance.lab.keeper import Keeper

_PRIVATE = 0o700


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The place of one server."""

    home: Path
    """Of the whole lab."""
    name: str
    say: Callable[[str], None]
    """Tells whoever waits what is going on."""
    ports: tuple[int, ...] = ()

    @property
    def folder(self) -> Path:
        """What the server keeps; gone when it is taken down."""
        return self.home / self.name

    @property
    def tools(self) -> Path:
        """What `--install` put there; stays."""
        return self.home / "tools" / self.name

    @property
    def profile(self) -> Path:
        """The profile that `--target lab-NAME` finds."""
        return self.home / f"lab-{self.name}.yaml"

    @property
    def keeper(self) -> Keeper:
        """The server's processes."""
        return Keeper(self.folder)

    def write_secret(self, name: str, text: str) -> Path:
        """Write a file that nobody else can read, from its first byte on."""
        path = self.folder / name
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def write_credentials(self, values: Mapping[str, str]) -> Path:
        """Write what `auth: file` of a profile names: lines of NAME=value."""
        return self.write_secret("credentials", "".join(f"{name}={value}\n" for name, value in values.items()))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other commands of the lab away from this server."""
        self.home.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        with FileLock(self.home / f"{self.name}.lock"):
            yield

    def furnish(self) -> None:
        """Make the folder, empty, for this user alone."""
        self.folder.mkdir(mode=_PRIVATE)

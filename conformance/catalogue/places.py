"""Where the files are: in a checkout beside the package, in a wheel inside it."""

import os
from functools import cache
from pathlib import Path

from conformance.model.words import Dialect

_PACKAGE = Path(__file__).resolve().parents[1]


def cases_root() -> Path:
    """The folder with the suites that ship with this package."""
    inside = _PACKAGE / "cases"
    return inside if inside.is_dir() else _PACKAGE.parent / "cases"


def targets_root() -> Path:
    """The folder with the profiles that ship with this package."""
    return _PACKAGE / "targets"


def lab_root() -> Path:
    """The folder of this user's servers of the lab, and of their profiles."""
    chosen = os.environ.get("CONFORMANCE_LAB")
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(chosen).absolute() if chosen else Path(state) / "conformance-lab"


@cache
def root_of(folder: Path) -> Path | None:
    """The cases folder that a folder belongs to: the nearest ancestor, or itself, that holds specs of dialects."""
    return next((place for place in (folder, *folder.parents) if _has_specs(place)), None)


def _has_specs(folder: Path) -> bool:
    return any((folder / "specs" / f"{dialect}.yaml").is_file() for dialect in Dialect)


def suite_files(root: Path) -> list[Path]:
    """Every suite below a cases folder, in a stable order."""
    return sorted(path for path in root.rglob("*.yaml") if is_suite(path, root))


def is_suite(path: Path, root: Path) -> bool:
    """Whether a file below a cases folder is a suite (the specs are not)."""
    return path.suffix == ".yaml" and root / "specs" not in path.parents

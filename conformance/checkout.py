"""Which commit of the suite runs, where it runs from its own repository."""

import shutil
import subprocess
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_DESCRIBE = ("describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")


def commit(root: Path = _ROOT) -> str:
    """Twelve digits, with `-dirty` behind where a file that git knows was changed; empty where there is no repository.

    Only a repository whose root this is counts: an installed suite may lie in the folder of somebody else's.
    """
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return ""
    command = [git, "--no-optional-locks", "-C", str(root), *_DESCRIBE]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - every word is ours
    return done.stdout.strip() if done.returncode == 0 else ""

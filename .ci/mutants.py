"""Hold the mutants of our own code that no test killed against `.ci/mutants.txt`, where each has its reason."""

import subprocess
import sys
from pathlib import Path

_EXPLAINED = Path(__file__).with_name("mutants.txt")
_UNKILLED = {"survived", "no tests", "timeout", "suspicious", "segfault"}


def unkilled() -> set[str]:
    """The names of mutants that `mutmut run` left alive."""
    done = subprocess.run(["mutmut", "results"], capture_output=True, text=True, check=True)  # noqa: S607 - tox installs it
    pairs = (line.strip().rpartition(": ") for line in done.stdout.splitlines())
    return {name for name, _, outcome in pairs if outcome in _UNKILLED}


def explained() -> set[str]:
    """The names that have a reason: `name  # reason` on each line."""
    lines = _EXPLAINED.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("#") for line in lines if line and not line.startswith("#"))
    return {name.strip() for name, _, reason in pairs if reason.strip()}


def main() -> int:
    """Print what is unexplained, and what is explained and dead; exit code 1 if there is either."""
    alive, known = unkilled(), explained()
    complaints = [f"{name} lives, and nobody says why" for name in sorted(alive - known)]
    complaints += [f"{name} has a reason to live, and is dead or gone" for name in sorted(known - alive)]
    sys.stdout.write("\n".join([*complaints, f"{len(alive)} mutants live, {len(complaints)} complaint(s)", ""]))
    return 1 if complaints else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Kill runs on a Ceph on this machine, and judge it; or judge another server of the lab.

`lab.py FOLDER ceph|ceph-18|moto`. Deviations are known and pinned, some of them critical: what is not pinned fails.
"""

import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from conformance.lab import apt

_OF_DEBIAN = {"ceph", "ceph-18"}
_TESTS_FAILED = 1
_PINNED = "critical in spite of waiver"
"""Critical stays critical, and so red, whoever knows of it."""


def main(reports: Path, server: str) -> int:
    """Start it, judge it, stop it; return the exit code."""
    reason = apt.cannot()
    if reason and server in _OF_DEBIAN and (server != "ceph" or shutil.which("radosgw") is None):
        sys.stdout.write(f"skipped: {server} is not installed, and cannot be: {reason}\n")
        return 0
    if _conformance("lab", "up", server, "--install", "--port=0"):
        return 1
    junit = reports / "junit.xml"
    try:
        if server == "ceph" and _conformance("crash", "--target=lab-ceph"):
            return 1
        code = _conformance(
            "run", "-q", "-n", "2", "--tb=no", f"--target=lab-{server}", f"--results={reports}", f"--junitxml={junit}"
        )
    finally:
        _conformance("lab", "down", server)
    if code not in {0, _TESTS_FAILED}:
        return code
    unknown = list(_not_pinned(junit))
    sys.stdout.write("\n".join([*unknown, f"{len(unknown)} red item(s) that no waiver pins", ""]))
    return 1 if unknown else 0


def _conformance(*words: str) -> int:
    return subprocess.run([sys.executable, "-m", "conformance", *words], check=False).returncode  # noqa: S603 - ours


def _not_pinned(junit: Path) -> Iterator[str]:
    """What is red otherwise than by a critical finding that a waiver pins."""
    for case in ET.parse(junit).getroot().iter("testcase"):  # noqa: S314 - pytest wrote it just now
        for red in (*case.iter("failure"), *case.iter("error")):
            message = red.get("message") or "no message"
            if _PINNED not in message:
                yield f"{case.get('name')}: {message.splitlines()[0]}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))

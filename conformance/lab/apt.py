"""Debian's packages."""

import os
import shutil
from collections.abc import Sequence

from conformance.lab.errors import LabError
from conformance.lab.waiting import command

_PATIENCE = 900
"""Seconds; some 60 MB are fetched."""
_QUIET = {"DEBIAN_FRONTEND": "noninteractive"}
_WAIT = ("-o", "DPkg::Lock::Timeout=300")
"""For another command that installs at the moment."""


def cannot() -> str:
    """Why nothing can be installed by apt here; empty where it can."""
    if shutil.which("apt-get") is None:
        return "there is no apt-get: this is no Debian"
    return "" if os.geteuid() == 0 else "apt-get needs root"


def install(packages: Sequence[str]) -> None:
    """Install packages; raise `LabError` where that cannot be."""
    reason = cannot()
    if reason:
        raise LabError(f"{', '.join(packages)} cannot be installed: {reason}")
    command(["apt-get", *_WAIT, "update", "-qq"], _PATIENCE, _QUIET)
    words = ["apt-get", *_WAIT, "install", "-y", "-qq", "--no-install-recommends", *packages]
    command(words, _PATIENCE, _QUIET)

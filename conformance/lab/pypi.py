"""Servers from PyPI: what runs beside this suite, or in an environment of its own where its needs are others."""

import os
import shutil
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from conformance.lab.waiting import command

_PATIENCE = 600
"""Seconds."""


def version_here(distribution: str) -> str:
    """The version that is installed beside this suite; empty where it is not."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""


def program(name: str, tools: Path) -> str:
    """The path of a program: the lab's own, the suite's, or the user's; empty where it is nowhere."""
    places = os.pathsep.join([str(tools / "bin"), sysconfig.get_path("scripts"), os.environ.get("PATH", os.defpath)])
    return shutil.which(name, path=places) or ""


def install(requirement: str, tools: Path) -> None:
    """Install a package into an environment of its own; raise `LabError` where that cannot be."""
    command([sys.executable, "-m", "venv", "--clear", str(tools)], _PATIENCE)
    python = str(tools / "bin" / "python")
    command([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement], _PATIENCE)


def version_of(distribution: str, path: str) -> str:
    """The version of what a program belongs to, as the interpreter beside it knows it; raise `LabError`."""
    python = Path(path).resolve().parent / "python"
    ask = f"from importlib.metadata import version; print(version({distribution!r}))"
    return command([str(python), "-c", ask]).strip()

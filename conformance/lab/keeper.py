"""Processes that outlive the command that starts them: each has a pid file, and only what that names is stopped."""

import contextlib
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

from conformance.lab.errors import LabError

_GRACE = 3.0
"""Seconds to end after SIGTERM; the stores are throw-away."""
_GLANCE, _GLANCES = 0.005, 200
"""Seconds between two looks at a process that begins, and how many."""
_TAIL = 12
"""Lines of a log that a message quotes."""


class _Noted(msgspec.Struct, frozen=True, kw_only=True):
    """A pid file. A pid comes round again; with the same command line it is ours."""

    pid: int
    command: list[str]


@dataclass(frozen=True, slots=True)
class Keeper:
    """The processes of one server; pid files and logs stand in its folder."""

    folder: Path

    def start(self, name: str, command: list[str], env: Mapping[str, str] | None = None) -> None:
        """Start a process in a session of its own, its output in `NAME.log`; raise `LabError` where it cannot be."""
        log = os.open(self.folder / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        wiring = [(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
        try:
            pid = os.posix_spawnp(command[0], command, {**os.environ, **(env or {})}, file_actions=wiring, setsid=True)
        except OSError as error:
            raise LabError(f"{command[0]} cannot be started: {error.strerror}") from None
        finally:
            os.close(log)
            os.close(nothing)
        self._file(name).write_bytes(msgspec.json.encode(_Noted(pid=pid, command=command)))
        _named(pid)

    def alive(self, name: str) -> bool:
        """Whether the process that the pid file names runs, and is the one that was started."""
        return self._process(name) is not None

    def names(self) -> list[str]:
        """What has a pid file, dead or alive."""
        return sorted(path.stem for path in self.folder.glob("*.pid"))

    def stop(self) -> list[str]:
        """Stop whatever runs, the hard way where it must be; return the names. Pid files are removed."""
        found = {name: process for name in self.names() if (process := self._process(name)) is not None}
        for process in found.values():
            _signal(process.terminate)
        _, stubborn = psutil.wait_procs(found.values(), timeout=_GRACE)
        for process in stubborn:
            _signal(process.kill)
        psutil.wait_procs(stubborn, timeout=_GRACE)
        for name in self.names():
            self._file(name).unlink()
        return list(found)

    def tail(self, name: str) -> str:
        """The end of a process' log, for a message."""
        try:
            lines = (self.folder / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(f"  {line}" for line in lines[-_TAIL:])

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.pid"

    def _process(self, name: str) -> psutil.Process | None:
        try:
            noted = msgspec.json.decode(self._file(name).read_bytes(), type=_Noted)
            process = psutil.Process(noted.pid)
            ours = set(noted.command[1:]) <= set(process.cmdline()) and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, msgspec.DecodeError, psutil.Error):
            return None
        return process if ours else None


def _named(pid: int) -> None:
    """Wait until the kernel shows the command line: for a moment there is none, and the process looks dead."""
    for _ in range(_GLANCES):
        try:
            if psutil.Process(pid).cmdline():
                return
        except psutil.Error:
            return
        time.sleep(_GLANCE)


def _signal(send: Callable[[], None]) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        send()

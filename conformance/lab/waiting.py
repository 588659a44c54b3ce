"""Waits with an end: for a server's first answer, and for commands that may hang."""

import http.client
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence

from conformance.lab.errors import LabError
from conformance.lab.keeper import Keeper
from conformance.lab.ports import LOOPBACK

_PAUSE = 0.05
_TAIL = 1500
"""Characters of a failed command's output that a message quotes."""


def until(ready: Callable[[], bool], keeper: Keeper, name: str, seconds: float = 30) -> None:
    """Wait until a process is ready; raise `LabError` with the end of its log where it ends or takes too long."""
    for _ in range(int(seconds / _PAUSE)):
        if ready():
            return
        if not keeper.alive(name):
            raise LabError(f"{name} ended while it started:\n{keeper.tail(name)}")
        time.sleep(_PAUSE)
    raise LabError(f"{name} did not answer within {seconds:.0f} s; its log ends:\n{keeper.tail(name)}")


def status(port: int, path: str = "/") -> int:
    """The status that an HTTP server on loopback answers; 0 for none."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def command(words: Sequence[str], seconds: float = 60, env: Mapping[str, str] | None = None) -> str:
    """Run a command to its end and return what it printed; raise `LabError` with the end of its complaints."""
    try:
        done = subprocess.run(  # noqa: S603 - programs of the lab, no shell
            words,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            env={**os.environ, **(env or {})},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise LabError(f"{words[0]} did not end within {seconds:.0f} s") from None
    except OSError as error:
        raise LabError(f"{words[0]} cannot be started: {error.strerror}") from None
    if done.returncode:
        complaint = (done.stderr or done.stdout).decode(errors="replace")[-_TAIL:]
        raise LabError(f"{words[0]} ended with exit code {done.returncode}:\n{complaint.strip()}")
    return done.stdout.decode(errors="replace")

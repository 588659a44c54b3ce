"""Ports on loopback: a run of neighbours for one server."""

import random
import socket

from conformance.lab.errors import LabError

LOOPBACK = "127.0.0.1"
_ANY = range(20_000, 32_000)
"""Below the ports that the system gives to clients."""
_TRIES = 200
_LAST = 65_535


def reserve(base: int, count: int) -> tuple[int, ...]:
    """The ports from `base` on, or for 0 any free ones; raise `LabError` naming one that is in use or none."""
    if base:
        if not 0 < base <= _LAST + 1 - count:
            raise LabError(f"--port {base}: {count} port(s) from there on; they lie between 1 and {_LAST}")
        ports = tuple(range(base, base + count))
        taken = [port for port in ports if not _is_free(port)]
        if taken:
            raise LabError(f"port {taken[0]} on {LOOPBACK} is in use; choose others with --port (0: any that are free)")
        return ports
    for _ in range(_TRIES):
        start = random.randrange(_ANY.start, _ANY.stop - count)  # noqa: S311 - no secret
        if all(map(_is_free, range(start, start + count))):
            return tuple(range(start, start + count))
    raise LabError(f"there are no {count} free ports in a row between {_ANY.start} and {_ANY.stop}")


def answers(port: int) -> bool:
    """Whether somebody listens."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=2).close()
    except OSError:
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what closed a moment ago is free
        try:
            probe.bind((LOOPBACK, port))
        except (OSError, OverflowError):
            return False
    return True

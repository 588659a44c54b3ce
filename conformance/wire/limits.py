"""How long to wait and how much to take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Times in seconds, sizes in bytes."""

    connect: float = 10.0
    silence: float = 60.0
    """The longest wait for the next bytes of an answer, or for the store to take more of a body."""
    whole: float = 300.0
    """The longest time for one whole answer, however steadily it trickles."""
    interim: float = 1.0
    """The longest wait for the interim answer to `Expect: 100-continue`."""
    header_bytes: int = 64 * 1024
    body_bytes: int = 256 * 1024 * 1024
    idle_connections: int = 16

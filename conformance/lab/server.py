"""What the lab knows of a server: how it is installed and started, and what its profile says."""

from typing import Protocol

from conformance.lab.room import Room
from conformance.model.target import Target


class Server(Protocol):
    """A third-party server that runs as plain processes on loopback."""

    @property
    def name(self) -> str:
        """As `conformance lab` takes it."""
        ...

    @property
    def port(self) -> int:
        """The first of its ports, unless the user says another."""
        ...

    @property
    def ports(self) -> int:
        """How many it takes, in a row."""
        ...

    @property
    def daemons(self) -> tuple[str, ...]:
        """Its processes."""
        ...

    def missing(self, room: Room) -> str:
        """What of it is not installed, in words; empty where everything is there."""
        ...

    def install(self, room: Room) -> None:
        """Install it; raise `LabError` where that cannot be."""
        ...

    def start(self, room: Room) -> Target:
        """Start it in an empty room and wait until it answers; return its profile. Raise `LabError`."""
        ...

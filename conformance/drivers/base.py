"""What every driver can do."""

from typing import Protocol

from conformance.model.operation import Operation, Reply
from conformance.wire.errors import NotExpressibleError, WireError

__all__ = ["Driver", "NotExpressibleError", "WireError"]


class Driver(Protocol):
    """Carries out neutral calls on one store. Not shared between threads."""

    @property
    def name(self) -> str:
        """`rest`, or the SDK and its version."""
        ...

    def perform(self, operation: Operation) -> Reply:
        """Make one call and return what came back, whatever its status.

        Raise `WireError` where no answer came, and `NotExpressibleError` where the driver or its dialect has no form
        for the call: then nothing was sent.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...

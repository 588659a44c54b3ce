"""An answer as it came over the wire."""

from dataclasses import dataclass, field

from conformance.wire.request import Pair, first


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One final answer, the interim ones before it, and how the connection fared."""

    status: int
    reason: str
    headers: tuple[Pair, ...]
    """Order, letter case and repetition as received."""
    body: bytes = field(repr=False)
    interim: tuple[int, ...] = ()
    """Statuses of the interim answers."""
    continued: str | None = None
    """With `Expect: 100-continue`: `continue`, `none` (final answer, no body byte sent) or `silence` (then sent)."""
    connection: str = "closed"
    """`usable`, `closed`, or `stuck`: held open by the store, but a further request on it got no answer."""
    seconds: float = 0.0

    def header(self, name: str) -> str | None:
        """The first value of a header."""
        return first(self.headers, name)

"""A probe: how to look at what a store keeps, beside the road on which its answers come."""

from collections.abc import Iterator
from typing import Protocol


class Probe(Protocol):
    """What a target offers where one can look under it. A target without one leaves the cases at rest unknown."""

    def stored(self, bucket: str, key: str, version: str | None) -> Iterator[bytes]:
        """Yield the bytes that are kept of an object's data, piece by piece, and of nothing else.

        Names are those of requests; `version` is None for the newest. Raises `LookupError` where there is none.
        """
        ...

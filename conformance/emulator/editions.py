"""Editions of a store: what one region or version enforces and another does not, where the documents do not date it."""

from collections.abc import Mapping

from conformance.emulator.rules import client_envelopes
from conformance.emulator.rules.inheritance import MANAGED_BY_DEFAULT, NEW_BUCKETS_BLOCK_CUSTOMER_KEYS
from conformance.emulator.rules.rule import Point, Rule

CURRENT = "current"
EDITIONS: Mapping[str, tuple[Rule, ...]] = {
    CURRENT: (),
    "blind-to-envelopes": (*client_envelopes.RULES, MANAGED_BY_DEFAULT, NEW_BUCKETS_BLOCK_CUSTOMER_KEYS),
}
"""Edition to the rules that it does not have. One that is blind to envelopes takes whatever clients make of theirs.

It encrypts nothing of its own accord either, nor has it buckets whose default must be set before they are used: what it
keeps is what clients sent.
"""


def of_edition(edition: str, points: Mapping[Rule, Point]) -> Mapping[Rule, Point]:
    """The points of a dialect that an edition has; raises `ValueError` for an unknown edition."""
    if edition not in EDITIONS:
        raise ValueError(f"there is no edition {edition}; there are {', '.join(EDITIONS)}")
    return {rule: point for rule, point in points.items() if rule not in EDITIONS[edition]}

"""The label of an item: unique in a run, the same on every machine and in every order of items."""

import hashlib
from collections.abc import Mapping


def item_label(seed: str, case: str, values: Mapping[str, str], subject: str) -> str:
    """Name what one item creates: sixteen hex digits."""
    text = "\0".join([seed, case, *(f"{name}={value}" for name, value in values.items()), subject])
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""The label of an item: unique in a run, the same on every machine and in every order of items."""

import hashlib
from collections.abc import Mapping


def item_label(seed: str, case: str, values: Mapping[str, str], subject: str) -> str:
    """Name what one item creates: `<run>-<ten hex digits>`."""
    text = "\0".join([case, *(f"{name}={value}" for name, value in values.items()), subject])
    return f"{seed[:6]}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"

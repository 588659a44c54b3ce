"""The published vectors that stand beside the tests."""

import json
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"


@cache
def vectors(name: str) -> Any:  # noqa: ANN401 - each file has a shape of its own
    """The content of `data/<name>-vectors.json`."""
    return json.loads((_DATA / f"{name}-vectors.json").read_text(encoding="utf-8"))


def unhex(value: dict[str, str], *names: str) -> list[bytes]:
    """Fields of a vector as bytes."""
    return [bytes.fromhex(value[name]) for name in names]

"""How a KMS encryption context is written in a header."""

import base64
import json
from collections.abc import Mapping


def as_json(context: Mapping[str, str]) -> str:
    """A JSON object of strings, in ASCII."""
    return json.dumps(dict(context), separators=(",", ":"))


def as_base64(context: Mapping[str, str]) -> str:
    """Base64 of that."""
    return base64.b64encode(as_json(context).encode()).decode()

"""JSON Schemas of the files people write and read, generated from the model, for editors and other tools."""

import json
from pathlib import Path
from typing import Any

import msgspec

from conformance.model.case import Suite
from conformance.model.proof import Proof
from conformance.model.result import Line
from conformance.model.spec import Spec
from conformance.model.target import Target

KINDS: dict[str, Any] = {"suite": Suite, "spec": Spec, "target": Target, "result": Line, "proof": Proof}
_PLACEHOLDER = {"type": "string", "pattern": r"\$\{.+\}"}


def folder() -> Path:
    """Where the generated schemas are kept."""
    return Path(__file__).resolve().parents[1] / "model" / "schema"


def texts() -> dict[str, str]:
    """File name to content of every schema."""
    return {f"{name}.schema.json": _text(name, kind) for name, kind in KINDS.items()}


def write() -> list[Path]:
    """Write the schemas; return the files."""
    folder().mkdir(exist_ok=True)
    paths = []
    for name, text in texts().items():
        path = folder() / name
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def _text(name: str, kind: Any) -> str:  # noqa: ANN401 - a type or a union of types
    schema = msgspec.json.schema(kind)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    if name == "suite":
        schema = _with_placeholders(schema)
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _with_placeholders(node: Any) -> Any:  # noqa: ANN401 - JSON
    """In a case any word may be `${name}`, filled in from `vary` before it is typed."""
    if isinstance(node, list):
        return [_with_placeholders(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "boolean" or ("enum" in node and "title" in node):
        return {"anyOf": [node, _PLACEHOLDER]}
    node = {key: _with_placeholders(value) for key, value in node.items()}
    node.pop("propertyNames", None)
    return node

"""What the schemes that are written here have in common."""

from collections.abc import Iterable

from conformance.wire.request import Pair


def canonical_headers(headers: Iterable[Pair]) -> dict[str, str]:
    """Lower-case names in order, each with its value without blanks around it; a repeated header's are joined."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name.lower(), []).append(value.strip())
    return {name: ",".join(values[name]) for name in sorted(values)}

"""What a listing, or an object's attributes, show of the case's objects."""

from conformance.engine.checks.look import Look


def listed(look: Look, names: list[str]) -> None:
    """Check that each object is shown, with the size of what was uploaded."""
    if not look.reply.ok:
        return
    shown = {entry.key: entry.size for entry in look.reply.listed}
    for name in names:
        key = look.names.key(name)
        size = len(look.memory.objects.get((look.operation.bucket, key), b""))
        observed = f"{shown[key]} bytes" if key in shown else "not shown"
        look.promised("listed", met=shown.get(key) == size, expected=f"{size} bytes", observed=observed, mode=look.verb)

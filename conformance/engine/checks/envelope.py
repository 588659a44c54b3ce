"""What a store shows of a client's encryption."""

from conformance.engine.checks.look import Look

_SHOWN = frozenset({"key", "start", "content-algorithm", "wrap-algorithm", "data-size", "part-size"})


def shows_envelope(look: Look) -> None:
    """Check that the list of an upload's parts names everything that its envelope is made of."""
    if not look.reply.ok:
        return
    observed = ", ".join(sorted(look.reply.envelope)) or "nothing of it"
    met = look.reply.envelope == _SHOWN
    look.promised("envelope-shown", met=met, expected=", ".join(sorted(_SHOWN)), observed=observed)

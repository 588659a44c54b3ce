"""What is kept of an object: whether plaintext can be read there, and whether a keystream served before."""

from collections.abc import Iterator

from conformance.engine.checks.laws import WINDOW
from conformance.engine.checks.look import LAW, Look
from conformance.engine.memory import Kept
from conformance.engine.verdict import Observation
from conformance.model.steps import AppendObject, CompleteMultipart
from conformance.model.words import Level, Role, Severity

_SAMPLES = 32
"""Places of the plaintext, evenly spread from its start to its end, that are looked for at rest."""
_TWO = 2
_COMPARED = 64 << 10
"""Bytes of a segment whose keystream is compared with that of others."""


def at_rest(look: Look, expected: str) -> None:
    """Look at what is kept of the object that the step wrote, and remember it."""
    if not look.reply.ok or look.probe is None:
        return
    place = look.names.place(look.step)
    try:
        kept = b"".join(look.probe.stored(*place, look.reply.version_id))
    except LookupError:
        look.broken("at-rest-in-view", "the object's data in view of the probe", "nothing")
        return
    whole = Kept(content=look.memory.objects.get(place, b""), data=kept)
    if expected == "in-view":
        _in_view(look, whole)
        return
    _hidden(look, whole)
    if _found(whole):
        return  # there is no keystream
    segments = list(_segments(look, whole))
    _fresh(look, segments)
    look.memory.kept += segments


def _in_view(look: Look, whole: Kept) -> None:
    """The control: plaintext is found, or, where the store encrypts of its own accord, as many bytes at least."""
    encrypts_anyway, found = Role.SSE in look.reply.roles, _found(whole)
    met = len(whole.data) >= len(whole.content) if encrypts_anyway else found
    expected = "as many bytes as were uploaded" if encrypts_anyway else "the plaintext of an object without encryption"
    _law(look, "at-rest-in-view", met=met, expected=expected, observed=_seen(whole, found=found))


def _hidden(look: Look, whole: Kept) -> None:
    found = _found(whole)
    _law(look, "leak:at-rest", met=not found, expected="no plaintext at rest", observed=_seen(whole, found=found))


def _fresh(look: Look, segments: list[Kept]) -> None:
    """Who knows one of two plaintexts under the same keystream reads the other. One alone says nothing."""
    if len(look.memory.kept) + len(segments) < _TWO:
        return
    used = set().union(*map(_keystream, look.memory.kept))
    again = 0
    for segment in segments:
        keystream = _keystream(segment)
        again += len(keystream & used)
        used |= keystream
    expected = "no keystream that has sealed something else"
    _law(look, "leak:keystream", met=not again, expected=expected, observed=f"{again} blocks of 16 bytes served before")


def _segments(look: Look, whole: Kept) -> Iterator[Kept]:
    """What was sealed in one go: the parts of an upload, an append, else all of it."""
    step, sizes = look.step, [len(whole.content)]
    start = int(step.position) if isinstance(step, AppendObject) else 0
    if isinstance(step, CompleteMultipart) and step.upload in look.memory.uploads:
        parts = look.memory.uploads[step.upload].parts
        sizes = [len(content) for _, (_, content) in sorted(parts.items())]
    for size in sizes:
        yield Kept(content=whole.content[start : start + size], data=whole.data[start : start + size])
        start += size


def _keystream(segment: Kept) -> set[bytes]:
    """The blocks that were added to the plaintext, where the store's cipher is one that adds; else chance."""
    length = min(len(segment.content), len(segment.data), _COMPARED) // WINDOW * WINDOW
    pair = (int.from_bytes(text[:length], "big") for text in (segment.content, segment.data))
    stream = (next(pair) ^ next(pair)).to_bytes(length, "big")
    return {stream[start : start + WINDOW] for start in range(0, length, WINDOW)}


def _found(whole: Kept) -> bool:
    """Whether 16 bytes of the content, at any of the sampled places, are kept as they are."""
    last = len(whole.content) - WINDOW
    starts = {last * number // (_SAMPLES - 1) for number in range(_SAMPLES)} if last >= 0 else set()
    return any(whole.content[start : start + WINDOW] in whole.data for start in starts)


def _seen(whole: Kept, *, found: bool) -> str:
    return f"{len(whole.data)} bytes" + (", plaintext among them" if found else "")


def _law(look: Look, fact: str, *, met: bool, expected: str, observed: str) -> None:
    leaks = fact.startswith("leak:") and not met
    severity = Severity.CRITICAL if leaks else Severity.NORMAL
    look.add(fact, Level.MUST, Observation.MET if met else Observation.UNMET, expected, observed, LAW, severity)

"""What each verdict means to a reader: a letter, a plain sentence, and how it counts."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from conformance.model.words import Verdict


class Group(StrEnum):
    """How a verdict counts (DESIGN section 6). Every verdict is in exactly one group."""

    CONFORMANT = "conformant"
    """The store was judged and kept its promises."""
    DEVIATION = "deviation"
    """The store was judged and did not, or a waiver for it has ended or fits no more."""
    OBSERVED = "observed"
    """Nothing is promised, so there is nothing to score."""
    UNKNOWN = "unknown"
    """It should have been judged and was not."""
    OUTSIDE = "outside"
    """It cannot apply to this subject; leaving it out raises no score."""


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the legend."""

    verdict: Verdict
    letter: str
    """Unique; what a cell shows, so that colour is never needed."""
    group: Group
    sentence: str


_V, _G = Verdict, Group
_ROWS = (
    (_V.CONFORMS, "C", _G.CONFORMANT, "Everything the documents promise was seen."),
    (_V.LENIENT, "L", _G.CONFORMANT, "Answered in another way that the vendor's own documents also allow."),
    (_V.ADVISES, "A", _G.CONFORMANT, "Every firm promise is kept, but something the documents recommend is not."),
    (_V.OBSERVES, "O", _G.OBSERVED, "The documents promise nothing here; what the store did is only recorded."),
    (_V.VIOLATES, "V", _G.DEVIATION, "Something the documents promise was not kept, or a secret came out."),
    (_V.DEVIATES, "D", _G.DEVIATION, "A violation that is already known: a waiver in force names exactly this one."),
    (_V.STALE, "S", _G.DEVIATION, "A waiver names this case but has ended, or what it describes is no longer there."),
    (
        _V.BLOCKED,
        "B",
        _G.UNKNOWN,
        "Something the case needs was missing or failed first, so the question itself was never asked.",
    ),
    (_V.ERROR, "E", _G.UNKNOWN, "The test could not be carried out: network, credentials, or a bug of the suite."),
    (_V.NOT_INSTALLED, "N", _G.UNKNOWN, "The vendor's SDK is not installed here, so nothing was tried."),
    (_V.UNSUPPORTED, "U", _G.OUTSIDE, "The store said, in a documented way, that it does not offer this."),
    (_V.NOT_EXPRESSIBLE, "X", _G.OUTSIDE, "The vendor's SDK has no documented way to make this call."),
)

LEGEND = tuple(Meaning(verdict=v, letter=letter, group=group, sentence=text) for v, letter, group, text in _ROWS)
"""Every verdict, in the order of the page."""

MEANINGS = {meaning.verdict: meaning for meaning in LEGEND}

_FROM_BEST = (
    _V.CONFORMS,
    _V.NOT_EXPRESSIBLE,
    _V.UNSUPPORTED,
    _V.OBSERVES,
    _V.LENIENT,
    _V.ADVISES,
    _V.NOT_INSTALLED,
    _V.BLOCKED,
    _V.ERROR,
    _V.DEVIATES,
    _V.STALE,
    _V.VIOLATES,
)


def rank(verdict: Verdict) -> int:
    """How much a verdict asks for attention; the highest of several stands for them all."""
    return _FROM_BEST.index(verdict)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The one of several verdicts that asks for most attention; at least one must be given."""
    return max(verdicts, key=rank)


def group_of(verdict: Verdict) -> Group:
    """How a verdict counts."""
    return MEANINGS[verdict].group

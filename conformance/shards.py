"""A share of the items, so that several machines divide a run: `--shard 2/5`.

Every machine works the division out by itself, and all come to the same. The unit is a case on a subject with all its
variants. What an earlier run recorded is dealt out by its durations, the longest first, each to the shard with least to
do; a unit without a record goes by its name.
"""

import hashlib
import heapq
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from conformance.model.problem import InputError, Problem
from conformance.report.reader import read_report

Unit = tuple[str, str]
"""Subject and case."""
_FORM = re.compile(r"(?P<index>\d+)/(?P<count>\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of several equal shares; the whole where nothing is said."""

    index: int = 1
    """From 1."""
    count: int = 1
    dealt: Mapping[Unit, int] = field(default_factory=dict)
    """Units whose durations are known, and the shard that has them."""

    def takes(self, subject: str, case: str) -> bool:
        """Whether a case on a subject is this shard's."""
        unit = subject, case
        return self.dealt.get(unit, _by_name(unit, self.count)) == self.index

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


def read_shard(text: str, durations: Path | None) -> Shard:
    """What `--shard` says; `durations` is an earlier run's results file. Raise `InputError` for what cannot be used."""
    match = _FORM.fullmatch(text)
    index, count = (int(match["index"]), int(match["count"])) if match else (0, 0)
    if not 1 <= index <= count:
        message = f"{text!r} is not like 2/5: which, from 1, of how many"
        raise InputError(Problem(file="--shard", line=0, message=message))
    return Shard(index=index, count=count, dealt=_deal(_seconds(durations), count) if durations else {})


def _seconds(path: Path) -> dict[Unit, float]:
    seconds: dict[Unit, float] = defaultdict(float)
    for result in read_report(path).results:
        seconds[result.subject, result.case] += result.duration
    return seconds


def _deal(seconds: Mapping[Unit, float], count: int) -> dict[Unit, int]:
    loads = [(0.0, index) for index in range(1, count + 1)]
    dealt: dict[Unit, int] = {}
    for unit in sorted(seconds, key=lambda unit: (-seconds[unit], unit)):
        load, index = heapq.heappop(loads)
        dealt[unit] = index
        heapq.heappush(loads, (load + seconds[unit], index))
    return dealt


def _by_name(unit: Unit, count: int) -> int:
    digest = hashlib.sha256("\0".join(unit).encode()).digest()
    return int.from_bytes(digest[:8]) % count + 1

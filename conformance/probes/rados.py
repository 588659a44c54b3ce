"""Ceph's gateway over its cluster: an object's data lies in RADOS objects, which are read past the gateway.

Names follow the manifest that the gateway keeps with each object: its head, then tails of an upload in one go
(`PREFIX1`, `PREFIX2`, ...), or the stripes of each part (`PREFIX.PART`, `PREFIX.PART_1`, ...).
"""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_PATIENCE = 30
"""Seconds for one question; each takes some 50 ms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rados:
    """Reads the pool of the objects' data with Ceph's own tools."""

    conf: str
    """A `ceph.conf`."""
    pool: str
    via: Sequence[str] = ()
    """Words before each call."""

    def stored(self, bucket: str, key: str, version: str | None) -> Iterator[bytes]:
        """Yield the bytes of each RADOS object in the order of the data; raises `LookupError` where there is none."""
        if key.startswith("_"):
            raise LookupError(f"{key}: the gateway spells such names otherwise")
        which = [f"--bucket={bucket}", f"--object={key}", *([f"--object-version={version}"] if version else [])]
        manifest = self._ask("object", "stat", *which)["manifest"]
        marker = self._ask("bucket", "stats", f"--bucket={bucket}")["marker"]
        if int(manifest["head_size"]):
            yield self._read(f"{marker}_{key}" if version is None else f"{marker}__:{version}_{key}")
        tails = manifest["tail_placement"]["bucket"]["marker"] or marker
        for name in tail_names(manifest):
            yield self._read(f"{tails}_{name}")

    def _ask(self, *words: str) -> Any:  # noqa: ANN401 - JSON
        answer = _output(*self.via, "radosgw-admin", "-c", self.conf, *words)
        return json.loads(answer.decode(errors="replace"))  # wrapped keys stand in it as they are

    def _read(self, name: str) -> bytes:
        return _output(*self.via, "rados", "-c", self.conf, "-p", self.pool, "get", name, "-")


def tail_names(manifest: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    """The names, without their bucket's marker, of everything behind the head."""
    rules = [rule["val"] for rule in manifest["rules"]]
    ends = [int(rule["start_ofs"]) for rule in rules] + [int(manifest["obj_size"])]
    for rule, (start, end) in zip(rules, pairwise(ends), strict=True):
        prefix, stripe = rule["override_prefix"] or manifest["prefix"], int(rule["stripe_max_size"])
        if not int(rule["start_part_num"]):
            yield from (f"_shadow_{prefix}{number}" for number in range(1, 1 + _ceil(end - start, stripe)))
            continue
        length = int(rule["part_size"])
        for index in range(_ceil(end - start, length)):
            part = f"{prefix}.{int(rule['start_part_num']) + index}"
            stripes = _ceil(min(length, end - start - index * length), stripe)
            yield f"_multipart_{part}"
            yield from (f"_shadow_{part}_{number}" for number in range(1, stripes))


def _ceil(length: int, unit: int) -> int:
    return -(-max(length, 0) // unit) if unit else 0


def _output(*words: str) -> bytes:
    """What a tool prints; raise `LookupError` with its complaint, also where it is not there or hangs."""
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603 - Ceph's tools, no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LookupError(f"{words[0]}: {error}") from None
    if done.returncode:
        raise LookupError(f"{words[0]}: {done.stderr.decode(errors='replace')[-200:].strip()}")
    return done.stdout

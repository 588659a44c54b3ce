"""One answer under examination, made by hand: a step, a reply and a small spec, without a case, a driver or a store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import msgspec

from conformance.engine.checks.look import Look
from conformance.engine.keys import KeyRing
from conformance.engine.memory import Memory, Place
from conformance.engine.names import Names
from conformance.engine.probe import Probe
from conformance.engine.resolve import operation_of
from conformance.engine.verdict import Fact
from conformance.model import yaml
from conformance.model.operation import Operation, Reply
from conformance.model.spec import Fact as Promise
from conformance.model.spec import Spec
from conformance.model.steps import AnyStep
from conformance.model.target import KmsKey
from conformance.model.values import Sse
from conformance.model.words import Mode, Role, Severity
from conformance.reference.vectors import CUSTOMER_KEYS

SPEC: Spec = yaml.convert(
    yaml.parse(
        """\
dialect: obs
title: A spec
sources: {page: {title: A page}}
statements:
  M1: {level: must, reads: Must, source: page}
  D1: {level: documented, reads: Documented, source: page}
  S1: {level: should, reads: Should, source: page}
  Y1: {level: may, reads: May, source: page}
statuses: {put-object: "200", get-object: "200", get-object-range: "206", copy-object: "200", head-object: "200"}
acceptances:
  customer:
    - on: [put-object, get-object, head-object]
      cites: [M1]
      echoes: {customer-key-md5: $key-md5, customer-algorithm: AES256}
      withholds: [sse]
  kms: [{on: [put-object, get-object], cites: [D1], echoes: {sse: $any, kms-key-id: $kms-key, context: "${mine.md5}"}}]
  nobody-says: [{on: [put-object], silent: row 7}]
refusals:
  plain:
    - {cites: [M1], answers: [{status: "403", codes: [Denied, Wrong]}, {status: "404"}], lenient: [{status: "409"}]}
    - {on: [head-object], cites: [D1], answers: [{status: "400", codes: [Named]}]}
  bare: [{cites: [D1], answers: [{status: "400"}]}]
  two: [{cites: [M1], answers: [{status: "400", codes: [A, B]}, {status: "400", codes: [B, C]}]}]
  late: [{cites: [M1], answers: [{status: "400"}], lenient: [{status: "200"}]}]
  elsewhere: [{cites: [M1], answers: [{status: "400", codes: [A]}], lenient: [{status: "403", codes: [B]}]}]
  unnamed: [{cites: [S1], silent: row 8}]
  allowed: [{cites: [Y1], silent: row 9}]
facts: {}
""",
        "spec",
    ),
    Spec,
)
PLACE = ("real-bucket", "run/doc")
KEY, OTHER_KEY = CUSTOMER_KEYS["counting"], CUSTOMER_KEYS["cos-page"]
WORKED = CUSTOMER_KEYS["obs-worked"]
"""Its Base64 has both of the characters that are spelled in several ways."""
KEYS = {
    "mine": "vector:counting",
    "other": "vector:cos-page",
    "worked": "vector:obs-worked",
    "short": "random:15",
    "shortest": "random:16",
}
KMS_KEYS = {
    "main": KmsKey(id="0a1b", full="region:domain:key/0a1b", alias="alias/main"),
    "other": KmsKey(id="2c3d"),
}
UNSAID = "the spec has no entry for it"
LAW = "a law of every store, whatever its documents say"


@dataclass(kw_only=True)
class Bench:
    """What is there before the answer comes: what was written, what the spec says under `facts`, what is kept."""

    memory: Memory = field(default_factory=Memory)
    spec: Spec = SPEC
    probe: Probe | None = None

    def holding(self, content: bytes, *, key: bytes | None = None, place: Place = PLACE, step: str = "up") -> "Bench":
        """The same after a write was accepted."""
        self.memory.remember(step, place, content, answer(200, etag='"e0"'), key)
        return self

    def promising(self, **facts: str) -> "Bench":
        """The same under a spec that has entries under `facts`: name, with `__` for a slash, to a statement."""
        entries = {name.replace("__", "/").replace("_", "-"): Promise(cites=[cite]) for name, cite in facts.items()}
        return replace(self, spec=msgspec.structs.replace(self.spec, facts=entries))

    def look(self, step: AnyStep, reply: Reply, change: Callable[[Operation], Operation] = lambda same: same) -> Look:
        """The answer to a step, ready for a check; `change` is made to what was asked."""
        names = Names(
            keys=KeyRing(KEYS, "seed"),
            kms=KMS_KEYS,
            buckets={"main": PLACE[0]},
            prefix="run",
            seed="seed",
            memory=self.memory,
        )
        return Look(
            step=step,
            operation=change(operation_of(step, names)),
            reply=reply,
            spec=self.spec,
            names=names,
            memory=self.memory,
            probe=self.probe,
        )


@dataclass
class Kept:
    """A probe that sees these bytes, in pieces; nothing where there are none."""

    pieces: list[bytes]
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)

    def stored(self, bucket: str, key: str, version: str | None) -> Iterator[bytes]:
        """Give the pieces."""
        self.asked.append((bucket, key, version))
        if not self.pieces:
            raise LookupError(key)
        yield from self.pieces


def answer(status: int = 200, roles: dict[Role, str] | None = None, **fields: object) -> Reply:
    """An answer; whatever is not said is empty."""
    return Reply(
        **{"status": status, "headers": (), "body": b"", "roles": roles or {}, **fields}  # type: ignore[arg-type]
    )


def stated(look: Look) -> list[str]:
    """What was stated so far: fact, observation, level, ground, expected and observed of each on one line."""
    return [_line(fact) for fact in look.facts]


def sse(mode: Mode, **more: str) -> Sse:
    """An encryption in a step."""
    return msgspec.convert({"mode": mode, **{name.replace("_", "-"): value for name, value in more.items()}}, Sse)


def _line(fact: Fact) -> str:
    ground = "+".join(fact.cites) or fact.ground
    critical = " CRITICAL" if fact.severity is Severity.CRITICAL else ""
    words = f"{fact.expected} | {fact.observed}"
    return f"{fact.fact} {fact.observation} {fact.level} ({ground}): {words}{critical}"

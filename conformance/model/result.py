"""Results: JSON lines of a header, one line per result, a footer. The schema is the contract with every reader."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from conformance.model.target import Waiver
from conformance.model.words import Dialect, Level, Mode, Severity, Verdict


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=False):
    pass


class Payload(_Value, frozen=True, kw_only=True):
    """A body as kept: the first 4 KiB, its whole length and digest."""

    length: int
    sha256: str
    text: str | None = None
    """Set where the kept bytes are UTF-8 text."""
    base64: str | None = None


class WireRequest(_Value, frozen=True, kw_only=True):
    """A request as sent, credentials redacted."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: Payload | None = None


class WireResponse(_Value, frozen=True, kw_only=True):
    """An answer as received."""

    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: Payload | None = None
    interim: list[int] = []
    """Statuses of interim answers, in order."""


class Exchange(_Value, frozen=True, kw_only=True):
    """One request and its answer."""

    request: WireRequest
    response: WireResponse | None = None
    """None where no answer came."""
    seconds: float = 0.0
    note: str = ""
    """E.g. `no body byte was sent`, `connection closed by the store`."""


class StepRecord(_Value, frozen=True, kw_only=True):
    """A step as it was carried out."""

    name: str
    do: str
    outcome: str
    """In words: what came back."""
    exchanges: list[Exchange] = []


class Call(_Value, frozen=True, kw_only=True):
    """A method under one kind of encryption, as one item tried it."""

    method: str
    """The SDK's, or the suite's verb where there is no SDK: `putContent`, `copy-object`, `put-object by signed URL`."""
    mode: Mode
    verdict: Verdict
    """The worst of the steps that called it; the item's own may be worse."""


class Finding(_Value, frozen=True, kw_only=True):
    """One checked fact that is worth a line: everything that did not simply conform."""

    step: str
    fact: str
    """`status`, `code`, `refused`, `header:ROLE`, `absent:ROLE`, `body`, `etag`, `leak:plaintext`, ..."""
    level: Level
    verdict: Verdict
    expected: str
    observed: str
    severity: Severity = Severity.NORMAL
    cites: list[str] = []
    ground: str = ""
    """Where no statement is cited: the row of the facts that calls the documents silent, or a law of every store."""


class Result(_Value, frozen=True, kw_only=True, tag_field="kind", tag="result"):
    """One item's outcome: a case in one variant on one subject."""

    case: str
    """Suite and id: `sse-c/get/other-key-refused`."""
    title: str
    variant: dict[str, str]
    subject: str
    driver: str
    dialect: Dialect
    level: Level
    verdict: Verdict
    severity: Severity = Severity.NORMAL
    cites: list[str]
    findings: list[Finding] = []
    reason: str = ""
    """One sentence for a person: why this verdict."""
    facts: int = 0
    """How many facts were checked."""
    kept: dict[str, int] = {}
    """Statement to the number of conforming facts that rest on it, alone or beside others."""
    calls: list[Call] = []
    duration: float = 0.0
    attempts: int = 1
    waiver: str | None = None
    lacks: bool = False
    """Unknown because the profile, not the store, lacks something."""
    steps: list[StepRecord] = []
    """Kept for every result that does not conform, and for the first conforming variant of each case and subject."""
    nodeid: str = ""

    @property
    def item(self) -> str:
        """Case and variant in one word."""
        return item_name(self.case, self.variant)


class SubjectInfo(_Value, frozen=True, kw_only=True):
    """What a subject was, at the time."""

    name: str
    title: str
    dialect: Dialect
    driver: str
    endpoint: str
    region: str = ""
    addressing: str = ""
    bucket: str = ""
    """The bucket that was lent to the run; empty: it made its own."""
    bucket_suffix: str = ""
    ca_file: str = ""
    profile: str = ""
    """The profile's name or file; empty for `--endpoint`."""
    software: str = ""
    """What ran there, and its version."""
    capabilities: dict[str, str] = {}
    """As the profile says they were seen."""
    waivers: list[Waiver] = []
    """Its known deviations, as they were pinned at the time."""


class Run(_Value, frozen=True, kw_only=True, tag_field="kind", tag="run"):
    """The header line."""

    schema: Literal[1] = 1
    run: str
    started: str
    """ISO 8601, UTC."""
    suite_version: str
    commit: str = ""
    """Of the suite, where it ran from its repository; `-dirty` behind it: with changes."""
    seed: str
    python: str
    subjects: list[SubjectInfo]
    options: dict[str, str] = {}


class End(_Value, frozen=True, kw_only=True, tag_field="kind", tag="end"):
    """The footer line; missing means the run was cut short."""

    finished: str
    counts: dict[str, int]
    """Verdict to number of results."""
    seconds: float = 0.0
    left: list[str] = []
    """What clean-up could not remove."""


Line = Run | Result | End


def variant_text(values: Mapping[str, str]) -> str:
    """A variant in one word: `size=16,form=bare`; empty for a case without."""
    return ",".join(f"{name}={value}" for name, value in values.items())


def item_name(case: str, values: Mapping[str, str]) -> str:
    """Case and variant in one word, as reports, waivers and `conformance replay` name it: `sse-c/get/x[size=16]`."""
    variant = variant_text(values)
    return f"{case}[{variant}]" if variant else case

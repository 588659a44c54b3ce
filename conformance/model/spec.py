"""A dialect's spec: what its documents promise, as written in `cases/specs/<dialect>.yaml`."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from conformance.model.words import Dialect, Level, Mode, Observable, Role


class _Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab", omit_defaults=True):
    pass


class DocumentSource(_Value, frozen=True, kw_only=True):
    """A page that was read."""

    title: str
    url: str = ""
    read: str = ""
    """The date of reading, ISO."""


class Statement(_Value, frozen=True, kw_only=True):
    """One promise, in our own words."""

    level: Level
    reads: Annotated[str, Meta(min_length=1)]
    source: str
    """A key of `sources`, then perhaps the section: `api-0107` or `api-0107 table 2`."""
    observable: Observable = Observable.WIRE
    note: str = ""


class Answer(_Value, frozen=True, kw_only=True):
    """One status with the codes that may come with it; no codes means any."""

    status: int
    codes: list[str] = []

    def fits(self, status: int, code: str | None) -> bool:
        """Whether an answer is this one; without a code only the status is compared."""
        return self.status == status and (code is None or not self.codes or code in self.codes)


class Acceptance(_Value, frozen=True, kw_only=True):
    """What a successful answer shows, for some operations."""

    on: list[str]
    cites: list[str] = []
    """The strongest level of these statements is the level of the facts below; none: silent."""
    echoes: dict[Role, str] = {}
    """Role to value: text, or `$key-md5` (of the step's customer key), `$kms-key` (names a KMS key), `$any`."""
    withholds: list[Role] = []
    silent: str = ""
    """Where no statement is cited: the row of the facts that says the documents are silent."""


class Refusal(_Value, frozen=True, kw_only=True):
    """What a refused request is answered with, for some operations (none named: for all)."""

    on: list[str] = []
    cites: list[str] = []
    """The statements that make the refusal itself a promise; none: nobody documents it."""
    answers: list[Answer] = []
    """The documented answers; empty: the documents name none, and any clean 4xx is right."""
    lenient: list[Answer] = []
    """Tolerable alternatives, each from another document of the vendor."""
    silent: str = ""
    """The row of the facts that says the documents name no answer (or no refusal)."""


class Fact(_Value, frozen=True, kw_only=True):
    """The level of a checked fact that no acceptance or refusal covers (body, etag-not-md5, ...)."""

    cites: list[str] = []
    silent: str = ""


Ground = Acceptance | Refusal | Fact
"""What an expectation rests on: statements, or the row of the facts that calls the documents silent."""


class GapReason(StrEnum):
    """Why no case can be written for a statement. What the emulator or a profile could offer is no reason."""

    CONSOLE_ONLY = "console-only"
    BILLING = "billing"
    OTHER_SERVICE = "other-service"
    CROSS_REGION = "cross-region"
    OTHER_INTERFACE = "other-interface"
    NOT_OBSERVABLE = "not-observable"
    CLIENT_SIDE_SUBJECT = "client-side-subject"
    NOT_ENCRYPTION = "not-encryption"
    NO_CONDITION = "no-condition"


GAP_REASONS = {
    GapReason.CONSOLE_ONLY: "about the vendor's console, nothing of it is on the wire",
    GapReason.BILLING: "about what is charged",
    GapReason.OTHER_SERVICE: "about another service (inventory, batch, file systems), which no store of this suite has",
    GapReason.CROSS_REGION: "needs two regions",
    GapReason.OTHER_INTERFACE: "about another interface of the same service, which speaks another dialect",
    GapReason.NOT_OBSERVABLE: "neither an answer nor the stored bytes can show it",
    GapReason.CLIENT_SIDE_SUBJECT: "about encryption in the vendor's SDK, which is judged as a subject of its own",
    GapReason.NOT_ENCRYPTION: "holds for every request alike, and encryption changes nothing of it",
    GapReason.NO_CONDITION: "an answer of which no document says what request earns it",
}
"""What each reason means, in one line; the list is closed."""


class Gap(_Value, frozen=True, kw_only=True):
    """Statements that have no case, and why."""

    statements: Annotated[list[str], Meta(min_length=1)]
    reason: GapReason
    note: str = ""


class DefectKind(StrEnum):
    """What is wrong with a document."""

    CONTRADICTION = "contradiction"
    """Two places of the vendor's documents cannot both be right."""
    MISPRINT = "misprint"
    """A name, a value or a word that is plainly not the one meant."""
    IMPOSSIBLE_SAMPLE = "impossible-sample"
    """An example that no store can have answered, or that no caller can send."""
    EDITION_DRIFT = "edition-drift"
    """Editions of one page differ, and none says which holds where."""
    OMISSION = "omission"
    """A rule without its answer, or a name that is missing where it belongs."""


class Place(_Value, frozen=True, kw_only=True):
    """One place of a document, and what stands there."""

    source: str
    """A key of `sources`."""
    where: str = ""
    says: Annotated[str, Meta(min_length=1)]
    """In our own words, or a value as printed."""


class Defect(_Value, frozen=True, kw_only=True):
    """A fault of the documents themselves, told so that a writer can mend it."""

    kind: DefectKind
    title: Annotated[str, Meta(min_length=1)]
    places: Annotated[list[Place], Meta(min_length=1)]
    because: str
    """Why it cannot be right, or what contradicts it."""
    change: str
    """What a writer should change."""
    statements: list[str] = []
    cases: list[str] = []
    """Cases (`suite/id`) that show it, or that judge leniently because of it."""


class Page(_Value, frozen=True, kw_only=True):
    """A page that says which methods offer which encryption."""

    source: str
    """A key of `sources`."""
    judged: str
    """Whose methods they are, as `--subject` names it; `rest`: requests, named by the suite's verbs."""
    methods: dict[str, Annotated[list[Mode], Meta(min_length=1)]]


class Spec(_Value, frozen=True, kw_only=True):
    """All of one dialect."""

    dialect: Dialect
    title: str
    sources: dict[str, DocumentSource]
    text_keys: bool = False
    """Whether customer keys must be letters and digits, and not any bytes."""
    statements: dict[str, Statement]
    statuses: dict[str, int]
    """Operation to its documented success status (`get-object-range` for a ranged read)."""
    acceptances: dict[str, list[Acceptance]]
    refusals: dict[str, list[Refusal]]
    facts: dict[str, Fact]
    unsupported: list[Answer] = []
    """Documented ways to say that a feature is not offered."""
    caller_faults: list[Answer] = []
    """Answers about the caller's credentials or clock: they say nothing about a promise."""
    gaps: list[Gap] = []
    pages: dict[str, Page] = {}
    """The pages that list methods, by a name of our own."""
    defects: dict[str, Defect] = {}
    """By an id of our own, which stays."""

    def level(self, cites: list[str]) -> Level:
        """The strongest level of the cited statements; `silent` for none."""
        order = list(Level)
        return min((self.statements[key].level for key in cites), key=order.index, default=Level.SILENT)

    def acceptance(self, name: str, operation: str) -> Acceptance | None:
        """The acceptance of that name for an operation."""
        return next((rule for rule in self.acceptances.get(name, []) if operation in rule.on), None)

    def refusal(self, name: str, operation: str) -> Refusal | None:
        """The refusal of that name for an operation; one that names operations goes before a general one."""
        rules = self.refusals.get(name, [])
        named = next((rule for rule in rules if operation in rule.on), None)
        return named or next((rule for rule in rules if not rule.on), None)

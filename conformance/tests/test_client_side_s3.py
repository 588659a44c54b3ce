"""Client-side encryption for Amazon S3: each fault of a client is noticed by a case, and each case notices one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pytest

from conformance.engine.envelopes.base import Cut, Sealed, Stored
from conformance.engine.envelopes.s3 import S3Envelopes, S3Upload
from conformance.engine.reference_client import ReferenceClient
from conformance.engine.subject import Subject
from conformance.model.operation import Encryption, Operation, Reply
from conformance.model.words import Dialect, Severity, Verdict
from conformance.reference.envelopes import s3, s3_keyrings
from conformance.reference.errors import EnvelopeError
from conformance.tests.encrypting import only_records, opened, variants, verdict
from conformance.tests.wrong_clients import ForgetsMetadata, Plaintext

CASES = variants(Dialect.S3)
NORMAL, CRITICAL = Severity.NORMAL, Severity.CRITICAL
KEYRING = s3_keyrings.AesGcm(key=bytes(32))


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Subject]:
    with opened([Dialect.S3], tmp_path_factory.mktemp("results")) as subjects:
        yield subjects[Dialect.S3]


class LatestUpload(ReferenceClient):
    """Has one cipher for all uploads."""

    def _part(self, plain: Operation) -> Reply:
        self._begun = dict.fromkeys(self._begun, list(self._begun.values())[-1])
        return super()._part(plain)


class UsualNameOnly(ReferenceClient):
    """Looks for envelopes under the usual name, whatever it is told."""

    def _get(self, plain: Operation, encryption: Encryption) -> Reply:
        return super()._get(replace(plain, apart=None), encryption)


class LeavesEnvelopes(ReferenceClient):
    """Deletes the object alone."""

    def _delete(self, plain: Operation) -> Reply:
        return self._store.perform(plain)


class NothingApart(ReferenceClient):
    """Keeps every envelope in the metadata."""

    def _put(self, plain: Operation, encryption: Encryption) -> Reply:
        return super()._put(replace(plain, apart=None), encryption)


class LacksCalls(ReferenceClient):
    """Has no call to give an upload up."""

    def _perform(self, plain: Operation, encryption: Encryption) -> Reply:
        if plain.do == "abort-multipart":
            raise ValueError("there is no such call")
        return super()._perform(plain, encryption)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded(S3Envelopes):
    """Writes what a client of today writes."""

    guarded: bool = True


class OneKey(Guarded):
    """One data key and message id for all objects."""

    _BEGUN = s3.begin(KEYRING)

    def seal(self, encryption: Encryption, plain: bytes, *, apart: bool = False) -> Sealed:
        del encryption, apart
        body = s3.Upload(self._BEGUN).part(1, plain, last=True)
        return Sealed(metadata=self._BEGUN.metadata, body=body)


class NeverTells(Guarded):
    """Gives out nothing instead of an error."""

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        try:
            return super().open(stored, encryption)
        except (EnvelopeError, ValueError):
            return b""


class ChecksNoTag(Guarded):
    """Opens content as if it were a range, of which there is no tag."""

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        try:
            return super().open(stored, encryption)
        except EnvelopeError:
            return stored.body[:-16]


class GivesCiphertext(Guarded):
    """Opens nothing."""

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        del encryption
        return stored.body


class RangesAsTheyCome(Guarded):
    """Opens no range and gives it out all the same."""

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        return stored.body if stored.ranged else super().open(stored, encryption)


class AnyContext(Guarded):
    """Asks the key service with whatever context is stored."""

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        for context in (encryption.context or {}, {"dept": "x", "line": "7"}):
            try:
                return super().open(stored, replace(encryption, context=context))
            except EnvelopeError:
                continue
        raise ValueError("no context fits")


class NoContext(Guarded):
    """Binds data keys to nothing that the caller says."""

    def seal(self, encryption: Encryption, plain: bytes, *, apart: bool = False) -> Sealed:
        return super().seal(replace(encryption, context=None), plain, apart=apart)


class Careless(Guarded):
    """Takes letters of any kind in a context."""

    def seal(self, encryption: Encryption, plain: bytes, *, apart: bool = False) -> Sealed:
        ascii_only = dict.fromkeys(encryption.context or {}, "Buero")
        return super().seal(replace(encryption, context=ascii_only), plain, apart=apart)


class TakesAll(Guarded):
    """Reads whatever there is, asked to or not."""

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        return super().open(stored, replace(encryption, accepts=frozenset({"uncommitted", "old-content", "old-wraps"})))


class AlwaysCommits(Guarded):
    """Writes one cipher, whichever it is told."""

    def seal(self, encryption: Encryption, plain: bytes, *, apart: bool = False) -> Sealed:
        return super().seal(replace(encryption, data_algorithm=None), plain, apart=apart)


class Mislabels(Guarded):
    """Names the key service's wrap, whatever the keyring."""

    def seal(self, encryption: Encryption, plain: bytes, *, apart: bool = False) -> Sealed:
        sealed = super().seal(encryption, plain, apart=apart)
        return replace(sealed, metadata={**sealed.metadata, "x-amz-w": "12"})


class NeverApart(Guarded):
    """Looks for no envelope beside an object."""

    def lies_apart(self, metadata: Mapping[str, str]) -> bool:
        del metadata
        return False


class KnowsNoLength(Guarded):
    """Takes a noted length for an error."""

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        if "unencrypted-content-length" in (stored.beside or ""):
            raise ValueError("an entry that nobody knows")
        return super().open(stored, encryption)


class AnyNames(Guarded):
    """Keeps metadata under any name."""

    def reserved(self) -> frozenset[str]:
        return frozenset()


class LooseParts(S3Upload):
    """Seals parts as they come and never the end."""

    def part(self, number: int, body: bytes, *, last: bool) -> Sealed:
        del number, last
        return Sealed(metadata={}, body=bytes(reversed(body)))

    def end(self) -> None:
        """Nothing is missed."""


class Loose(Guarded):
    """Has such uploads."""

    def begin(self, encryption: Encryption, cut: Cut) -> S3Upload:
        del encryption, cut
        return LooseParts(s3.begin(KEYRING))


class FirstWins(S3Upload):
    """Gives what it sealed of a part when that comes again."""

    def __init__(self, begun: s3.Begun) -> None:
        super().__init__(begun)
        self._sealed: dict[int, Sealed] = {}

    def part(self, number: int, body: bytes, *, last: bool) -> Sealed:
        if number not in self._sealed:
            self._sealed[number] = super().part(number, body, last=last)
        return self._sealed[number]


class Remembering(Guarded):
    """Has such uploads."""

    def begin(self, encryption: Encryption, cut: Cut) -> S3Upload:
        del cut
        return FirstWins(s3.begin(self._keyring(encryption)))


Fault = tuple[type[ReferenceClient], S3Envelopes, Severity]
PLAIN: Fault = (Plaintext, Guarded(), CRITICAL)
SILENT: Fault = (ReferenceClient, NeverTells(), NORMAL)
CIPHERTEXT: Fault = (ReferenceClient, GivesCiphertext(), NORMAL)
EVERYTHING: Fault = (ReferenceClient, TakesAll(), NORMAL)
LOOSE: Fault = (ReferenceClient, Loose(), NORMAL)
BROKEN: dict[str, Fault] = {
    "authenticated/writes": PLAIN,
    "authenticated/reads": CIPHERTEXT,
    "authenticated/given": PLAIN,
    "authenticated/helper-in-parts": (Plaintext, Guarded(), NORMAL),
    "authenticated/taken-as-a-file": CIPHERTEXT,
    "authenticated/fresh-keys": (ReferenceClient, OneKey(), CRITICAL),
    "authenticated/user-metadata": (ForgetsMetadata, Guarded(), NORMAL),
    "authenticated/range": (ReferenceClient, RangesAsTheyCome(), NORMAL),
    "authenticated/plain-object": SILENT,
    "authenticated/copied": CIPHERTEXT,
    "key-service/writes-with-context": (ReferenceClient, NoContext(), NORMAL),
    "key-service/another-key": SILENT,
    "key-service/another-context": (ReferenceClient, AnyContext(), CRITICAL),
    "key-service/own-keyring-writes": (ReferenceClient, Mislabels(), NORMAL),
    "key-service/own-keyring-reads": CIPHERTEXT,
    "instructions/reads": (ReferenceClient, NeverApart(), NORMAL),
    "instructions/reads-by-another-name": (UsualNameOnly, Guarded(), NORMAL),
    "instructions/writes": (NothingApart, Guarded(), NORMAL),
    "instructions/deleted": (LeavesEnvelopes, Guarded(), NORMAL),
    "instructions/notes-the-length": (ReferenceClient, KnowsNoLength(), NORMAL),
    "callers/reserved-name-authenticated": (ReferenceClient, AnyNames(), NORMAL),
    "callers/reserved-context": CIPHERTEXT,
    "authenticated-parts/in-order": LOOSE,
    "authenticated-parts/reads": CIPHERTEXT,
    "authenticated-parts/interleaved": (LatestUpload, Guarded(), NORMAL),
    "authenticated-parts/out-of-order": LOOSE,
    "authenticated-parts/no-last-part": LOOSE,
    "authenticated-parts/part-again": (ReferenceClient, Remembering(), CRITICAL),
    "authenticated-parts/given-up": (LacksCalls, Guarded(), NORMAL),
    "commitment/uncommitted": EVERYTHING,
    "commitment/writes-uncommitted": (ReferenceClient, AlwaysCommits(), NORMAL),
    "commitment/old-content": EVERYTHING,
    "commitment/old-wraps": EVERYTHING,
    "commitment/old-writes": (ReferenceClient, S3Envelopes(), NORMAL),
    "tampering/content-changed": (ReferenceClient, ChecksNoTag(), NORMAL),
    "tampering/content-cut": (ReferenceClient, ChecksNoTag(), NORMAL),
    "tampering/content-changed-delayed": (ReferenceClient, ChecksNoTag(), NORMAL),
    "tampering/entry-missing": SILENT,
    "tampering/entry-missing-uncommitted": SILENT,
    "tampering/entry-changed": SILENT,
    "tampering/other-data-key": SILENT,
    "tampering/wrap-downgraded": EVERYTHING,
}
"""Case to a client that it must find wanting."""
ADVISED = [
    f"tampering/{case}"
    for case in ("tag-length", "tag-length-missing", "entry-foreign", "entry-lax", "first-said-to-be-another")
]
"""What the documents only advise."""


@pytest.mark.parametrize("case", BROKEN)
def test_a_fault_of_a_client_is_noticed(subject: Subject, case: str) -> None:
    client, envelopes, severity = BROKEN[case]
    assert subject.store is not None
    broken = client(subject.store, envelopes)
    found = [verdict(subject, broken, named) for named in CASES if named[0] == f"client-side/{case}"]
    violated = [(each, reason) for seen, each, reason in found if seen is Verdict.VIOLATES]
    assert violated, found
    assert severity in {each for each, _ in violated}


@pytest.mark.parametrize("case", ADVISED)
def test_what_is_advised_is_noticed(subject: Subject, case: str) -> None:
    assert subject.store is not None
    silent = ReferenceClient(subject.store, NeverTells())
    found = [verdict(subject, silent, named) for named in CASES if named[0] == f"client-side/{case}"]
    assert {seen for seen, _, _ in found} == {Verdict.ADVISES}, found


def test_a_context_that_stores_garble_is_advised_against(subject: Subject) -> None:
    assert subject.store is not None
    careless = ReferenceClient(subject.store, Careless())
    found = [verdict(subject, careless, named) for named in CASES if named[0].endswith("/context-beyond-ascii")]
    assert {seen for seen, _, _ in found} == {Verdict.ADVISES}, found


def test_every_case_that_judges_has_a_fault_that_it_notices() -> None:
    judging = {name.removeprefix("client-side/") for name, variant in CASES if not only_records(variant)}
    assert judging == {*BROKEN, *ADVISED, "key-service/context-beyond-ascii"}

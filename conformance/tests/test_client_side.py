"""Client-side encryption: a client without fault passes every case, and each fault of a client is noticed by one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from conformance.engine.envelopes import ENVELOPES, OssEnvelopes, S3Envelopes
from conformance.engine.envelopes.base import Cut, Envelopes, Stored
from conformance.engine.envelopes.counter import CounterUpload
from conformance.engine.reference_client import ReferenceClient
from conformance.engine.subject import Subject
from conformance.model.operation import Encryption, Master, Operation, Reply
from conformance.model.words import Dialect, Severity, Verdict
from conformance.reference.envelopes import oss
from conformance.reference.envelopes.content import ContentKey
from conformance.reference.errors import EnvelopeError
from conformance.tests.encrypting import Named, only_records, opened, variants, verdict
from conformance.tests.wrong_clients import ForgetsMetadata, NoEnvelope, Plaintext

UNBROKEN = {Verdict.CONFORMS, Verdict.OBSERVES}
CASES = {dialect: variants(dialect) for dialect in ENVELOPES}
FAULTLESS: dict[Dialect, Envelopes] = {**ENVELOPES, Dialect.S3: S3Envelopes(guarded=True)}
"""What a client without fault makes; our own S3 writer makes old formats as well, which a client must not."""


@pytest.fixture(scope="module")
def subjects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Dialect, Subject]]:
    with opened(ENVELOPES, tmp_path_factory.mktemp("results")) as subjects:
        yield subjects


@pytest.mark.parametrize(
    ("dialect", "named"),
    [(dialect, named) for dialect, cases in CASES.items() for named in cases],
    ids=[f"{d} {name} {' '.join(v.values.values())}" for d, cases in CASES.items() for name, v in cases],
)
def test_a_client_without_fault_passes(subjects: dict[Dialect, Subject], dialect: Dialect, named: Named) -> None:
    subject = subjects[dialect]
    assert subject.store is not None
    seen = verdict(subject, ReferenceClient(subject.store, FAULTLESS[dialect]), named)
    assert seen[0] in UNBROKEN, seen


class FromZero(CounterUpload):
    """Begins the counter again at every part."""

    def offset(self, number: int, length: int) -> int:
        del number, length
        return 0


class EachPartFromZero(OssEnvelopes):
    """Has such uploads."""

    def begin(self, encryption: Encryption, cut: Cut) -> CounterUpload:
        return _like(FromZero, super().begin(encryption, cut))


class AnyLength(CounterUpload):
    """Takes parts of any length."""

    def offset(self, number: int, length: int) -> int:
        del length
        return (number - 1) * self.part_size


class PartsOfAnyLength(OssEnvelopes):
    """Has such uploads."""

    def begin(self, encryption: Encryption, cut: Cut) -> CounterUpload:
        return _like(AnyLength, super().begin(encryption, cut))


def _like(kind: type[CounterUpload], begun: CounterUpload) -> CounterUpload:
    return kind(content=begun.content, metadata=begun.metadata, part_size=begun.part_size, data_size=begun.data_size)


class AnyPart(ReferenceClient):
    """Takes parts with or without the context of their upload."""

    def _part(self, plain: Operation) -> Reply:
        return super()._part(replace(plain, forget_context=False))


class AnySizes(ReferenceClient):
    """Takes whatever sizes are declared."""

    def _initiate(self, plain: Operation, encryption: Encryption) -> Reply:
        size = (plain.part_size or 16) // 16 * 16 or 16
        return super()._initiate(replace(plain, part_size=size, data_size=plain.data_size or 1), encryption)


class EveryRangeFromZero(OssEnvelopes):
    """Opens every range as if it began at the first byte."""

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        return super().open(replace(stored, offset=0), encryption)


class OneKey(OssEnvelopes):
    """One content key and counter for all objects."""

    _CONTENT = ContentKey(bytes(range(32)), bytes(range(8)) + bytes(8))

    def fresh(self, encryption: Encryption) -> ContentKey:
        del encryption
        return self._CONTENT


class FirstMasterOnly(OssEnvelopes):
    """Never looks at descriptions."""

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        return super().content_key(
            {**metadata, oss.DESCRIPTION: ""}, replace(encryption, also=(), master=_bare(encryption))
        )


class DescriptionAsText(OssEnvelopes):
    """Compares descriptions letter by letter."""

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        spaced = metadata.get(oss.DESCRIPTION, "").replace('":"', '": "').replace('","', '", "')
        if spaced != metadata.get(oss.DESCRIPTION, "") or spaced.startswith('{"place'):
            return super().content_key({**metadata, oss.DESCRIPTION: '{"no": "such"}'}, encryption)
        return super().content_key(metadata, encryption)


class NoDescription(OssEnvelopes):
    """Leaves the description out."""

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        metadata = super().envelope(encryption, content)
        return {name: value for name, value in metadata.items() if name != oss.DESCRIPTION}


class Unwrapped(OssEnvelopes):
    """Keeps the content key in the open."""

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        master = encryption.master
        assert master is not None
        return super().envelope(replace(encryption, master=replace(master, wrap=bytes)), content)


class WrongCounter(OssEnvelopes):
    """Begins to decrypt one block too late."""

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        content = super().content_key(metadata, encryption)
        return ContentKey(content.key, (int.from_bytes(content.start) + 1).to_bytes(16))


class NeverTells(OssEnvelopes):
    """Gives out rubbish instead of an error."""

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        try:
            return super().content_key(metadata, encryption)
        except EnvelopeError:
            return oss.fresh()


class LatestUpload(ReferenceClient):
    """Has one encryption context for all uploads."""

    def _part(self, plain: Operation) -> Reply:
        latest = list(self._begun.values())[-1]
        self._begun = dict.fromkeys(self._begun, latest)
        return super()._part(plain)


class RangesAsAsked(ReferenceClient):
    """Takes an answer to begin where the question did, whatever it says itself."""

    def _stored(self, plain: Operation, reply: Reply) -> Stored:
        start = int((plain.range or "").partition("-")[0] or 0)
        return replace(super()._stored(plain, reply), offset=start)


class LacksCalls(ReferenceClient):
    """Has no call for headers and none to give an upload up."""

    def _perform(self, plain: Operation, encryption: Encryption) -> Reply:
        if plain.do in {"head-object", "get-object-meta", "abort-multipart"}:
            raise ValueError("there is no such call")
        return super()._perform(plain, encryption)


class CallerWins(ReferenceClient):
    """Keeps the caller's metadata in place of its own."""

    def _put(self, plain: Operation, encryption: Encryption) -> Reply:
        sealed = self._envelopes.seal(encryption, plain.body or b"")
        sent = {**sealed.metadata, **plain.metadata}
        return self._store.perform(replace(plain, metadata=sent, body=sealed.body))


def _bare(encryption: Encryption) -> Master:
    master = encryption.master
    assert master is not None
    return replace(master, description={})


BROKEN: dict[str, tuple[type[ReferenceClient], type[OssEnvelopes], str, Severity]] = {
    "plaintext beside an envelope": (Plaintext, OssEnvelopes, "objects/writes", Severity.CRITICAL),
    "plaintext": (NoEnvelope, OssEnvelopes, "objects/writes", Severity.CRITICAL),
    "plaintext from a file": (NoEnvelope, OssEnvelopes, "objects/given", Severity.NORMAL),
    "one key and counter": (ReferenceClient, OneKey, "objects/fresh-keys", Severity.CRITICAL),
    "a key in the open": (ReferenceClient, Unwrapped, "objects/writes", Severity.NORMAL),
    "metadata lost": (ForgetsMetadata, OssEnvelopes, "objects/user-metadata", Severity.NORMAL),
    "length and digest lost": (ForgetsMetadata, OssEnvelopes, "objects/length-and-digest-noted", Severity.NORMAL),
    "the counter begins again at each part": (ReferenceClient, EachPartFromZero, "multipart/writes", Severity.CRITICAL),
    "the counter begins again, of a part uploaded twice": (
        ReferenceClient,
        EachPartFromZero,
        "multipart/part-again",
        Severity.CRITICAL,
    ),
    "parts without context": (AnyPart, OssEnvelopes, "multipart/context-missing", Severity.NORMAL),
    "sizes that cut a block": (AnySizes, OssEnvelopes, "multipart/part-size-that-cuts-a-block", Severity.NORMAL),
    "sizes not declared": (AnySizes, OssEnvelopes, "multipart/sizes-not-declared", Severity.NORMAL),
    "short parts": (ReferenceClient, PartsOfAnyLength, "multipart/short-part", Severity.NORMAL),
    "ranges from the first byte": (ReferenceClient, EveryRangeFromZero, "ranges/inside", Severity.NORMAL),
    "last bytes from the first": (ReferenceClient, EveryRangeFromZero, "ranges/from-the-end", Severity.NORMAL),
    "descriptions ignored": (ReferenceClient, FirstMasterOnly, "master-keys/chosen-by-description", Severity.NORMAL),
    "descriptions as text": (ReferenceClient, DescriptionAsText, "master-keys/description-as-a-value", Severity.NORMAL),
    "a wrong counter": (ReferenceClient, WrongCounter, "objects/reads", Severity.NORMAL),
    "a wrong counter, of a copy": (ReferenceClient, WrongCounter, "objects/copied", Severity.NORMAL),
    "a wrong counter, of parts": (ReferenceClient, WrongCounter, "multipart/reads", Severity.NORMAL),
    "a wrong counter, of the peer": (
        ReferenceClient,
        WrongCounter,
        "generations/written-by-the-other",
        Severity.NORMAL,
    ),
    "a wrong counter, of its parts": (ReferenceClient, WrongCounter, "generations/parts-of-the-other", Severity.NORMAL),
    "rubbish and no error": (ReferenceClient, NeverTells, "master-keys/another", Severity.NORMAL),
    "one context for all uploads": (LatestUpload, OssEnvelopes, "multipart/interleaved", Severity.CRITICAL),
    "no call for headers": (LacksCalls, OssEnvelopes, "objects/headers", Severity.NORMAL),
    "no call to give up": (LacksCalls, OssEnvelopes, "multipart/given-up", Severity.NORMAL),
    "a key in the open, for the peer": (
        ReferenceClient,
        Unwrapped,
        "generations/written-for-the-other",
        Severity.NORMAL,
    ),
    "descriptions ignored, of the peer": (
        ReferenceClient,
        FirstMasterOnly,
        "generations/chosen-by-description",
        Severity.NORMAL,
    ),
    "ranges as they were asked": (RangesAsAsked, OssEnvelopes, "ranges/past-the-end", Severity.NORMAL),
    "ranges as they were asked, ignored": (RangesAsAsked, OssEnvelopes, "ranges/ignored", Severity.NORMAL),
    "plaintext in a bucket that encrypts": (
        Plaintext,
        OssEnvelopes,
        "objects/bucket-that-encrypts",
        Severity.CRITICAL,
    ),
    "plaintext under a service's key": (Plaintext, OssEnvelopes, "service-keys/writes", Severity.CRITICAL),
    "a wrong counter under a service's key": (ReferenceClient, WrongCounter, "service-keys/reads", Severity.NORMAL),
    "rubbish for a service's key": (ReferenceClient, NeverTells, "service-keys/another-key", Severity.NORMAL),
    "descriptions of a service's keys ignored": (
        ReferenceClient,
        FirstMasterOnly,
        "service-keys/chosen-by-description",
        Severity.NORMAL,
    ),
    "parts from zero under a service's key": (
        ReferenceClient,
        EachPartFromZero,
        "service-keys/parts",
        Severity.NORMAL,
    ),
    "the caller's name wins": (CallerWins, OssEnvelopes, "callers/reserved-name", Severity.NORMAL),
    "plaintext under a public half": (Plaintext, OssEnvelopes, "callers/public-half", Severity.CRITICAL),
    "plaintext under a pair from files": (Plaintext, OssEnvelopes, "callers/key-pair-files", Severity.CRITICAL),
    "descriptions lost": (ReferenceClient, NoDescription, "master-keys/rotated", Severity.NORMAL),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_of_a_client_is_noticed(subjects: dict[Dialect, Subject], fault: str) -> None:
    client, envelopes, case, severity = BROKEN[fault]
    subject = subjects[Dialect.OSS]
    assert subject.store is not None
    broken = client(subject.store, envelopes())
    found = [verdict(subject, broken, named) for named in CASES[Dialect.OSS] if named[0] == f"client-side/{case}"]
    violated = [(each, reason) for seen, each, reason in found if seen is Verdict.VIOLATES]
    assert violated, found
    assert severity in {each for each, _ in violated}


def test_every_case_that_judges_has_a_fault_that_it_notices() -> None:
    noticed = {f"client-side/{case}" for _, _, case, _ in BROKEN.values()}
    judging = {name for name, variant in CASES[Dialect.OSS] if not only_records(variant)}
    assert judging == noticed

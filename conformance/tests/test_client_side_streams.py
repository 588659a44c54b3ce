"""Client-side encryption of COS and OBS: faults of counter, start and metadata, each noticed by the case it names."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from conformance.engine.envelopes import ENVELOPES
from conformance.engine.envelopes.base import Cut, Envelopes, Stored
from conformance.engine.envelopes.counter import CounterEnvelopes, CounterUpload
from conformance.engine.reference_client import ReferenceClient
from conformance.engine.subject import Subject
from conformance.model.operation import Encryption, Operation, Reply
from conformance.model.words import Dialect, Severity, Verdict
from conformance.reference.envelopes.content import ContentKey
from conformance.tests.encrypting import opened, variants, verdict
from conformance.tests.wrong_clients import ForgetsMetadata, NoEnvelope

DIALECTS = (Dialect.COS, Dialect.OBS)
CASES = {dialect: variants(dialect) for dialect in DIALECTS}


@pytest.fixture(scope="module")
def subjects(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Dialect, Subject]]:
    with opened(DIALECTS, tmp_path_factory.mktemp("results")) as subjects:
        yield subjects


class CallOrder(ReferenceClient):
    """Goes on with the stream from call to call, whatever number a part has, and whatever object comes between."""

    _at = 0

    def _put(self, plain: Operation, encryption: Encryption) -> Reply:
        self._at += 16
        return super()._put(plain, encryption)

    def _part(self, plain: Operation) -> Reply:
        body, at = plain.body or b"", self._at
        self._at += len(body)
        begun = self._begun[plain.upload_id or ""]
        assert isinstance(begun, CounterUpload)
        return self._store.perform(replace(plain, body=begun.content.apply(body, at)))


class Format(CounterEnvelopes):
    """The dialect's own format, of which a fault changes something."""

    def __init__(self, right: Envelopes) -> None:
        assert isinstance(right, CounterEnvelopes)
        self._right = right

    def fresh(self, encryption: Encryption) -> ContentKey:
        return self._right.fresh(encryption)

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        return self._right.envelope(encryption, content)

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        return self._right.content_key(metadata, encryption)


class FromZero(CounterUpload):
    """Begins the counter again at every part."""

    def offset(self, number: int, length: int) -> int:
        del number, length
        return 0


class EachPartFromZero(Format):
    """Has such uploads."""

    def begin(self, encryption: Encryption, cut: Cut) -> CounterUpload:
        begun = super().begin(encryption, cut)
        return FromZero(
            content=begun.content, metadata=begun.metadata, part_size=begun.part_size, data_size=begun.data_size
        )


class EveryRangeFromZero(Format):
    """Opens every range as if it began at the first byte."""

    def open(self, stored: Stored, encryption: Encryption) -> bytes:
        return super().open(replace(stored, offset=0), encryption)


class OneStart(Format):
    """One content key and start for all objects of a master key."""

    _kept: ContentKey | None = None

    def fresh(self, encryption: Encryption) -> ContentKey:
        if self._kept is None:
            self._kept = super().fresh(encryption)
        return self._kept


class StartOneOff(Format):
    """Begins to decrypt one block too late."""

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        content = super().content_key(metadata, encryption)
        return ContentKey(content.key, ((int.from_bytes(content.start) + 1) % (1 << 128)).to_bytes(16))


class StartOfAnother(Format):
    """Keeps a start that is not the one it encrypted from."""

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        return super().envelope(encryption, ContentKey(content.key, bytes(16)))


class NeverTells(Format):
    """Gives out rubbish instead of an error."""

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        try:
            return super().content_key(metadata, encryption)
        except Exception:  # noqa: BLE001 - whatever it is
            return ContentKey.random()


CLIENT, NORMAL, CRITICAL = ReferenceClient, Severity.NORMAL, Severity.CRITICAL
Fault = tuple[type[ReferenceClient], type[Format], str, Severity]
BROKEN: dict[str, Fault] = {
    "plaintext": (NoEnvelope, Format, "streams/given", CRITICAL),
    "metadata lost": (ForgetsMetadata, Format, "streams/user-metadata", NORMAL),
    "one key and start": (CLIENT, OneStart, "streams/fresh-keys", CRITICAL),
    "another start is kept": (CLIENT, StartOfAnother, "streams/writes", CRITICAL),
    "a start one too high": (CLIENT, StartOneOff, "streams/reads", NORMAL),
    "a start one too high, of a copy": (CLIENT, StartOneOff, "streams-ways/copied", NORMAL),
    "a start one too high, however it is taken": (CLIENT, StartOneOff, "streams-ways/taken", NORMAL),
    "ranges from the first byte": (CLIENT, EveryRangeFromZero, "streams/ranges", NORMAL),
    "ranges past the end from the first byte": (CLIENT, EveryRangeFromZero, "streams-ways/past-the-end", NORMAL),
    "the counter begins again at each part": (CLIENT, EachPartFromZero, "streams/parts-in-order", CRITICAL),
    "objects move the stream on": (CallOrder, Format, "streams/object-between-parts", CRITICAL),
    "other clients move the stream on": (CallOrder, Format, "streams-parts/another-client-between", CRITICAL),
    "parts in the order of calls": (CallOrder, Format, "streams-parts/another-order", CRITICAL),
    "parts uploaded twice move the stream on": (CallOrder, Format, "streams-parts/part-again", CRITICAL),
    "rubbish and no error": (CLIENT, NeverTells, "streams/another-master-key", NORMAL),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_of_a_client_is_noticed(subjects: dict[Dialect, Subject], dialect: Dialect, fault: str) -> None:
    client, broken, case, severity = BROKEN[fault]
    subject = subjects[dialect]
    assert subject.store is not None
    made = client(subject.store, broken(ENVELOPES[dialect]))
    found = [verdict(subject, made, named) for named in CASES[dialect] if named[0] == f"client-side/{case}"]
    violated = [(each, reason) for seen, each, reason in found if seen is Verdict.VIOLATES]
    assert violated, found
    assert severity in {each for each, _ in violated}

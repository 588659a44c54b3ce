"""Spoiled answers: each changes the verdict, and an expectation that anything meets is found out."""

from typing import Any

import pytest

from conformance.catalogue.places import cases_root
from conformance.engine.checks.look import Look
from conformance.engine.verdict import Fact, Observation
from conformance.model.spec import Answer as Enumerated
from conformance.model.words import Dialect, Level
from conformance.prove import answers as wire
from conformance.prove.items import SEED, items
from conformance.prove.record import record
from conformance.prove.spoil import Scene, is_expectation, spoil
from conformance.prove.spoiling import Tally, spoil_all
from conformance.stand import stand
from conformance.wire.answer import Answer
from conformance.wire.dialects import dialect_for

REFUSAL = Answer(
    status=403,
    reason="Forbidden",
    headers=(("Content-Length", "48"), ("ETag", '"0a"')),
    body=b"<Error><Code>AccessDenied</Code><Key>a</Key></Error>",
)


def tally(dialect: Dialect, pattern: str) -> Tally:
    found = Tally()
    with stand(dialect, SEED) as on:
        for item in items(cases_root(), dialect, pattern):
            spoil_all(record(item, on), on.subject, found)
    return found


def scene(fact: str, level: Level = Level.MUST, *enumerated: Enumerated) -> Scene:
    with stand(Dialect.S3, SEED) as on:
        return Scene(
            fact=Fact(step="a", fact=fact, level=level, observation=Observation.MET, expected="", observed=""),
            operation=None,  # type: ignore[arg-type]  # these facts do not look at it
            answer=REFUSAL,
            dialect=dialect_for(Dialect.S3, "region-1"),
            spec=on.subject.spec,
            enumerated=enumerated,
        )


@pytest.mark.parametrize(
    ("dialect", "pattern"),
    [(Dialect.S3, "sse-c/get/other-key"), (Dialect.OBS, "bucket-default/refused/*"), (Dialect.COS, "sse-c/copy/*")],
)
def test_every_spoiled_answer_changes_the_verdict(dialect: Dialect, pattern: str) -> None:
    found = tally(dialect, pattern)
    assert found.survivors == []
    assert found.answers > found.expectations > 0


def test_an_expectation_that_anything_meets_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Look.promised

    def lax(look: Look, fact: str, *, met: bool, **rest: Any) -> None:  # noqa: ANN401 - what it takes besides
        honest(look, fact, met=met or fact == "body", **rest)

    monkeypatch.setattr(Look, "promised", lax)
    found = tally(Dialect.S3, "sse-c/get/other-key")
    assert {survivor.fact for survivor in found.survivors} == {"body"}
    assert {survivor.how for survivor in found.survivors} >= {"one bit flipped", "the last byte missing"}


def test_a_law_that_is_not_kept_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.engine.checks.laws._customer_keys", lambda _: None)
    found = tally(Dialect.S3, "sse-c/get/other-key")
    assert {survivor.how for survivor in found.survivors} == {"a customer key"}


def test_a_fact_that_nobody_can_spoil_is_no_way_out() -> None:
    assert spoil(scene("something-new")) == []


def test_what_is_only_recorded_is_no_expectation_but_a_refusal_always_is() -> None:
    assert not is_expectation(scene("body", Level.SILENT).fact)
    assert not is_expectation(scene("body", Level.MAY).fact)
    assert is_expectation(scene("body", Level.SHOULD).fact)
    assert is_expectation(scene("refused", Level.SILENT).fact)


def test_a_wrong_status_is_none_that_the_spec_enumerates() -> None:
    ways = spoil(scene("status", Level.MUST, Enumerated(status=418), Enumerated(status=403)))
    assert [way.answer.status for way in ways] == [410]


def test_a_code_is_tolerated_where_a_document_leaves_it_open() -> None:
    assert not any(way.tolerated for way in spoil(scene("code", Level.MUST, Enumerated(status=400))))
    assert all(way.tolerated for way in spoil(scene("code", Level.MUST, Enumerated(status=403))))


def test_changes_to_an_answer_change_one_thing() -> None:
    other = wire.with_element(REFUSAL, "Code", "Spoiled<")
    assert other.body == b"<Error><Code>Spoiled&lt;</Code><Key>a</Key></Error>"
    assert other.header("Content-Length") == str(len(other.body))
    assert wire.with_header(REFUSAL, "etag", "x").headers == (("Content-Length", "48"), ("etag", "x"))
    assert wire.other_text("kDI/Qw==") == "kDI/Qa=="
    assert wire.other_text("bytes 0-15/20") == "bytes 0-15/21"
    assert wire.flipped(b"abc") == b"acc"

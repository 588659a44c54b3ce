"""Runs that are killed inside what they make: a sweep removes all of it, and nothing of anybody else's."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.crash.cli import lines
from conformance.crash.crashing import Outcome, Scene, crash, crash_once, scene
from conformance.crash.moments import Kind, Moment, Point, choose
from conformance.crash.witness import NEAR
from conformance.emulator import MAIN, Emulator
from conformance.model.target import Auth, Target
from conformance.model.words import Dialect
from conformance.sweep import Swept

EVERYTHING = {(lent, kind): [1, 2, 3] for lent in (False, True) for kind in Kind}


@contextmanager
def on_emulator(folder: Path) -> Iterator[tuple[Emulator, Scene]]:
    """An emulator that is there before the runs and after them."""
    credentials = folder / "credentials"
    credentials.write_text(f"MINE_KEY={MAIN.access_key}\nMINE_SECRET={MAIN.secret_key}\n")
    credentials.chmod(0o600)
    with Emulator("s3", region="us-east-1") as emulator:
        target = Target(
            name="mine",
            title="Mine",
            dialect=Dialect.S3,
            endpoint=f"http://127.0.0.1:{emulator.http_port}",
            region="us-east-1",
            addressing="path",
            auth=Auth(scheme="s3v4", access_key="MINE_KEY", secret_key="MINE_SECRET", file=str(credentials)),
        )
        with scene(target) as on:
            yield emulator, on


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Emulator, Scene]]:
    with on_emulator(tmp_path_factory.mktemp("crash")) as both:
        yield both


def test_killed_at_twenty_moments_nothing_is_left_and_nothing_else_touched(stage: tuple[Emulator, Scene]) -> None:
    emulator, on = stage
    found = crash(on, 20, "0", print)
    assert not [each for each in found if each.wrong], "\n".join(lines(found))
    assert [bucket.name for bucket in emulator.store.buckets()] == [on.witness.bucket]
    assert {each.moment.kind for each in found} == set(Kind)
    assert {each.moment.point for each in found} == set(Point)
    assert {each.moment.lent for each in found} == {False, True}
    assert len({each.moment for each in found}) > len(Kind)


def test_what_is_left_or_taken_is_seen(stage: tuple[Emulator, Scene], monkeypatch: pytest.MonkeyPatch) -> None:
    """By a sweep that does nothing, after which a key of somebody else's is gone."""
    emulator, on = stage
    before = on.witness.seen()

    def takes_a_key(_: Path) -> list[Swept]:
        on.witness.keys.remove(on.witness.keys.find(NEAR)[0])
        return []

    monkeypatch.setattr("conformance.crash.crashing.sweep", takes_a_key)
    found = crash_once(on, Moment(kind=Kind.KEY, nth=1, point=Point.ANSWERED, lent=False), before)
    assert {text.partition(" enc")[0].partition(" KMS")[0] for text in found.wrong} >= {
        "touched:",
        "not removed: bucket",
    }
    assert len(emulator.store.buckets()) > 1
    assert [text for text in found.wrong if text.startswith("not removed: KMS key ")]
    assert [text for text in found.wrong if text.endswith(".jsonl is still there")]


def test_every_kind_has_its_turn_and_a_seed_gives_the_same_again() -> None:
    chosen = choose(EVERYTHING, 20, "a")
    assert {(moment.lent, moment.kind) for moment in chosen} == set(EVERYTHING)
    assert chosen == choose(EVERYTHING, 20, "a") != choose(EVERYTHING, 20, "b")


def test_the_sum_names_what_went_wrong() -> None:
    moment = Moment(kind=Kind.KEY, nth=1, point=Point.NOTED, lent=True)
    said = list(lines([Outcome(moment=moment, removed=("a",), wrong=("not removed: bucket b",))]))
    assert said[0] == "KMS key 1 in a lent bucket, before it is sent: not removed: bucket b"
    assert said[-1] == "1 of them left or touched something"

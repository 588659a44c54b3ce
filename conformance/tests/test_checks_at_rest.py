"""What is kept of an object, on hand-made bytes: plaintext among them, and keystreams that serve again."""

from dataclasses import replace

import pytest

from conformance.engine.checks.at_rest import at_rest
from conformance.engine.keys import random_bytes
from conformance.engine.memory import Upload
from conformance.model.steps import AppendObject, CompleteMultipart, PutObject
from conformance.model.words import Role
from conformance.tests.looks import LAW, PLACE, Bench, Kept, answer, stated

CONTENT = random_bytes(6400, "content")
OPEN = "at-rest-in-view"
PUT = PutObject(name="up")


def stream(name: str, length: int = len(CONTENT)) -> bytes:
    return random_bytes(length, "stream", name)


def sealed(content: bytes, keystream: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(content, keystream, strict=False))


def lines(
    data: bytes | None, expected: str = "sealed", *, content: bytes = CONTENT, status: int = 200, sse: bool = False
) -> list[str]:
    probe = Kept([data[:7], data[7:]] if data is not None else [])
    roles = {Role.SSE: "AES256"} if sse else {}
    look = Bench(probe=probe).holding(content).look(PUT, answer(status, roles))
    at_rest(look, expected)
    return stated(look)


def test_the_probe_is_asked_for_the_very_version() -> None:
    probe = Kept([b"x"])
    look = Bench(probe=probe).holding(CONTENT).look(PUT, answer(200, version_id="v1"))
    at_rest(look, "sealed")
    assert probe.asked == [(*PLACE, "v1")]


def test_without_a_probe_or_a_success_nothing_is_said() -> None:
    look = Bench().holding(CONTENT).look(PUT, answer())
    at_rest(look, "sealed")
    assert stated(look) == []
    assert lines(CONTENT, status=403) == []


def test_data_that_the_probe_does_not_see_is_said() -> None:
    assert lines(None) == [f"{OPEN} unmet must ({LAW}): the object's data in view of the probe | nothing"]


def test_the_control_sees_plaintext() -> None:
    expected = "the plaintext of an object without encryption"
    seen = f"{OPEN} met must ({LAW}): {expected} | 6400 bytes, plaintext among them"
    assert lines(CONTENT, "in-view") == [seen]
    hidden = sealed(CONTENT, stream("a"))
    assert lines(hidden, "in-view") == [f"{OPEN} unmet must ({LAW}): {expected} | 6400 bytes"]


def test_where_the_store_encrypts_anyway_the_control_sees_as_many_bytes() -> None:
    hidden, expected = sealed(CONTENT, stream("a")), "as many bytes as were uploaded"
    assert lines(hidden, "in-view", sse=True) == [f"{OPEN} met must ({LAW}): {expected} | 6400 bytes"]
    assert lines(hidden[:-1], "in-view", sse=True) == [f"{OPEN} unmet must ({LAW}): {expected} | 6399 bytes"]


def test_of_an_object_that_nobody_is_known_to_have_written_nothing_is_expected() -> None:
    look = Bench(probe=Kept([b"abc"])).look(PUT, answer(200, {Role.SSE: "AES256"}))
    at_rest(look, "in-view")
    assert stated(look) == [f"{OPEN} met must ({LAW}): as many bytes as were uploaded | 3 bytes"]


@pytest.mark.parametrize("start", [0, 1032, 3096, 5353, 6384])
def test_plaintext_is_found_at_places_from_the_start_to_the_end(start: int) -> None:
    """Of 32 places, evenly spread: 0, 205, 411, ... 6384."""
    places = [6384 * number // 31 for number in range(32)]
    near = min(places, key=lambda place: abs(place - start))
    hidden = bytearray(sealed(CONTENT, stream("a")))
    hidden[near : near + 16] = CONTENT[near : near + 16]
    found = f"leak:at-rest unmet must ({LAW}): no plaintext at rest | 6400 bytes, plaintext among them CRITICAL"
    assert lines(bytes(hidden)) == [found]


def test_sixteen_bytes_are_plaintext_and_fifteen_are_not() -> None:
    met, unmet = (f"leak:at-rest {said} must ({LAW}): no plaintext at rest" for said in ("met", "unmet"))
    assert lines(b"x" * 16, content=b"x" * 16) == [f"{unmet} | 16 bytes, plaintext among them CRITICAL"]
    assert lines(b"x" * 15, content=b"x" * 15)[0] == f"{met} | 15 bytes"
    assert lines(b"", content=b"")[0] == f"{met} | 0 bytes"


FRESH = (
    f"leak:keystream met must ({LAW}): no keystream that has sealed something else | 0 blocks of 16 bytes served before"
)


def again(blocks: int) -> str:
    words = f"no keystream that has sealed something else | {blocks} blocks of 16 bytes served before"
    return f"leak:keystream unmet must ({LAW}): {words} CRITICAL"


def keystreams(*written: tuple[bytes, bytes]) -> list[str]:
    """Content and keystream of one object after the other; what is said of the last one's keystream."""
    bench = Bench()
    found: list[str] = []
    for content, keystream in written:
        look = replace(bench.holding(content), probe=Kept([sealed(content, keystream)])).look(PUT, answer())
        at_rest(look, "sealed")
        found = stated(look)[1:]
    return found


def test_one_keystream_says_nothing_and_two_are_compared() -> None:
    one, two, three = (random_bytes(64, "content", name) for name in "123")
    assert keystreams((one, stream("a"))) == []
    assert keystreams((one, stream("a")), (two, stream("b"))) == [FRESH]
    assert keystreams((one, stream("a")), (two, stream("a"))) == [again(4)]
    assert keystreams((one, stream("a")), (two, stream("b")), (three, stream("a"))) == [again(4)]
    assert keystreams((one, stream("a")), (two, stream("b")), (three, stream("b"))) == [again(4)]


def test_a_counter_that_begins_elsewhere_in_the_same_stream_is_found() -> None:
    one, two = random_bytes(64, "content", "1"), random_bytes(64, "content", "2")
    assert keystreams((one, stream("a")), (two, stream("a")[48:])) == [again(1)]
    assert keystreams((one, stream("a")), (two[:15], stream("a"))) == [FRESH]
    assert keystreams((one, stream("a")), (two[:31], stream("a"))) == [again(1)]


def test_what_lies_open_has_no_keystream() -> None:
    open_one = random_bytes(64, "content", "open")
    bench = Bench().holding(open_one)
    look = replace(bench, probe=Kept([open_one])).look(PUT, answer())
    at_rest(look, "sealed")
    assert len(stated(look)) == 1
    assert bench.memory.kept == []


def test_a_long_object_is_compared_by_its_first_64_kib() -> None:
    size = 64 << 10
    one, two = random_bytes(size + 64, "content", "1"), random_bytes(size + 64, "content", "2")
    first, other = stream("a", size + 64), stream("b", size + 64)
    assert keystreams((one, first), (two, other[:size] + first[size:])) == [FRESH]
    assert keystreams((one, first), (two, other[: size - 16] + first[size - 16 :])) == [again(1)]


def test_a_store_that_keeps_less_or_more_is_compared_as_far_as_both_go() -> None:
    one, two = random_bytes(64, "content", "1"), random_bytes(64, "content", "2")
    bench = Bench()
    for content, data in (
        (one, sealed(one, stream("a"))[:40]),
        (two, sealed(two, stream("a")) + b"a tag of twenty byte"),
    ):
        look = replace(bench.holding(content), probe=Kept([data])).look(PUT, answer())
        at_rest(look, "sealed")
    assert stated(look)[1:] == [again(2)]


def parts(*streams: bytes) -> list[str]:
    contents = [random_bytes(32, "part", str(number)) for number in range(len(streams))]
    bench = Bench()
    numbered = {number: (f"e{number}", content) for number, content in enumerate(contents, start=1)}
    bench.memory.uploads["up"] = Upload(place=PLACE, upload_id="u", parts=dict(reversed(numbered.items())))
    data = b"".join(sealed(content, keystream) for content, keystream in zip(contents, streams, strict=True))
    look = replace(bench.holding(b"".join(contents)), probe=Kept([data])).look(CompleteMultipart(name="end"), answer())
    at_rest(look, "sealed")
    return stated(look)[1:]


def test_the_parts_of_an_upload_are_compared_with_each_other() -> None:
    whole = stream("a", 96)
    assert parts(whole[:32], whole[32:64], whole[64:]) == [FRESH]
    assert parts(whole[:32], whole[:32], whole[64:]) == [again(2)]
    assert parts(whole[:32], whole[32:64], whole[32:64]) == [again(2)]
    assert parts(whole[:32], whole[32:64], whole[:32]) == [again(2)]
    assert parts(whole[:32], whole[:32], whole[:32]) == [again(4)]
    assert parts(whole[:32]) == []


def test_an_upload_that_nobody_knows_is_one_piece() -> None:
    bench = replace(Bench().holding(CONTENT, place=(PLACE[0], "run/doc")), probe=Kept([sealed(CONTENT, stream("a"))]))
    bench.memory.uploads["up"] = Upload(place=PLACE, upload_id="u")
    look = bench.look(CompleteMultipart(name="end"), answer())
    del bench.memory.uploads["up"]
    at_rest(look, "sealed")
    assert [len(piece.content) for piece in bench.memory.kept] == [6400]


def test_an_append_is_the_piece_from_its_position_on() -> None:
    first, more = random_bytes(32, "content", "1"), random_bytes(48, "content", "2")
    bench = Bench()
    kept = sealed(first, stream("a"))
    look = replace(bench.holding(first), probe=Kept([kept])).look(AppendObject(name="one"), answer())
    at_rest(look, "sealed")
    appended = AppendObject(name="two", position="32")
    for keystream, said in ((stream("b"), FRESH), (stream("a"), again(2))):
        on = replace(
            bench.holding(first + more), probe=Kept([kept + sealed(more, keystream) + b"a tag of twenty byte"])
        )
        look = on.look(appended, answer())
        at_rest(look, "sealed")
        assert stated(look)[1:] == [said]
    piece = bench.memory.kept[1]
    assert (piece.content, piece.data) == (more, sealed(more, stream("b")) + b"a tag of twenty byte")

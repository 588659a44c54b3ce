"""Keys and bodies: random, yet the same again from the seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.engine.checks.laws import WINDOW, contains_plaintext
from conformance.engine.keys import KeyRing, UnknownNameError, random_bytes
from conformance.engine.ranges import cut
from conformance.reference.digests import md5_base64
from conformance.reference.vectors import CUSTOMER_KEY_MD5, CUSTOMER_KEYS


def test_the_same_seed_makes_the_same_keys_and_another_seed_others() -> None:
    kinds = {"mine": "random", "other": "random"}
    assert KeyRing(kinds, "seed").all() == KeyRing(kinds, "seed").all()
    assert not set(KeyRing(kinds, "seed").all()) & set(KeyRing(kinds, "another").all())
    assert len(set(KeyRing(kinds, "seed").all())) == 2


@pytest.mark.parametrize(("kind", "length"), [("random", 32), ("random:16", 16), ("random:33", 33), ("random:0", 0)])
@pytest.mark.parametrize("text", [False, True])
def test_a_key_has_the_length_that_is_asked_for(kind: str, length: int, *, text: bool) -> None:
    assert len(KeyRing({"k": kind}, "seed", text=text)["k"]) == length


def test_keys_of_text_are_letters_and_digits() -> None:
    assert KeyRing({"k": "random"}, "seed", text=True)["k"].decode().isalnum()


def test_attributes_stand_in_text() -> None:
    keys = KeyRing({"k": "vector:zeros"}, "seed")
    assert keys.fill("${k.key} ${k.md5}") == f"{'A' * 43}= {CUSTOMER_KEY_MD5['zeros']}"
    assert keys.fill("${k.key-hex}") == "00" * 32


@pytest.mark.parametrize("wrong", ["${stranger.key}", "${k.colour}"])
def test_a_name_that_is_not_there_says_what_is(wrong: str) -> None:
    with pytest.raises(UnknownNameError, match="it has: "):
        KeyRing({"k": "random"}, "seed").fill(wrong)


def test_a_kind_that_is_not_there_says_what_is() -> None:
    with pytest.raises(UnknownNameError, match="it must be random, random:N or one of vector:obs-worked"):
        KeyRing({"k": "vector:mine"}, "seed")


@pytest.mark.parametrize("name", sorted(CUSTOMER_KEY_MD5))
def test_the_digest_of_a_key_is_the_published_one(name: str) -> None:
    assert md5_base64(CUSTOMER_KEYS[name]) == CUSTOMER_KEY_MD5[name]


@given(st.binary(max_size=200), st.integers(0, 250), st.integers(0, 250))
def test_a_range_cuts_what_a_slice_does(content: bytes, first: int, more: int) -> None:
    assert cut(content, f"{first}-{first + more}") == content[first : first + more + 1]
    assert cut(content, f"{first}-") == content[first:]
    assert cut(content, f"-{more}") == (content[-more:] if more else b"")


@given(st.integers(WINDOW, 300), st.data())
def test_sixteen_bytes_of_a_content_are_found_wherever_they_stand(size: int, data: st.DataObject) -> None:
    content = random_bytes(size, "content", str(size))
    start = data.draw(st.integers(0, size - WINDOW))
    before = data.draw(st.integers(0, 4000))
    answer = b"x" * before + content[start : start + WINDOW] + b"y" * 50
    assert contains_plaintext(answer, [content])


def test_what_is_shorter_than_a_window_is_no_leak() -> None:
    content = random_bytes(64, "content")
    assert not contains_plaintext(content[: WINDOW - 1] + b"<Error/>", [content])
    assert not contains_plaintext(b"<Error/>" * 100, [content, b"", b"<Error/>"])


def test_text_that_stands_in_an_upload_is_found_in_an_answer_that_is_all_text() -> None:
    text = b"sixteen letters."
    for content in (text, b"\xff" + text + b"\x00", b"before " + text, b"\x00" * 40 + text + b" behind"):
        assert contains_plaintext(b"<Error>" + text + b"</Error>", [content])
    assert not contains_plaintext(b"<Error>" + text + b"</Error>", [b"\x00".join([text[:8], text[8:]])])

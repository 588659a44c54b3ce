"""The AES of the oracle, on vectors of NIST, RFCs and Wycheproof, and on the arithmetic of ranges."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.reference import aes
from conformance.reference.errors import AuthenticationError, UnwrapError
from conformance.tests.vector_files import unhex, vectors

KEYS = st.binary(min_size=32, max_size=32)
COUNTERS = st.one_of(
    st.binary(min_size=16, max_size=16),
    st.integers(0, 64).map(lambda back: ((1 << 128) - 1 - back).to_bytes(16)),  # runs over its end
    st.integers(0, 64).map(lambda back: bytes(12) + ((1 << 32) - 1 - back).to_bytes(4)),  # carries out of 32 bits
)


def of(group: str) -> list[dict[str, Any]]:
    return list(vectors("aes")[group]["vectors"])


@pytest.mark.parametrize("vector", of("ctr"))
def test_ctr_gives_the_published_ciphertext(vector: dict[str, str]) -> None:
    key, first, plain, sealed = unhex(vector, "key", "first", "plain", "sealed")
    assert aes.ctr(key, first, plain) == sealed


@pytest.mark.parametrize("vector", of("cbc-blocks"))
def test_cbc_opens_published_blocks_from_the_middle(vector: dict[str, str]) -> None:
    key, first, plain, sealed = unhex(vector, "key", "first", "plain", "sealed")
    assert aes.cbc_blocks(key, first, sealed) == plain
    assert aes.cbc_blocks(key, sealed[:16], sealed[16:]) == plain[16:]
    assert aes.cbc_seal(key, first, plain)[: len(sealed)] == sealed


@pytest.mark.parametrize("vector", of("cbc-padded"), ids=lambda vector: vector["id"])
def test_cbc_padding_is_made_and_checked(vector: dict[str, Any]) -> None:
    key, first, sealed = unhex(vector, "key", "first", "sealed")
    if vector["plain"] is None:
        with pytest.raises(AuthenticationError):
            aes.cbc_open(key, first, sealed)
    else:
        assert aes.cbc_open(key, first, sealed) == bytes.fromhex(vector["plain"])
        assert aes.cbc_seal(key, first, bytes.fromhex(vector["plain"])) == sealed


@pytest.mark.parametrize("vector", of("gcm"))
def test_gcm_seals_opens_and_refuses_as_published(vector: dict[str, Any]) -> None:
    key, nonce, context, sealed = unhex(vector, "key", "nonce", "context", "sealed")
    if vector["plain"] is None:
        with pytest.raises(AuthenticationError):
            aes.gcm_open(key, nonce, sealed, context)
        return
    plain = bytes.fromhex(vector["plain"])
    assert aes.gcm_open(key, nonce, sealed, context) == plain
    assert aes.gcm_seal(key, nonce, plain, context) == sealed
    assert aes.gcm_range(key, nonce, sealed[: -aes.TAG], 0) == plain


@pytest.mark.parametrize("vector", of("wrap"))
def test_key_wrap_is_the_published_one(vector: dict[str, Any]) -> None:
    key, wrapped = unhex(vector, "key", "wrapped")
    if vector["plain"] is None:
        with pytest.raises(UnwrapError):
            aes.unwrap(key, wrapped)
    else:
        assert aes.unwrap(key, wrapped) == bytes.fromhex(vector["plain"])
        assert aes.wrap(key, bytes.fromhex(vector["plain"])) == wrapped


@given(KEYS, COUNTERS, st.binary(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_any_range_of_a_ctr_stream_opens_alone(key: bytes, first: bytes, plain: bytes, start: int, end: int) -> None:
    sealed = aes.ctr(key, first, plain)
    assert aes.ctr(key, first, sealed[start:end], start) == plain[start:end]


@given(KEYS, COUNTERS, st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=5))
def test_ctr_pieces_cut_anywhere_join_to_the_whole(key: bytes, first: bytes, plain: bytes, cuts: list[int]) -> None:
    borders = sorted({0, len(plain), *(min(cut, len(plain)) for cut in cuts)})
    pieces = [aes.ctr(key, first, plain[a:b], a) for a, b in itertools.pairwise(borders)]
    assert b"".join(pieces) == aes.ctr(key, first, plain)


@given(KEYS, st.binary(min_size=12, max_size=12), st.binary(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_any_range_of_a_gcm_ciphertext_opens_alone(
    key: bytes, nonce: bytes, plain: bytes, start: int, end: int
) -> None:
    sealed = aes.gcm_seal(key, nonce, plain)[: -aes.TAG]
    assert aes.gcm_range(key, nonce, sealed[start:end], start) == plain[start:end]


def test_a_gcm_range_stops_where_its_counter_would_start_again() -> None:
    last = ((1 << 32) - 3) * 16
    assert len(aes.gcm_range(bytes(32), bytes(12), bytes(16), last)) == 16
    with pytest.raises(ValueError, match="2\\^32 - 2 blocks"):
        aes.gcm_range(bytes(32), bytes(12), bytes(17), last)
    with pytest.raises(ValueError, match="a counter block has 16 bytes, not 15"):
        aes.ctr(bytes(32), bytes(15), b"x")


@given(KEYS, st.binary(min_size=16, max_size=32).filter(lambda key: len(key) % 8 == 0))
def test_the_oldest_wrap_is_undone(key: bytes, data_key: bytes) -> None:
    assert aes.ecb_unwrap(key, aes.ecb_wrap(key, data_key)) == data_key


def test_the_oldest_wrap_notices_a_wrong_padding() -> None:
    with pytest.raises(UnwrapError):
        aes.ecb_unwrap(bytes(32), bytes(48))

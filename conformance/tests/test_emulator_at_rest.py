"""What the emulator keeps: sealed, openable at any place, flat in memory."""

import asyncio
import gc
import hashlib
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher as Aes
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from hypothesis import given
from hypothesis import strategies as st

from conformance.emulator.blobs import SPILL_BYTES, WINDOW, Blob
from conformance.emulator.kms import Kms
from conformance.emulator.sealing import Cipher, DataKey
from conformance.emulator.stretches import Stretch, StretchWriter, read
from conformance.emulator.vault import Vault, WrongKeyError
from conformance.tests.emulated import Shop

MIB = 1 << 20


def written(key: DataKey | None, *pieces: bytes) -> Stretch:
    writer = StretchWriter(key)
    for piece in pieces:
        writer.write(piece)
    return writer.finish()


def read_all(stretches: list[Stretch], key: DataKey | None, start: int, stop: int) -> bytes:
    async def collect() -> bytes:
        return b"".join([window async for window in read(stretches, key, start, stop)])

    return asyncio.run(collect())


def sealed_bytes(stretch: Stretch) -> bytes:
    return stretch.sealed.read(0, stretch.size)


@given(
    pieces=st.lists(st.binary(max_size=70), max_size=6),
    span=st.tuples(st.integers(0, 430), st.integers(0, 430)),
    cipher=st.sampled_from(Cipher),
)
def test_any_range_of_any_stretches_is_the_plaintexts(
    pieces: list[bytes], span: tuple[int, int], cipher: Cipher
) -> None:
    key = DataKey.generate(cipher)
    stretches = [written(key, piece[:7], piece[7:]) for piece in pieces]
    start, stop = sorted(span)
    assert read_all(stretches, key, start, stop) == b"".join(pieces)[start:stop]


def test_the_cipher_is_aes_256_in_counter_mode() -> None:
    key = DataKey.generate(Cipher.AES256)
    counter = (1 << 128) - 1
    sealed = key.keystream(counter.to_bytes(16, "big"))(bytes(32))
    block = Aes(AES256(key.secret), ECB()).encryptor().update  # noqa: S305 - single blocks, to compute counter mode by hand
    assert sealed == block(b"\xff" * 16) + block(bytes(16))


def test_no_two_stretches_share_a_keystream() -> None:
    key = DataKey.generate(Cipher.AES256)
    first, second = (written(key, bytes(64)) for _ in range(2))
    assert sealed_bytes(first) != sealed_bytes(second)
    blocks = [sealed_bytes(stretch)[at : at + 16] for stretch in (first, second) for at in range(0, 64, 16)]
    assert len(set(blocks)) == len(blocks)


def test_digests_of_a_stretch() -> None:
    stretch = written(DataKey.generate(Cipher.AES256), b"con", b"tent")
    assert stretch.plain_md5 == hashlib.md5(b"content").digest()
    assert stretch.sealed_md5 == hashlib.md5(sealed_bytes(stretch)).digest()


@pytest.mark.parametrize("size", [SPILL_BYTES - 1, SPILL_BYTES, SPILL_BYTES + 1])
def test_long_blobs_live_in_a_file(size: int) -> None:
    content = os.urandom(size)
    blob = Blob()
    for at in range(0, size, 1_000_003):
        blob.append(content[at : at + 1_000_003])
    assert b"".join(blob.windows(1, size - 1)) == content[1:-1]
    assert (blob.size, blob.read(WINDOW - 2, WINDOW + 2)) == (size, content[WINDOW - 2 : WINDOW + 2])


def open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_the_file_goes_away_with_the_blob() -> None:
    before = open_files()
    blob = Blob()
    blob.append(bytes(SPILL_BYTES + 1))
    assert open_files() == before + 1
    del blob
    gc.collect()
    assert open_files() == before


def test_memory_does_not_grow_with_the_object() -> None:
    shop = Shop("s3")
    chunk = bytes(256 << 10)

    def body() -> Iterator[bytes]:
        for _ in range(256):
            yield chunk

    tracemalloc.start()
    try:
        assert shop.send("PUT", "/bucket/large", shop.customer(), body()).status == 200
        copy = {"x-amz-copy-source": "/bucket/large", **shop.source(), **shop.customer()}
        assert shop.put("copy", b"", copy).status == 200
        ranged = shop.get("copy", {**shop.customer(), "Range": f"bytes={50 * MIB}-{50 * MIB + 9}"})
        assert ranged.body == bytes(10)
        assert tracemalloc.get_traced_memory()[1] < 16 * MIB
    finally:
        tracemalloc.stop()


def test_a_customers_key_opens_its_lock_and_no_other() -> None:
    vault = Vault(Kms("aws/s3"), escrow=False)
    key = DataKey.generate(Cipher.AES256)
    lock = vault.under_customer_key(key, b"k" * 32)
    assert vault.open(lock, Cipher.AES256, b"k" * 32) == key
    with pytest.raises(WrongKeyError):
        vault.open(lock, Cipher.AES256, b"K" * 32)
    with pytest.raises(WrongKeyError):
        vault.open_without_key(lock, Cipher.AES256)


@pytest.mark.parametrize("dialect", ["s3", "obs"])
def test_no_key_is_kept(dialect: str) -> None:
    shop = Shop(dialect)
    shop.put("o", b"content", shop.customer())
    stored = shop.world.store.buckets()[0].newest("o")
    assert bytes(range(32)).hex() not in repr(stored)
    assert "secret" not in repr(stored)


def test_plain_objects_of_obs_are_stored_as_they_came_and_those_of_s3_are_not() -> None:
    for dialect, is_plain in (("obs", True), ("s3", False)):
        shop = Shop(dialect)
        shop.put("o", b"content that is not encrypted")
        assert (shop.stored("o") == b"content that is not encrypted") is is_plain

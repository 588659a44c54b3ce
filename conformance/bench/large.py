"""Large objects: a PUT and a GET through the emulator beside AES and the digests that the dialect asks for."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

from anycrc import Model
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from conformance.bench.ratios import ratio
from conformance.bench.served import emulator
from conformance.model.operation import Encryption, Operation
from conformance.model.words import Dialect, Mode
from conformance.wire.client import Client
from conformance.wire.request import Request

SIZE = 64 * 1024 * 1024
ROUNDS = 3
_OK = 200
_CRC64 = Model("CRC64-XZ")


def _md5(data: bytes) -> None:
    hashlib.md5(data, usedforsecurity=False).digest()


def _sha256(data: bytes) -> None:
    hashlib.sha256(data).digest()


def _crc64(data: bytes) -> None:
    _CRC64.calc(data)


DIGESTS: dict[Dialect, tuple[Callable[[bytes], None], ...]] = {
    Dialect.S3: (_sha256, _md5),
    Dialect.OBS: (_md5,),
    Dialect.COS: (_md5, _crc64),
    Dialect.OSS: (_md5, _crc64),
}
"""Of an upload: S3 signs the SHA-256 of the body, COS and OSS answer a CRC-64, and all need an MD5 for the ETag."""


def large() -> Iterator[str]:
    """Lines of a table: PUT and GET in each dialect against AES and digests, one after the other on the same buffer."""
    data = os.urandom(SIZE)
    for dialect, digests in DIGESTS.items():
        with emulator(dialect) as store:
            preparer, client = store.preparer(), Client()
            bucket = f"bench{'-1250000000' if dialect is Dialect.COS else ''}"
            client.send(preparer.request(Operation(do="create-bucket", bucket=bucket)))
            write = Operation(
                do="put-object", bucket=bucket, key="large", body=data, encryption=Encryption(mode=Mode.MANAGED)
            )
            requests = preparer.request(write), preparer.request(replace(write, do="get-object", body=None))
            rounds = [_round(client, *requests, data, digests) for _ in range(ROUNDS)]
            client.close()
        put, get, up, down = zip(*rounds, strict=True)
        yield f"large: {dialect:4} PUT {median(put):.2f} s, {ratio(put, up)} x AES and digests; wanted: 2"
        yield f"large: {dialect:4} GET {median(get):.2f} s, {ratio(get, down)} x AES; wanted: 2"


def _round(
    client: Client, put: Request, get: Request, data: bytes, digests: tuple[Callable[[bytes], None], ...]
) -> tuple[float, float, float, float]:
    """Seconds of a PUT, a GET, AES with the digests, and AES alone."""
    sent = _seconds(lambda: client.send(put).status == _OK)
    read = _seconds(lambda: client.send(get).body == data)
    aes = _seconds(lambda: bool(_aes(data)))
    computed = _seconds(lambda: all(digest(data) is None for digest in digests))
    return sent, read, aes + computed, aes


def _aes(data: bytes) -> bytes:
    return Cipher(algorithms.AES(bytes(32)), modes.CTR(bytes(16))).encryptor().update(data)


def _seconds(what: Callable[[], bool]) -> float:
    began = time.perf_counter()
    if not what():
        raise RuntimeError("a call of the benchmark was refused, or read other bytes than were written")
    return time.perf_counter() - began

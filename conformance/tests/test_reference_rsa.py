"""The RSA of the oracle on published vectors, and on blocks that no writer makes."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.reference import rsa
from conformance.reference.errors import UnwrapError
from conformance.tests.vector_files import unhex, vectors

Vector = tuple[str, dict[str, str]]
DIGESTS = {"oaep-sha1": None, "oaep-sha256": SHA256()}


def of(group: str) -> list[Vector]:
    """Key and message of each vector of a group."""
    keys: list[dict[str, Any]] = vectors("rsa")[group]["keys"]
    return [(key["private_key_pem"], message) for key in keys for message in key["messages"]]


@pytest.mark.parametrize("vector", of("pkcs1"))
def test_pkcs1_wraps_and_opens_as_published(vector: Vector) -> None:
    key = rsa.private_key(vector[0])
    plain, seed, wrapped = unhex(vector[1], "plain", "seed", "wrapped")
    assert rsa.pkcs1_unwrap(key, wrapped) == plain
    assert rsa.pkcs1_wrap(key.public_key(), plain, seed) == wrapped


@pytest.mark.parametrize("group", DIGESTS)
def test_oaep_opens_as_published(group: str) -> None:
    for pem, message in of(group):
        plain, wrapped = unhex(message, "plain", "wrapped")
        assert rsa.oaep_unwrap(rsa.private_key(pem), wrapped, DIGESTS[group]) == plain


@pytest.mark.parametrize("group", DIGESTS)
def test_a_changed_bit_of_what_oaep_wrapped_is_noticed(group: str) -> None:
    pem, message = of(group)[0]
    wrapped = bytes.fromhex(message["wrapped"])
    with pytest.raises(UnwrapError):
        rsa.oaep_unwrap(rsa.private_key(pem), wrapped[:-1] + bytes([wrapped[-1] ^ 1]), DIGESTS[group])


@pytest.mark.parametrize(
    "block",
    [
        b"\x00\x01" + b"\xff" * 32 + b"\x00",  # of a signature
        b"\x01\x02" + b"\xff" * 32 + b"\x00",
        b"\x00\x02" + b"\xff" * 7 + b"\x00",  # too little padding
        b"\x00\x02" + b"\xff" * 254,  # no end of it
        b"\x00\x02" + b"\x00" * 254,
        bytes(256),
    ],
)
def test_a_block_that_no_writer_makes_is_refused(block: bytes) -> None:
    key = rsa.private_key(of("pkcs1")[-1][0])
    numbers = key.public_key().public_numbers()
    wrapped = pow(int.from_bytes(block.ljust(256, b"\x07")), numbers.e, numbers.n).to_bytes(256)
    with pytest.raises(UnwrapError):
        rsa.pkcs1_unwrap(key, wrapped)


@pytest.mark.parametrize("change", [lambda wrapped: b"\x00" + wrapped, lambda wrapped: wrapped[1:]])
def test_a_wrapped_key_of_another_length_is_refused(change: Any) -> None:  # noqa: ANN401 - a change of bytes
    pem, message = of("pkcs1")[-1]
    with pytest.raises(UnwrapError, match="bytes where the RSA key has 256"):
        rsa.pkcs1_unwrap(rsa.private_key(pem), change(bytes.fromhex(message["wrapped"])))


@settings(deadline=None, max_examples=20)  # RSA takes its time
@given(st.binary(max_size=64))
def test_what_is_wrapped_opens(plain: bytes) -> None:
    key = rsa.private_key(of("pkcs1")[-1][0])
    assert rsa.pkcs1_unwrap(key, rsa.pkcs1_wrap(key.public_key(), plain)) == plain
    for digest in DIGESTS.values():
        assert rsa.oaep_unwrap(key, rsa.oaep_wrap(key.public_key(), plain, digest), digest) == plain

"""RSA as envelopes use it to wrap keys: PKCS#1 v1.5 and OAEP."""

import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from conformance.reference.errors import UnwrapError

_FEWEST_PADDING_BYTES = 8


def private_key(pem: str | bytes) -> RSAPrivateKey:
    """A private key from PEM, PKCS#1 or PKCS#8, without a password; raise `ValueError`."""
    key = load_pem_private_key(pem.encode() if isinstance(pem, str) else pem, password=None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the PEM holds no RSA key")  # noqa: TRY004 - a value is wrong, not a type
    return key


def pkcs1_wrap(key: RSAPublicKey, plain: bytes, filling: bytes = b"") -> bytes:
    """RSAES-PKCS1-v1_5; `filling` repeats a published vector, else the padding is random."""
    size = (key.key_size + 7) // 8
    room = size - 3 - len(plain)
    if room < _FEWEST_PADDING_BYTES:
        raise ValueError(f"{len(plain)} bytes do not fit into an RSA key of {key.key_size} bits")
    pad = filling or bytes(secrets.choice(range(1, 256)) for _ in range(room))
    block = b"\x00\x02" + pad[:room] + b"\x00" + plain
    numbers = key.public_numbers()
    return pow(int.from_bytes(block), numbers.e, numbers.n).to_bytes(size)


def pkcs1_unwrap(key: RSAPrivateKey, wrapped: bytes) -> bytes:
    """Open `pkcs1_wrap`; raise `UnwrapError`.

    Done by hand: libraries answer wrong padding with random bytes, to give an attacker no oracle.
    This is one on purpose.
    """
    size = (key.key_size + 7) // 8
    if len(wrapped) != size:
        raise UnwrapError(f"the wrapped key has {len(wrapped)} bytes where the RSA key has {size}")
    block = _decrypt(key, int.from_bytes(wrapped)).to_bytes(size)
    end = block.find(b"\x00", 2)
    if not block.startswith(b"\x00\x02") or end < 2 + _FEWEST_PADDING_BYTES:
        raise UnwrapError("the RSA key does not open the wrapped key (PKCS#1 v1.5)")
    return block[end + 1 :]


def _decrypt(key: RSAPrivateKey, value: int) -> int:
    """The bare RSA operation, by the Chinese remainder theorem (RFC 8017, 5.1.2)."""
    private = key.private_numbers()
    modulo_p = pow(value, private.dmp1, private.p)
    modulo_q = pow(value, private.dmq1, private.q)
    return modulo_q + (private.iqmp * (modulo_p - modulo_q)) % private.p * private.q


def oaep_wrap(key: RSAPublicKey, plain: bytes, digest: hashes.HashAlgorithm | None = None) -> bytes:
    """RSAES-OAEP with SHA-1 unless said; the mask is always made with SHA-1, as Java's default is; no label."""
    return key.encrypt(plain, _oaep(digest))


def oaep_unwrap(key: RSAPrivateKey, wrapped: bytes, digest: hashes.HashAlgorithm | None = None) -> bytes:
    """Open `oaep_wrap`; raise `UnwrapError`."""
    try:
        return key.decrypt(wrapped, _oaep(digest))
    except ValueError:
        raise UnwrapError("the RSA key does not open the wrapped key (OAEP)") from None


def _oaep(digest: hashes.HashAlgorithm | None) -> padding.OAEP:
    sha1 = hashes.SHA1()  # noqa: S303 - what the formats prescribe
    return padding.OAEP(mgf=padding.MGF1(sha1), algorithm=digest or sha1, label=None)

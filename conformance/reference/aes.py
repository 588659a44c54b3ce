"""AES as object stores use it: CTR from any byte on, GCM with its tag behind, CBC with padding, and key wraps.

Offsets are in bytes of the content. Keys have 16, 24 or 32 bytes; a wrong length raises `ValueError`.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import keywrap
from cryptography.hazmat.primitives.ciphers import AEADEncryptionContext, Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.padding import PKCS7

from conformance.reference.errors import AuthenticationError, UnwrapError

BLOCK = 16
TAG = 16
GCM_NONCE = 12
_COUNTERS = 1 << 128
_GCM_BLOCKS = (1 << 32) - 2
"""Content blocks under one nonce (NIST SP 800-38D, 5.2.1.1)."""


def ctr(key: bytes, first: bytes, data: bytes, offset: int = 0) -> bytes:
    """Encrypt or decrypt what lies at `offset` of a stream; block n is under the 128-bit counter `first` + n."""
    if len(first) != BLOCK:
        raise ValueError(f"a counter block has {BLOCK} bytes, not {len(first)}")
    skipped = offset % BLOCK
    counter = (int.from_bytes(first) + offset // BLOCK) % _COUNTERS
    cipher = Cipher(algorithms.AES(key), modes.CTR(counter.to_bytes(BLOCK))).encryptor()
    return cipher.update(bytes(skipped) + data)[skipped:]


def gcm_seal(key: bytes, nonce: bytes, plain: bytes, context: bytes = b"") -> bytes:
    """The ciphertext with its 16-byte tag behind; `context` is authenticated beside it."""
    return AESGCM(key).encrypt(nonce, plain, context)


def gcm_stream(key: bytes, nonce: bytes, context: bytes = b"") -> AEADEncryptionContext:
    """The same in pieces: `update` for each, then `finalize` and its `tag`."""
    stream = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    stream.authenticate_additional_data(context)
    return stream


def gcm_open(key: bytes, nonce: bytes, sealed: bytes, context: bytes = b"") -> bytes:
    """The plaintext; raise `AuthenticationError` where the tag does not fit."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, context)
    except InvalidTag:
        raise AuthenticationError("the GCM tag does not fit") from None


def gcm_counter(nonce: bytes, block: int) -> bytes:
    """The counter block of the content's block `block` (from 0) under a nonce of 12 bytes."""
    if block >= _GCM_BLOCKS:
        raise ValueError("GCM has no more than 2^32 - 2 blocks under one nonce")
    return nonce + (block + 2).to_bytes(BLOCK - GCM_NONCE)


def gcm_range(key: bytes, nonce: bytes, sealed: bytes, offset: int) -> bytes:
    """Decrypt ciphertext (without tag) that lies at `offset`, unauthenticated."""
    if not sealed:
        return b""
    last = (offset + len(sealed) - 1) // BLOCK
    gcm_counter(nonce, last)  # the 32-bit counter must not run over
    return ctr(key, gcm_counter(nonce, offset // BLOCK), sealed, offset % BLOCK)


def cbc_seal(key: bytes, first: bytes, plain: bytes) -> bytes:
    """CBC with PKCS#7 padding: 1 to 16 bytes more than the plaintext."""
    padder = PKCS7(BLOCK * 8).padder()
    cipher = Cipher(algorithms.AES(key), modes.CBC(first)).encryptor()
    return cipher.update(padder.update(plain) + padder.finalize()) + cipher.finalize()


def cbc_open(key: bytes, first: bytes, sealed: bytes) -> bytes:
    """The plaintext; raise `AuthenticationError` where length or padding do not fit. CBC notices nothing else."""
    cipher = Cipher(algorithms.AES(key), modes.CBC(first)).decryptor()
    unpadder = PKCS7(BLOCK * 8).unpadder()
    try:
        return unpadder.update(cipher.update(sealed) + cipher.finalize()) + unpadder.finalize()
    except ValueError:
        raise AuthenticationError("the CBC padding does not fit") from None


def cbc_blocks(key: bytes, before: bytes, sealed: bytes) -> bytes:
    """Decrypt whole blocks from the middle of a CBC ciphertext; `before` is the block that stands before them."""
    cipher = Cipher(algorithms.AES(key), modes.CBC(before)).decryptor()
    return cipher.update(sealed) + cipher.finalize()


def ecb_wrap(key: bytes, plain: bytes) -> bytes:
    """A data key under ECB with padding: the oldest S3 envelope, and nothing else, uses it."""
    padder = PKCS7(BLOCK * 8).padder()
    return _ecb(key).encryptor().update(padder.update(plain) + padder.finalize())


def ecb_unwrap(key: bytes, wrapped: bytes) -> bytes:
    """Open `ecb_wrap`; raise `UnwrapError`."""
    unpadder = PKCS7(BLOCK * 8).unpadder()
    cipher = _ecb(key).decryptor()
    try:
        return unpadder.update(cipher.update(wrapped) + cipher.finalize()) + unpadder.finalize()
    except ValueError:
        raise UnwrapError("the padding of the wrapped key does not fit") from None


def wrap(key: bytes, plain: bytes) -> bytes:
    """The key wrap of RFC 3394."""
    return keywrap.aes_key_wrap(key, plain)


def unwrap(key: bytes, wrapped: bytes) -> bytes:
    """Open `wrap`; raise `UnwrapError`."""
    try:
        return keywrap.aes_key_unwrap(key, wrapped)
    except keywrap.InvalidUnwrap:
        raise UnwrapError("the wrapped key fails its check") from None


def _ecb(key: bytes) -> Cipher[modes.ECB]:
    return Cipher(algorithms.AES(key), modes.ECB())  # noqa: S305 - the format to be read is what it is

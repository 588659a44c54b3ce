"""The master keys of client-side encryption in one item: made for this process, thrown away with it."""

from collections.abc import Mapping
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from conformance.engine.keys import random_bytes
from conformance.engine.vault import SecretVault
from conformance.model.operation import Master
from conformance.model.values import MasterKey
from conformance.reference import aes
from conformance.reference.envelopes.masters import RsaOaep, RsaPkcs1
from conformance.reference.errors import UnwrapError

_RSA_BITS = 2048
_EXPONENT = 65537
CUSTOM = "Custom/AESWrap"
"""What the custom master key calls its wrap (RFC 3394)."""
KMS = "KMS"


def made(masters: Mapping[str, MasterKey], seed: str) -> dict[str, Master]:
    """The master keys of a case, by name."""
    return {name: _made(each.key or name, each, seed) for name, each in masters.items()}


def _made(key: str, master: MasterKey, seed: str) -> Master:
    secret = random_bytes(int(master.size), seed, "master", key)
    if master.kind in {"kms", "old-kms"}:
        return _in_service(master, SecretVault(secret))
    if master.kind in {"rsa", "rsa-files"}:
        return _pair(master, _rsa(key))
    return Master(
        kind=master.kind,
        algorithm=CUSTOM,
        description=master.description,
        secret=secret,
        start=random_bytes(16, seed, "start", key) if master.start else b"",
        wrap=lambda plain: aes.wrap(secret, plain),
        unwrap=lambda wrapped: aes.unwrap(secret, wrapped),
    )


def _pair(master: MasterKey, private: RSAPrivateKey) -> Master:
    """A key pair; the SDKs that read one from files wrap by OAEP."""
    pair = RsaOaep(private) if master.kind == "rsa-files" else RsaPkcs1(private)
    whole = master.half == "both"
    return Master(
        kind=master.kind,
        algorithm=pair.algorithm,
        description=master.description,
        private_key=_pem(private) if whole else "",
        public_key=_public_pem(private),
        wrap=pair.wrap,
        unwrap=pair.unwrap if whole else _cannot,
    )


def _cannot(_wrapped: bytes) -> bytes:
    raise UnwrapError("the public half of a key pair opens nothing")


def _in_service(master: MasterKey, vault: SecretVault) -> Master:
    return Master(
        kind=master.kind,
        algorithm=KMS,
        description=master.description,
        vault=vault,
        wrap=lambda plain: vault.encrypt(plain, {}),
        unwrap=lambda wrapped: vault.decrypt(wrapped, {}) or b"",
    )


@cache
def _rsa(name: str) -> RSAPrivateKey:
    """A key of this process: it takes long to make, and no two names share one."""
    del name
    return rsa.generate_private_key(_EXPONENT, _RSA_BITS)


def _public_pem(key: RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()

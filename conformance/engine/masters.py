"""The master keys of client-side encryption in one item: made for this process, thrown away with it."""

from collections.abc import Mapping
from functools import cache

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from conformance.engine.keys import random_bytes
from conformance.engine.vault import SecretVault
from conformance.model.operation import Master
from conformance.model.values import MasterKey
from conformance.reference import aes
from conformance.reference.envelopes.masters import RsaPkcs1

_RSA_BITS = 2048
_EXPONENT = 65537
CUSTOM = "Custom/AESWrap"
"""What the custom master key calls its wrap (RFC 3394)."""
KMS = "KMS"


def made(masters: Mapping[str, MasterKey], seed: str) -> dict[str, Master]:
    """The master keys of a case, by name."""
    return {name: _made(each.key or name, each, seed) for name, each in masters.items()}


def _made(key: str, master: MasterKey, seed: str) -> Master:
    secret = random_bytes(32, seed, "master", key)
    if master.kind in {"kms", "old-kms"}:
        return _in_service(master, SecretVault(secret))
    if master.kind != "rsa":
        return Master(
            kind=master.kind,
            algorithm=CUSTOM,
            description=master.description,
            secret=secret,
            start=random_bytes(16, seed, "start", key) if master.start else b"",
            wrap=lambda plain: aes.wrap(secret, plain),
            unwrap=lambda wrapped: aes.unwrap(secret, wrapped),
        )
    private = _rsa(key)
    pair = RsaPkcs1(private)
    return Master(
        kind=master.kind,
        algorithm=pair.algorithm,
        description=master.description,
        private_key=_pem(private),
        wrap=pair.wrap,
        unwrap=pair.unwrap,
    )


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


def _pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()

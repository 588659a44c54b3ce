"""The dialects' envelopes under one roof: what our own client asks of each."""

from collections.abc import Mapping
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from conformance.model.operation import Encryption, Master
from conformance.model.words import Dialect
from conformance.reference.envelopes import cos, obs, oss
from conformance.reference.envelopes.content import ContentKey
from conformance.reference.envelopes.masters import RsaOaep, RsaPkcs1
from conformance.reference.rsa import private_key


class Envelopes(Protocol):
    """One dialect's envelope."""

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        """The metadata that keeps a content key."""
        ...

    def fresh(self, encryption: Encryption) -> ContentKey:
        """A content key for one object."""
        ...

    def opened(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        """The content key of an object; raise an `EnvelopeError`."""
        ...

    def sizes(self, part_size: int, data_size: int) -> dict[str, str]:
        """The metadata that declares how an upload is cut."""
        ...

    def noted(self, digest: str, length: int) -> dict[str, str]:
        """The metadata that keeps what the caller said of the plaintext."""
        ...

    def entry(self, name: str) -> str:
        """What the dialect calls an entry of the envelope."""
        ...


class OssEnvelopes:
    """Alibaba OSS."""

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        """The metadata that keeps a content key."""
        return oss.envelope(_candidates(encryption)[0], content)

    def fresh(self, encryption: Encryption) -> ContentKey:
        """A content key for one object."""
        del encryption
        return oss.fresh()

    def opened(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        """The content key of an object; raise an `EnvelopeError`."""
        return oss.content_key(metadata, _candidates(encryption))

    def sizes(self, part_size: int, data_size: int) -> dict[str, str]:
        """The metadata that declares how an upload is cut."""
        return {oss.PART_SIZE: str(part_size), oss.DATA_SIZE: str(data_size)}

    def noted(self, digest: str, length: int) -> dict[str, str]:
        """The metadata that keeps what the caller said of the plaintext."""
        return {oss.PLAIN_MD5: digest, oss.PLAIN_LENGTH: str(length)}

    def entry(self, name: str) -> str:
        """What the dialect calls an entry of the envelope."""
        return {
            "key": oss.KEY,
            "start": oss.START,
            "content-algorithm": oss.CONTENT_ALGORITHM,
            "wrap-algorithm": oss.WRAP_ALGORITHM,
            "description": oss.DESCRIPTION,
        }[name]


class CosEnvelopes:
    """Tencent COS: one master key, and nothing that says which."""

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        """The metadata that keeps a content key."""
        return cos.envelope(_cos(_master(encryption)), content)

    def fresh(self, encryption: Encryption) -> ContentKey:
        """A content key for one object."""
        del encryption
        return cos.fresh()

    def opened(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        """The content key of an object; raise an `EnvelopeError`."""
        return cos.content_key(metadata, _cos(_master(encryption)))

    def sizes(self, part_size: int, data_size: int) -> dict[str, str]:
        """Nothing is declared."""
        del part_size, data_size
        return {}

    def noted(self, digest: str, length: int) -> dict[str, str]:
        """Nothing is kept of the plaintext."""
        del digest, length
        return {}

    def entry(self, name: str) -> str:
        """What the dialect calls an entry of the envelope; raise `KeyError` for one that it does not have."""
        return {"key": cos.KEY, "start": cos.START}[name]


class ObsEnvelopes:
    """Huawei OBS: the caller's own key, or one that RSA wraps."""

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        """The metadata that keeps a content key."""
        return obs.envelope(_obs(_master(encryption)), content)

    def fresh(self, encryption: Encryption) -> ContentKey:
        """A content key for one object."""
        return _obs(_master(encryption)).fresh()

    def opened(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        """The content key of an object; raise an `EnvelopeError`."""
        return obs.content_key(metadata, _obs(_master(encryption)))

    def sizes(self, part_size: int, data_size: int) -> dict[str, str]:
        """Nothing is declared."""
        del part_size, data_size
        return {}

    def noted(self, digest: str, length: int) -> dict[str, str]:
        """Nothing is kept of the plaintext."""
        del digest, length
        return {}

    def entry(self, name: str) -> str:
        """What the dialect calls an entry of the envelope; raise `KeyError` for one that it does not have."""
        return {"key": obs.OBJECT_KEY, "start": obs.START, "content-algorithm": obs.ALGORITHM}[name]


ENVELOPES: dict[Dialect, Envelopes] = {
    Dialect.OSS: OssEnvelopes(),
    Dialect.COS: CosEnvelopes(),
    Dialect.OBS: ObsEnvelopes(),
}
"""The dialects whose client-side encryption can be judged."""


def _master(encryption: Encryption) -> Master:
    if encryption.master is None:
        raise ValueError("client-side encryption needs a master key")
    return encryption.master


def _cos(master: Master) -> cos.PairMaster:
    """RSA keys are given by value, so that they wrap by PKCS#1 v1.5."""
    return cos.AesMaster(master.secret) if master.kind == "aes" else cos.RsaMaster(RsaPkcs1(_private(master)))


def _obs(master: Master) -> obs.Generator:
    return obs.OwnKey(master.secret) if master.kind == "aes" else obs.RsaKey(RsaOaep(_private(master)))


def _private(master: Master) -> RSAPrivateKey:
    return private_key(master.private_key)


def _candidates(encryption: Encryption) -> list[oss.Candidate]:
    masters = [master for master in (encryption.master, *encryption.also) if master is not None]
    return [oss.Candidate(master, dict(master.description) or None) for master in masters]

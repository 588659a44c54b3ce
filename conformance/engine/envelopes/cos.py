"""Tencent COS: one master key, and nothing that says which."""

from collections.abc import Mapping
from typing import ClassVar

from conformance.engine.envelopes.base import master_of, rsa_key
from conformance.engine.envelopes.counter import CounterEnvelopes
from conformance.model.operation import Encryption, Master
from conformance.reference.envelopes import cos
from conformance.reference.envelopes.content import ContentKey
from conformance.reference.envelopes.masters import RsaOaep, RsaPkcs1


class CosEnvelopes(CounterEnvelopes):
    """The format of the SDK for Python."""

    entries: ClassVar[Mapping[str, str]] = {"key": cos.KEY, "start": cos.START}

    def fresh(self, encryption: Encryption) -> ContentKey:
        """A content key for one object."""
        del encryption
        return cos.fresh()

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        """The metadata that keeps a content key."""
        return cos.envelope(_pair(master_of(encryption)), content)

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        """The content key of an object; raise an `EnvelopeError`."""
        return cos.content_key(metadata, _pair(master_of(encryption)))


def _pair(master: Master) -> cos.PairMaster:
    """RSA keys that are given by value wrap by PKCS#1 v1.5, those from files by OAEP."""
    if master.kind == "aes":
        return cos.AesMaster(master.secret)
    key = rsa_key(master)
    return cos.RsaMaster(RsaOaep(key) if master.kind == "rsa-files" else RsaPkcs1(key))

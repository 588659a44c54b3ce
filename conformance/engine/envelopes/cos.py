"""Tencent COS: one master key, and nothing that says which."""

from collections.abc import Mapping
from typing import ClassVar

from conformance.engine.envelopes.base import master_of, rsa_key
from conformance.engine.envelopes.counter import CounterEnvelopes
from conformance.model.operation import Encryption, Master
from conformance.reference.envelopes import cos
from conformance.reference.envelopes.content import ContentKey
from conformance.reference.envelopes.masters import RsaPkcs1


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
    """RSA keys are given by value, so that they wrap by PKCS#1 v1.5."""
    return cos.AesMaster(master.secret) if master.kind == "aes" else cos.RsaMaster(RsaPkcs1(rsa_key(master)))

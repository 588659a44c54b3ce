"""Huawei OBS: the caller's own key, or one that RSA wraps."""

from collections.abc import Mapping
from typing import ClassVar

from conformance.engine.envelopes.base import master_of, rsa_key
from conformance.engine.envelopes.counter import CounterEnvelopes
from conformance.model.operation import Encryption, Master
from conformance.reference.envelopes import obs
from conformance.reference.envelopes.content import ContentKey
from conformance.reference.envelopes.masters import RsaOaep


class ObsEnvelopes(CounterEnvelopes):
    """The format of the SDK for Python."""

    entries: ClassVar[Mapping[str, str]] = {
        "key": obs.OBJECT_KEY,
        "start": obs.START,
        "content-algorithm": obs.ALGORITHM,
        "plain-digest": obs.PLAIN_SHA256,
        "plain-length": obs.PLAIN_LENGTH,
    }

    def fresh(self, encryption: Encryption) -> ContentKey:
        """A content key for one object."""
        return _generator(master_of(encryption)).fresh()

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        """The metadata that keeps a content key."""
        return obs.envelope(_generator(master_of(encryption)), content)

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        """The content key of an object; raise an `EnvelopeError`."""
        return obs.content_key(metadata, _generator(master_of(encryption)))


def _generator(master: Master) -> obs.Generator:
    return obs.OwnKey(master.secret) if master.kind == "aes" else obs.RsaKey(RsaOaep(rsa_key(master)))

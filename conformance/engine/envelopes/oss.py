"""Alibaba OSS: several master keys, told apart by their descriptions."""

from collections.abc import Mapping
from typing import ClassVar

from conformance.engine.envelopes.base import master_of, masters_of
from conformance.engine.envelopes.counter import CounterEnvelopes
from conformance.model.operation import Encryption, Master
from conformance.reference.envelopes import oss
from conformance.reference.envelopes.content import ContentKey


class OssEnvelopes(CounterEnvelopes):
    """The format of both generations of the SDK."""

    entries: ClassVar[Mapping[str, str]] = {
        "key": oss.KEY,
        "start": oss.START,
        "content-algorithm": oss.CONTENT_ALGORITHM,
        "wrap-algorithm": oss.WRAP_ALGORITHM,
        "description": oss.DESCRIPTION,
    }

    def fresh(self, encryption: Encryption) -> ContentKey:
        """A content key for one object."""
        del encryption
        return oss.fresh()

    def envelope(self, encryption: Encryption, content: ContentKey) -> dict[str, str]:
        """The metadata that keeps a content key."""
        return oss.envelope(_candidate(master_of(encryption)), content)

    def content_key(self, metadata: Mapping[str, str], encryption: Encryption) -> ContentKey:
        """The content key of an object; raise an `EnvelopeError`."""
        return oss.content_key(metadata, [_candidate(master) for master in masters_of(encryption)])

    def sizes(self, part_size: int, data_size: int) -> dict[str, str]:
        """The metadata that declares how an upload is cut."""
        return {oss.PART_SIZE: str(part_size), oss.DATA_SIZE: str(data_size)}

    def noted(self, digest: str, length: int) -> dict[str, str]:
        """The metadata that keeps what the caller said of the plaintext."""
        return {oss.PLAIN_MD5: digest, oss.PLAIN_LENGTH: str(length)}


def _candidate(master: Master) -> oss.Candidate:
    return oss.Candidate(master, dict(master.description) or None)

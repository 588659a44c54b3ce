"""Clients that encrypt wrongly in whatever format: each must be noticed in every dialect."""

from dataclasses import replace

from conformance.engine.reference_client import ReferenceClient
from conformance.model.operation import Encryption, Operation, Reply


class Plaintext(ReferenceClient):
    """Uploads what it was given, with an envelope beside it."""

    def _put(self, plain: Operation, encryption: Encryption) -> Reply:
        sent = {**plain.metadata, **self._envelopes.seal(encryption, b"").metadata}
        return self._store.perform(replace(plain, metadata=sent))


class NoEnvelope(ReferenceClient):
    """Uploads what it was given and says nothing."""

    def _put(self, plain: Operation, encryption: Encryption) -> Reply:
        del encryption
        return self._store.perform(plain)


class ForgetsMetadata(ReferenceClient):
    """Keeps the envelope only."""

    def _put(self, plain: Operation, encryption: Encryption) -> Reply:
        return super()._put(replace(plain, metadata={}, content_md5=None), encryption)

"""Our own client-side encryption on a store: what it stores an SDK must open, and what an SDK stores it must open."""

import json
from dataclasses import replace

from conformance.drivers.base import Driver
from conformance.engine.envelopes.base import Cut, Envelopes, Sealed, Stored, Upload
from conformance.model.operation import OTHER_SUFFIX, Encryption, Operation, Reply, Told
from conformance.model.values import Damage
from conformance.model.words import Mode
from conformance.reference.errors import EnvelopeError

_PREFIX_END = "-meta-"
"""Where a header's vendor prefix ends and the caller's name begins, in every dialect."""

_UNSENT = Reply(status=0, headers=(), body=b"", roles={})
_UNCHANGED = frozenset({"head-object", "get-object-meta", "abort-multipart", "list-parts", "copy-object"})
"""Calls that encryption changes nothing of."""


class ReferenceClient:
    """A driver that encrypts before it uploads and decrypts what it read."""

    name = "reference"

    def __init__(self, store: Driver, envelopes: Envelopes) -> None:
        self._store = store
        self._envelopes = envelopes
        self._begun: dict[str, Upload] = {}

    def perform(self, operation: Operation) -> Reply:
        """Make one call; what the envelope does not allow is `raised`, as an SDK raises it to its user."""
        encryption = operation.encryption
        plain = replace(operation, encryption=None)
        if encryption is None or encryption.mode is not Mode.CLIENT:
            return self._store.perform(operation)
        try:
            return self._perform(plain, encryption)
        except (EnvelopeError, ValueError) as error:
            return _failed(error)

    def close(self) -> None:
        """The store's driver is closed by whoever opened it."""

    def _perform(self, plain: Operation, encryption: Encryption) -> Reply:
        keyed = {"put-object": self._put, "get-object": self._get, "initiate-multipart": self._initiate}
        bare = {"upload-part": self._part, "complete-multipart": self._complete, "delete-object": self._delete}
        if plain.do in keyed:
            return keyed[plain.do](plain, encryption)
        if plain.do in bare:
            return bare[plain.do](plain)
        if plain.do in _UNCHANGED:
            return self._store.perform(plain)
        raise ValueError(f"the format of client-side encryption has no {plain.do}")

    def _put(self, plain: Operation, encryption: Encryption) -> Reply:
        taken = sorted(set(plain.metadata) & self._envelopes.reserved())
        if taken:
            raise ValueError(f"the name {taken[0]!r} is the envelope's")
        sealed = self._envelopes.seal(encryption, plain.body or b"", apart=plain.apart is not None)
        if plain.content_md5 is not None:
            noted = self._envelopes.noted(plain.content_md5, len(plain.body or b""))
            sealed = replace(sealed, metadata={**sealed.metadata, **noted})
        if plain.damage is not None:
            sealed = self._damaged(sealed, plain.damage, encryption)
        sent = replace(plain, metadata={**plain.metadata, **sealed.metadata}, body=sealed.body)
        reply = self._store.perform(replace(sent, damage=None, content_md5=None, apart=None))
        if sealed.beside is not None and reply.ok:
            self._store.perform(self._beside(plain, body=sealed.beside.encode()))
        return reply

    def _damaged(self, sealed: Sealed, damage: Damage, encryption: Encryption) -> Sealed:
        def entry(name: str) -> str:
            return self._envelopes.entry(name, sealed.metadata)

        changed = {entry(name): value for name, value in damage.set.items()}
        if damage.other_key:
            changed[entry("key")] = self._envelopes.seal(encryption, b"").metadata[entry("key")]
        if damage.start_length is not None:
            changed[entry("start")] = self._envelopes.start_of(encryption, int(damage.start_length))
        for name in damage.lax:
            changed[entry(name)] = f"{sealed.metadata[entry(name)][:4]}!{sealed.metadata[entry(name)][4:]}"
        if sealed.beside is not None:  # then the entries lie there
            return replace(sealed, beside=json.dumps({**json.loads(sealed.beside), **changed}))
        gone = {entry(name) for name in damage.drop}
        metadata = {name: value for name, value in sealed.metadata.items() if name not in gone} | changed
        body = sealed.body[: len(sealed.body) - int(damage.cut or 0)]
        if damage.body and body:
            body = bytes([body[0] ^ 1]) + body[1:]
        return replace(sealed, metadata=metadata, body=body)

    def _get(self, plain: Operation, encryption: Encryption) -> Reply:
        asked = replace(plain, apart=None, range_ignored=False)
        reply = self._store.perform(replace(asked, range=None) if plain.range_ignored else asked)
        if not reply.ok:
            return reply
        try:
            return replace(reply, body=self._envelopes.open(self._stored(plain, reply), encryption))
        except (EnvelopeError, ValueError) as error:
            return _failed(error, reply)

    def _stored(self, plain: Operation, reply: Reply) -> Stored:
        metadata, beside = user_metadata(reply), None
        if self._envelopes.lies_apart(metadata):
            apart = self._store.perform(self._beside(plain))
            beside = apart.body.decode() if apart.ok else None
        ranged = plain.range is not None
        return Stored(metadata=metadata, body=reply.body, offset=_offset(reply), ranged=ranged, beside=beside)

    def _initiate(self, plain: Operation, encryption: Encryption) -> Reply:
        begun = self._envelopes.begin(encryption, Cut(part_size=plain.part_size, data_size=plain.data_size))
        reply = self._store.perform(replace(plain, metadata={**plain.metadata, **begun.metadata}))
        if reply.upload_id is not None:
            self._begun[reply.upload_id] = begun
        return reply

    def _part(self, plain: Operation) -> Reply:
        begun = self._begun.get(plain.upload_id or "")
        if begun is None or plain.forget_context:
            raise ValueError("the part has no encryption context of its upload")
        sealed = begun.part(plain.part_number or 1, plain.body or b"", last=plain.last_part)
        return self._store.perform(replace(plain, metadata=sealed.metadata, body=sealed.body))

    def _complete(self, plain: Operation) -> Reply:
        begun = self._begun.get(plain.upload_id or "")
        if begun is not None:
            begun.end()
        return self._store.perform(plain)

    def _delete(self, plain: Operation) -> Reply:
        reply = self._store.perform(plain)
        if self._envelopes.suffix and reply.ok:
            self._store.perform(self._beside(plain))
        return reply

    def _beside(self, plain: Operation, body: bytes | None = None) -> Operation:
        """The same call for the object that keeps an envelope."""
        suffix = OTHER_SUFFIX if plain.apart == "other" else self._envelopes.suffix
        return Operation(do=plain.do, bucket=plain.bucket, key=f"{plain.key}{suffix}", body=body)


def user_metadata(reply: Reply) -> dict[str, str]:
    """The caller's metadata in an answer, by its names without the vendor's prefix."""
    split = ((name.lower().partition(_PREFIX_END), value) for name, value in reply.headers)
    return {name: value for (_, found, name), value in split if found}


def _offset(reply: Reply) -> int:
    """Where the bytes of an answer lie in the object."""
    found = next((value for name, value in reply.headers if name.lower() == "content-range"), "bytes 0-")
    return int(found.removeprefix("bytes ").partition("-")[0])


def _failed(error: Exception, reply: Reply = _UNSENT) -> Reply:
    """What the format does not allow, told as an SDK tells it to its user: with an error and nothing else."""
    words = f"{type(error).__name__}: {error}"
    fact = Told(fact="opened", met=False, expected="what the format's reader and writer take", observed=words)
    return replace(reply, raised=words, told=(fact,))

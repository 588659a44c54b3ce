"""Our own client-side encryption on a store: what it stores an SDK must open, and what an SDK stores it must open."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from conformance.drivers.base import Driver
from conformance.engine.envelopes import Envelopes
from conformance.model.case import Damage
from conformance.model.operation import Encryption, Operation, Reply, Told
from conformance.model.words import Mode
from conformance.reference.envelopes.content import ContentKey, part_offset
from conformance.reference.errors import EnvelopeError, PartSizeError

_PREFIX_END = "-meta-"
"""Where a header's vendor prefix ends and the caller's name begins, in every dialect."""

_UNSENT = Reply(status=0, headers=(), body=b"", roles={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """An upload under one content key."""

    content: ContentKey
    metadata: Mapping[str, str]
    part_size: int
    data_size: int

    def offset(self, number: int, length: int) -> int:
        """Where a part lies; raise `PartSizeError` where it has not the declared size and is not the last."""
        start = part_offset(number, self.part_size)
        if length != self.part_size and start + self.part_size < self.data_size:
            raise PartSizeError(f"part {number} has {length} bytes where {self.part_size} were declared")
        return start


class ReferenceClient:
    """A driver that encrypts before it uploads and decrypts what it read."""

    name = "reference"

    def __init__(self, store: Driver, envelopes: Envelopes) -> None:
        self._store = store
        self._envelopes = envelopes
        self._begun: dict[str, Begun] = {}

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
        match plain.do:
            case "put-object":
                return self._put(plain, encryption)
            case "get-object":
                return self._get(plain, encryption)
            case "initiate-multipart":
                return self._initiate(plain, encryption)
            case "upload-part":
                return self._part(plain)
            case "head-object" | "get-object-meta" | "complete-multipart" | "abort-multipart" | "list-parts":
                return self._store.perform(plain)
            case _:
                raise ValueError(f"the format of client-side encryption has no {plain.do}")

    def _put(self, plain: Operation, encryption: Encryption) -> Reply:
        content = self._envelopes.fresh(encryption)
        metadata = self._envelopes.envelope(encryption, content)
        body = content.apply(plain.body or b"")
        if plain.content_md5 is not None:
            metadata |= self._envelopes.noted(plain.content_md5, len(body))
        if plain.damage is not None:
            metadata, body = self._damaged(metadata, body, plain.damage)
        sent = {**plain.metadata, **metadata}
        return self._store.perform(replace(plain, metadata=sent, body=body, damage=None, content_md5=None))

    def _damaged(self, metadata: dict[str, str], body: bytes, damage: Damage) -> tuple[dict[str, str], bytes]:
        gone = {self._envelopes.entry(name) for name in damage.drop}
        changed = {self._envelopes.entry(name): value for name, value in damage.set.items()}
        kept = {name: value for name, value in metadata.items() if name not in gone}
        return kept | changed, bytes([body[0] ^ 1]) + body[1:] if damage.body and body else body

    def _get(self, plain: Operation, encryption: Encryption) -> Reply:
        reply = self._store.perform(plain)
        metadata = user_metadata(reply)
        if not reply.ok:
            return reply
        try:
            content = self._envelopes.opened(metadata, encryption)
        except EnvelopeError as error:
            return _failed(error, reply)
        return replace(reply, body=content.apply(reply.body, _offset(reply)))

    def _initiate(self, plain: Operation, encryption: Encryption) -> Reply:
        if plain.part_size is None or plain.data_size is None:
            raise ValueError("the sizes of the parts and of all data are to be declared")
        part_offset(1, plain.part_size)
        content = self._envelopes.fresh(encryption)
        sizes = self._envelopes.sizes(plain.part_size, plain.data_size)
        metadata = self._envelopes.envelope(encryption, content) | sizes
        reply = self._store.perform(replace(plain, metadata={**plain.metadata, **metadata}))
        if reply.upload_id is not None:
            self._begun[reply.upload_id] = Begun(
                content=content, metadata=metadata, part_size=plain.part_size, data_size=plain.data_size
            )
        return reply

    def _part(self, plain: Operation) -> Reply:
        begun = self._begun.get(plain.upload_id or "")
        if begun is None or plain.forget_context:
            raise ValueError("the part has no encryption context of its upload")
        body = plain.body or b""
        body = begun.content.apply(body, begun.offset(plain.part_number or 1, len(body)))
        return self._store.perform(replace(plain, metadata=begun.metadata, body=body))


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

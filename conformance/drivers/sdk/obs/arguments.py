"""The arguments of ObsClient's methods, as its pages name them."""

from obs import AppendObjectHeader, PutObjectHeader, SseCHeader, SseKmsHeader

from conformance.drivers.sdk.kit import Untyped
from conformance.model.operation import Encryption, Operation
from conformance.model.words import Mode, Role
from conformance.wire.dialects import obs as wire
from conformance.wire.errors import NotExpressibleError

_SPELLING = wire.dialect("").spelling


def writing(encryption: Encryption | None) -> Untyped:
    """The header object that asks for a method; None where none is asked for."""
    if encryption is None or encryption.mode is Mode.NONE:
        return None
    if encryption.context is not None or encryption.bucket_key is not None:
        raise NotExpressibleError("obs-sdk: OBS knows neither contexts nor bucket keys")
    match encryption.mode:
        case Mode.CUSTOMER:
            return customer(encryption)
        case Mode.KMS:
            return SseKmsHeader.getInstance(key=encryption.kms_key_id)
        case Mode.MANAGED:
            return SseKmsHeader.getInstance(encryption="AES256")
        case other:
            raise NotExpressibleError(f"obs-sdk: no header asks for {other}")


def customer(encryption: Encryption | None) -> Untyped:
    """The header object with a customer's key; the SDK encodes it and adds its MD5."""
    if encryption is None or encryption.mode is not Mode.CUSTOMER:
        return None
    return SseCHeader.getInstance(key=_as_written(encryption.customer_key or b""))


def _as_written(key: bytes) -> str | bytes:
    """A key that is printable text is written as such, as on the page; any other can only be bytes."""
    return key.decode() if key.isascii() and key.decode().isprintable() else key


def more(operation: Operation) -> dict[str, str] | None:
    """What goes into `extensionHeaders`, which every method takes: the cipher, and whatever a user makes of a header.

    The service's page names the cipher's header, and no argument of the SDK does.
    """
    cipher = None if operation.encryption is None else operation.encryption.data_algorithm
    asked = {} if cipher is None else {Role.DATA_ENCRYPTION: cipher}
    headers = {**asked, **operation.tweaks.override}
    return {_SPELLING.field(role, value).name: value for role, value in headers.items()} or None


def metadata(operation: Operation) -> dict[str, str]:
    """The caller's own metadata."""
    if operation.envelope:
        raise NotExpressibleError("obs-sdk: a client's encryption is another client's business")
    return dict(operation.metadata)


def putting(operation: Operation) -> Untyped:
    """The headers of an upload in one request."""
    archive = "COLD" if operation.storage == "archive" else None
    return PutObjectHeader(
        md5=operation.content_md5,
        acl=operation.acl,
        sseHeader=writing(operation.encryption),
        storageClass=archive,
    )


def appending(operation: Operation) -> Untyped:
    """The headers of an append."""
    return AppendObjectHeader(md5=operation.content_md5, sseHeader=writing(operation.encryption))


def without_key(operation: Operation, method: str) -> None:
    """Raise `NotExpressibleError` where a key is brought to a method that takes none."""
    if customer(operation.encryption) is not None:
        raise NotExpressibleError(f"obs-sdk: {method} takes no customer key")

"""What the drivers of both generations of Alibaba's SDK share: the store's names, and what any user of it is shown."""

from collections.abc import Iterator, Mapping

from conformance.drivers.sdk.kit import Untyped, shown
from conformance.model.operation import Encryption, Operation, Reply, Told
from conformance.model.values import BucketDefault
from conformance.model.words import Mode, Role
from conformance.wire.dialects import policies
from conformance.wire.dialects.oss import dialect
from conformance.wire.errors import NotExpressibleError
from conformance.wire.xml import parse

AES256, KMS, SM4 = "AES256", "KMS", "SM4"
CONTEXT = "x-oss-server-side-encryption-context"
"""The one encryption header that neither SDK has a name for."""
_SPELLING = dialect("").spelling
_DOCUMENTED = frozenset(
    {Role.SSE, Role.KMS_KEY_ID, Role.CONTEXT, Role.DATA_ENCRYPTION, Role.RANGE, Role.RANGE_BEHAVIOR, Role.CONTENT_MD5}
)
_TELLING = (Role.SSE, Role.KMS_KEY_ID, Role.DATA_ENCRYPTION)


def algorithm(mode: Mode, cipher: str | None) -> tuple[str, str | None]:
    """The word for a method, and the cipher that is then still to be named; raise `NotExpressibleError`."""
    match mode:
        case Mode.KMS:
            return KMS, cipher
        case Mode.MANAGED if cipher == SM4:
            return SM4, None
        case Mode.MANAGED:
            return AES256, cipher
        case _:
            raise NotExpressibleError(f"no document of the store offers the method {mode}")


def departed(operation: Operation) -> dict[str, str]:
    """Headers that a case gives other values, by name; raise `NotExpressibleError` for those in no document."""
    unknown = operation.tweaks.override.keys() - _DOCUMENTED
    if unknown:
        raise NotExpressibleError(f"no page of the SDK names the header of {min(unknown)}")
    return {_SPELLING.roles[role]: value for role, value in operation.tweaks.override.items()}


def left_out(operation: Operation) -> frozenset[str]:
    """Headers that a case leaves out, by name."""
    return frozenset(_SPELLING.roles[role] for role in operation.tweaks.drop)


def no_customer_key(encryption: Encryption | None) -> None:
    """Raise `NotExpressibleError` where a key must open an object: the store knows no such thing."""
    if encryption is not None and encryption.mode is Mode.CUSTOMER:
        raise NotExpressibleError("no document of the store offers the method customer")


def rule_of(default: BucketDefault | None) -> tuple[str, str | None, str | None]:
    """Algorithm, key and cipher of a bucket's default as a user gives them; raise `NotExpressibleError`."""
    if default is None or default.xml is not None or default.rules != 1:
        raise NotExpressibleError("the SDK writes the configuration itself, and it has one rule")
    if default.blocks is not None:
        raise NotExpressibleError("no document of the store lets a bucket block a method")
    key = "" if default.empty_key_id else default.kms_key
    if default.algorithm is not None:
        return default.algorithm, key, default.data_algorithm
    name, cipher = algorithm(default.mode, default.data_algorithm)
    return name, key, cipher


def metadata(operation: Operation) -> dict[str, str]:
    """User metadata, and with it that of a client's encryption."""
    envelope = {
        _SPELLING.envelope[name]: value or _SPELLING.envelope_words[name] for name, value in operation.envelope.items()
    }
    return {**operation.metadata, **envelope}


def policy(operation: Operation) -> bytes:
    """The text of a bucket's policy."""
    return policies.put_bucket_policy(policies.OSS, operation, _SPELLING).body or b""


def headers_shown(headers: Mapping[str, str], reply: Reply) -> Iterator[Told]:
    """The headers that tell of encryption, as a result holds them."""
    for role in _TELLING:
        yield shown(f"headers:{role}", expected=reply.roles.get(role), observed=headers.get(_SPELLING.roles[role]))


def failure_shown(error: Untyped, reply: Reply) -> Iterator[Told]:
    """Request id and, where the answer had a body to say it in, the message."""
    yield shown("request_id", expected=reply.roles.get(Role.REQUEST_ID), observed=error.request_id)
    message = parse(reply.body)["Error"]["Message"].text
    if message is not None:
        yield shown("message", expected=message, observed=error.message)


def default_read(reply: Reply) -> tuple[str | None, str | None, str | None]:
    """Algorithm, key and cipher of the default in an answer; where there is no rule, nothing of it."""
    read = reply.default or BucketDefault()
    return read.algorithm, read.kms_key, None if read.data_algorithm == read.algorithm else read.data_algorithm

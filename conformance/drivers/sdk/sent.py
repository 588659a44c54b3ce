"""What an SDK sent, held against what the dialect says the call must carry."""

from collections.abc import Iterable
from urllib.parse import unquote

from conformance.drivers.sdk.asked import verb_of
from conformance.drivers.sdk.hop import Spoken
from conformance.model.operation import Operation, Told
from conformance.model.words import Mode, Role
from conformance.wire.dialects.base import Dialect, Draft
from conformance.wire.request import Request
from conformance.wire.xml import parse

_ENCRYPTION = frozenset(
    {
        Role.SSE,
        Role.KMS_KEY_ID,
        Role.CONTEXT,
        Role.DATA_ENCRYPTION,
        Role.BUCKET_KEY,
        Role.CUSTOMER_ALGORITHM,
        Role.CUSTOMER_KEY,
        Role.CUSTOMER_KEY_MD5,
        Role.SOURCE_CUSTOMER_ALGORITHM,
        Role.SOURCE_CUSTOMER_KEY,
        Role.SOURCE_CUSTOMER_KEY_MD5,
    }
)
_OF_PARTS = frozenset({Role.CUSTOMER_ALGORITHM, Role.CUSTOMER_KEY, Role.CUSTOMER_KEY_MD5})
"""What each part of an upload carries again; the method is chosen when it begins."""
_OF_SOURCE = frozenset(role for role in Role if role.startswith("source-"))
_SECRET = frozenset({Role.CUSTOMER_KEY, Role.SOURCE_CUSTOMER_KEY})
_CONDITIONS = frozenset({"If-Match", "If-None-Match"})
_WINDOW = 16
"""Bytes."""


def sent(operation: Operation, dialect: Dialect, draft: Draft, spoken: Iterable[Spoken]) -> list[Told]:
    """For every request that carries the call out: does each encryption header say what the caller asked for?"""
    facts: list[Told] = []
    for request in (each.request for each in spoken if about(operation, each.request)):
        wanted = _wanted(operation, draft, request)
        facts += [_header(role, value, dialect, request) for role, value in wanted.items()]
        facts += _conditions(operation, draft, request)
    facts += _default(operation, dialect, [each.request for each in spoken])
    return facts


def about(operation: Operation, request: Request) -> bool:
    """Whether a request is about the call's object or bucket, and no errand of the SDK's own.

    boto3 asks for the bucket after a HEAD that was answered 400, to see whether it lies in another region.
    """
    of_a_bucket = operation.key is None or operation.do == "list-objects"  # there it is a prefix
    return of_a_bucket or unquote(request.path).endswith(f"/{operation.key}")


def leaks(operation: Operation, spoken: Iterable[Spoken]) -> list[Told]:
    """Whether plaintext went out where the SDK is to encrypt it first; pieces under 16 bytes may coincide."""
    client_side = operation.encryption is not None and operation.encryption.mode is Mode.CLIENT
    body = operation.body or b""
    if not client_side or len(body) < _WINDOW:
        return []
    pieces = [body[at : at + _WINDOW] for at in (0, len(body) // 2, len(body) - _WINDOW) if at + _WINDOW <= len(body)]
    sent_bodies = [each.request.body or b"" for each in spoken]
    if not any(piece in sent_body for piece in pieces for sent_body in sent_bodies):
        return []
    observed = f"{operation.do} sent the content as it is"
    return [Told(fact="leak:sent", met=False, expected="ciphertext alone goes out", observed=observed)]


def _wanted(operation: Operation, draft: Draft, request: Request) -> dict[Role, str]:
    """The encryption that a request is to carry, by role. Requests that an SDK adds on its own carry none."""
    asked = {each.role: each.value for each in draft.fields if each.role in _ENCRYPTION and each.role is not None}
    match verb_of(request, operation, draft):
        case "initiate-multipart" if operation.do != "initiate-multipart":
            return {role: value for role, value in asked.items() if not role.startswith("source-")}
        case ("upload-part" | "copy-part") as verb if operation.do != verb:
            return {role: value for role, value in asked.items() if role in _OF_PARTS | _OF_SOURCE}
        case "head-object" if operation.do == "get-object":
            return {role: value for role, value in asked.items() if role in _OF_PARTS}
        case verb:
            return asked if verb == operation.do and request.method == draft.method else {}


def _conditions(operation: Operation, draft: Draft, request: Request) -> list[Told]:
    """Whether a read's conditions went out as its caller wrote them."""
    if request.method != draft.method or verb_of(request, operation, draft) != operation.do:
        return []
    asked = {each.name: each.value for each in draft.fields if each.name in _CONDITIONS}
    found = {name: request.header(name) or "not sent" for name in asked}
    return [
        Told(fact=f"sent:{name.lower()}", met=found[name] == value, expected=value, observed=found[name])
        for name, value in asked.items()
    ]


def _header(role: Role, value: str, dialect: Dialect, request: Request) -> Told:
    name = dialect.spelling.roles[role]
    found = request.header(name)
    if found == value:
        observed = f"{name} as asked"
    elif found is None:
        observed = f"{request.method} without {name}"
    else:
        observed = f"another {name}" if role in _SECRET else f"{name}: {found}"
    expected = f"{name} as asked" if role in _SECRET else f"{name}: {value}"
    return Told(fact=f"sent:{role}", met=found == value, expected=expected, observed=observed)


def _default(operation: Operation, dialect: Dialect, requests: list[Request]) -> list[Told]:
    """The document of a bucket's default encryption says what was asked, however it is written."""
    asked = operation.default
    if operation.do != "put-bucket-encryption" or asked is None or asked.rules != 1 or not requests:
        return []
    read = dialect.read_default(parse(requests[-1].body or b""), dialect.spelling)
    named = asked.algorithm is not None  # then a cipher under the store's own keys is the algorithm, and none beside it
    cipher = None if named and read.data_algorithm == read.algorithm else read.data_algorithm
    told = (read.algorithm if named else str(read.mode), read.kms_key, cipher)
    wanted = (asked.algorithm if named else str(asked.mode), asked.kms_key, asked.data_algorithm)
    shown = ", ".join(map(str, told))
    return [Told(fact="sent:default", met=told == wanted, expected=", ".join(map(str, wanted)), observed=shown)]

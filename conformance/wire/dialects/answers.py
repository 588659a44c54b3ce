"""From an answer on the wire to a reply in neutral terms. Nothing a store sends makes this fail."""

from conformance.model.operation import Listed, Operation, Reply
from conformance.model.plain import plain
from conformance.model.values import BucketDefault
from conformance.model.words import Role
from conformance.wire.answer import Answer
from conformance.wire.dialects.base import Dialect
from conformance.wire.dialects.describing import default_in_info, read_attributes, read_listing
from conformance.wire.xml import Xml, parse

_ERRORS = 300
_LONGEST_CODE = 100
"""Signs. A code is said in every line about the answer; no documented one is half as long."""
_TELLS_DEFAULT = frozenset({"get-bucket-encryption", "get-bucket-info"})
_ETAG_IN_BODY = frozenset({"copy-object", "copy-part", "complete-multipart", "get-object-attributes"})


def read(dialect: Dialect, operation: Operation, answer: Answer) -> Reply:
    """The reply, without what the transport knows (interim, connection, exchanges)."""
    body = parse(answer.body) if _tells(operation, answer) else Xml()
    roles = _roles(dialect, answer)
    return Reply(
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
        roles=roles,
        code=_code(dialect, answer, body),
        etag=_etag(operation, answer, body),
        version_id=roles.get(Role.VERSION_ID),
        upload_id=body["InitiateMultipartUploadResult"]["UploadId"].text,
        listed=_listed(operation, body),
        default=_default(dialect, operation, answer, body),
        envelope=_envelope(dialect, body),
    )


def _listed(operation: Operation, body: Xml) -> tuple[Listed, ...]:
    match operation.do:
        case "list-objects":
            return read_listing(body)
        case "get-object-attributes":
            return read_attributes(body, operation.key or "")
        case _:
            return ()


def _envelope(dialect: Dialect, body: Xml) -> frozenset[str]:
    shown = body["ListPartsResult"]
    return frozenset(name for name, element in dialect.spelling.envelope_elements.items() if shown[element].text)


def _tells(operation: Operation, answer: Answer) -> bool:
    """Whether the body is the store's word: an object's content is never taken for an error.

    A copy may be answered 200 before the work is done; its body then says what came of it (OBS N90).
    """
    return answer.status >= _ERRORS or operation.do not in {"get-object", "raw"}


def _code(dialect: Dialect, answer: Answer, body: Xml) -> str | None:
    told = body["Error"]["Code"].text
    if told is None and answer.status >= _ERRORS and dialect.error_header is not None:
        header = answer.header(dialect.error_header)
        told = None if header is None else dialect.read_error(header)
    return None if told is None else plain(told, _LONGEST_CODE)


def _etag(operation: Operation, answer: Answer, body: Xml) -> str | None:
    told = body.root["ETag"].text if operation.do in _ETAG_IN_BODY else None
    return told or answer.header("ETag")


def _roles(dialect: Dialect, answer: Answer) -> dict[Role, str]:
    names = {name.lower(): role for role, name in dialect.spelling.roles.items()}
    found: dict[Role, str] = {}
    for name, value in answer.headers:
        role = names.get(name.lower())
        if role is not None:
            found.setdefault(role, value)
    return found


def _default(dialect: Dialect, operation: Operation, answer: Answer, body: Xml) -> BucketDefault | None:
    if operation.do not in _TELLS_DEFAULT or answer.status >= _ERRORS:
        return None
    if operation.do == "get-bucket-info":
        body = default_in_info(body, dialect.spelling)
    return dialect.read_default(body, dialect.spelling)

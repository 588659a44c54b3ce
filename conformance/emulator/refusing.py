"""Error answers: a document, or headers where an answer has no body."""

import base64

from conformance.emulator.addressing import Place
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.dialects.dialect import Dialect
from conformance.emulator.errors import Refused
from conformance.emulator.http import Response
from conformance.emulator.objects import Pairs
from conformance.emulator.xml import Tree


def auth_refusal(dialect: Dialect, error: AuthError) -> Refused:
    """What the dialect answers to a request that is not authentic."""
    return Refused(dialect.auth_problems[error.reason], detail=error.detail or Reason(error.reason).value)


def error_answer(dialect: Dialect, method: str, place: Place, request_id: str, refused: Refused) -> Response:
    """The answer to a refused request. HEAD has no body; some dialects then say in headers what is wrong."""
    document = _document(dialect, place, request_id, refused)
    detail = _named(
        (dialect.names.error_detail, dict(refused.elements).get("EC", "")),
        (dialect.names.trace_id, host_id(request_id)),
    )
    if method == "HEAD":
        headers = (*_bare_headers(dialect, refused, document), *detail)
        return Response(status=refused.status, headers=headers, length=0)
    return Response(status=refused.status, headers=(("Content-Type", "application/xml"), *detail), body=document)


def _document(dialect: Dialect, place: Place, request_id: str, refused: Refused) -> bytes:
    ids = {
        "Resource": f"/{place.bucket or ''}/{place.key}".rstrip("/") or "/",
        "RequestId": request_id,
        "HostId": host_id(request_id),
        "TraceId": host_id(request_id),
    }
    elements = (("Code", refused.code), ("Message", refused.message), *refused.elements)
    rest = ((name, ids[name]) for name in dialect.error_elements)
    return Tree("Error", [Tree(name, text) for name, text in (*elements, *rest)]).write()


def common_headers(dialect: Dialect, request_id: str) -> Pairs:
    """What every answer carries."""
    names = dialect.names
    return (("Server", dialect.server), *_named((names.request_id, request_id), (names.second_id, host_id(request_id))))


def host_id(request_id: str) -> str:
    """The second id of an answer, in the length that vendors give it."""
    return f"32AAAQAAEAABAAAQAAEAABAAAQAAEAAB{request_id}"


def _bare_headers(dialect: Dialect, refused: Refused, document: bytes) -> Pairs:
    names = dialect.names
    packed = base64.b64encode(document).decode()
    return _named(
        (names.error_code, refused.code), (names.error_message, refused.message), (names.error_document, packed)
    )


def _named(*headers: tuple[str, str]) -> Pairs:
    """The headers that have a name in the dialect, and a value."""
    return tuple((name, value) for name, value in headers if name and value)

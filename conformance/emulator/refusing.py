"""Error answers: a document, or headers where an answer has no body."""

from conformance.emulator.addressing import Place
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.dialects.dialect import Dialect
from conformance.emulator.errors import Refused
from conformance.emulator.http import Response
from conformance.emulator.xml import Tree

URL_MALFORMED = "AuthorizationQueryParametersError"


def auth_refusal(dialect: Dialect, error: AuthError) -> Refused:
    """What the dialect answers to a request that is not authentic."""
    return Refused(dialect.auth_problems[error.reason], detail=error.detail or Reason(error.reason).value)


def error_answer(dialect: Dialect, method: str, place: Place, request_id: str, refused: Refused) -> Response:
    """The answer to a refused request. HEAD has no body; some dialects then name the code in a header."""
    if method == "HEAD":
        return Response(status=refused.status, headers=_bare_headers(dialect, refused), length=0)
    ids = {
        "Resource": f"/{place.bucket or ''}/{place.key}".rstrip("/") or "/",
        "RequestId": request_id,
        "HostId": host_id(request_id),
    }
    elements = (("Code", refused.code), ("Message", refused.message), *refused.elements)
    rest = ((name, ids[name]) for name in dialect.error_elements)
    body = Tree("Error", [Tree(name, text) for name, text in (*elements, *rest)])
    return Response(status=refused.status, headers=(("Content-Type", "application/xml"),), body=body.write())


def common_headers(dialect: Dialect, request_id: str) -> tuple[tuple[str, str], ...]:
    """What every answer carries."""
    names = dialect.names
    return (("Server", dialect.server), (names.request_id, request_id), (names.second_id, host_id(request_id)))


def host_id(request_id: str) -> str:
    """The second id of an answer, in the length that vendors give it."""
    return f"32AAAQAAEAABAAAQAAEAABAAAQAAEAAB{request_id}"


def _bare_headers(dialect: Dialect, refused: Refused) -> tuple[tuple[str, str], ...]:
    names = dialect.names
    told = ((names.error_code, refused.code), (names.error_message, refused.message))
    return tuple((name, value) for name, value in told if name)

"""What an SDK asked the store for: a helper does one call by others, and each is answered in its own way."""

from conformance.model.operation import Operation
from conformance.model.words import Role
from conformance.wire.dialects.base import Draft
from conformance.wire.request import Request

_PARTED = frozenset({"put-object", "copy-object"})
"""What a helper may do in parts."""
_OF_UPLOADS = {
    ("POST", "uploads"): "initiate-multipart",
    ("POST", "uploadId"): "complete-multipart",
    ("DELETE", "uploadId"): "abort-multipart",
}
"""Method and parameter to verb."""


def verb_of(request: Request, operation: Operation, draft: Draft) -> str:
    """The verb that a request about the call's object stands for; the call's own where it is what was asked for."""
    names = {name for name, _ in request.query}
    own = request.method == draft.method and names == {name for name, _ in draft.query}
    if own or operation.do not in {"get-object", *_PARTED}:
        return operation.do
    if request.method == "HEAD":
        return "head-object"
    if operation.do in _PARTED and "partNumber" in names:
        return "upload-part" if operation.source is None else "copy-part"
    return next(
        (_OF_UPLOADS[request.method, name] for name in names if (request.method, name) in _OF_UPLOADS), operation.do
    )


def is_ranged(request: Request, operation: Operation) -> bool:
    """Whether a helper asked for a piece where its caller asked for the whole."""
    named = Role.RANGE in operation.tweaks.override
    asked = named or operation.range is not None or operation.part_number is not None
    return request.method == "GET" and not asked and request.header("Range") is not None

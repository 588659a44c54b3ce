"""Records of what was said, without credentials."""

import base64
import hashlib

from conformance.model.result import Exchange, Payload, WireRequest, WireResponse
from conformance.wire.answer import Answer
from conformance.wire.redact import Redactor
from conformance.wire.request import Request

KEPT = 4096
"""Bytes of each body."""
_WINDOW = 4 * KEPT
"""Bytes searched for credentials, so that one across the border of the kept bytes is found too."""

TAMPERED = "changed after signing"
SPOILED = "signed with a wrong secret on purpose"


def record(request: Request, answer: Answer | None, redactor: Redactor, *notes: str) -> Exchange:
    """Make the record of one request and its answer (None: none came)."""
    if answer is not None and answer.continued == "none":
        notes += (f"no body byte was sent; the connection was then {answer.connection}",)
    return Exchange(
        request=WireRequest(
            method=request.method,
            url=redactor.url(request.url),
            headers=redactor.headers(request.framed()),
            body=payload(request.body, request.header("Content-Type") or "", redactor),
        ),
        response=_response(answer, redactor) if answer is not None else None,
        seconds=round(answer.seconds, 6) if answer is not None else 0.0,
        note=redactor.text("; ".join(notes)),
    )


def payload(content: bytes | None, content_type: str, redactor: Redactor) -> Payload | None:
    """What is kept of a body: length and SHA-256 of all of it as sent, and its first 4 KiB without credentials."""
    if content is None:
        return None
    kept = redactor.body(content[:_WINDOW], content_type)[:KEPT]
    digest = hashlib.sha256(content).hexdigest()
    try:
        return Payload(length=len(content), sha256=digest, text=kept.decode())
    except UnicodeDecodeError:
        return Payload(length=len(content), sha256=digest, base64=base64.b64encode(kept).decode())


def _response(answer: Answer, redactor: Redactor) -> WireResponse:
    content_type = answer.header("Content-Type") or ""
    return WireResponse(
        status=answer.status,
        reason=redactor.text(answer.reason),
        headers=redactor.headers(answer.headers),
        body=payload(answer.body or None, content_type, redactor),
        interim=list(answer.interim),
    )

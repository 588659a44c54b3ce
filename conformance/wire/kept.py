"""Getting a recorded body back."""

import base64
import hashlib

from conformance.model.result import Payload


def content_of(body: Payload) -> bytes | None:
    """The whole body as sent; None where only its beginning was kept or a credential was taken out."""
    kept = body.text.encode() if body.text is not None else base64.b64decode(body.base64 or "")
    return kept if hashlib.sha256(kept).hexdigest() == body.sha256 else None

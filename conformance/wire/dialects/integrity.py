"""Digests of documents that are sent."""

import base64
import hashlib

from conformance.model.words import Role
from conformance.wire.dialects.base import Field, Spelling


def document_md5(body: bytes, spelling: Spelling) -> tuple[Field, ...]:
    """The Content-MD5 of a document, in the dialects that send one with it."""
    if not spelling.settings_md5:
        return ()
    digest = hashlib.md5(body, usedforsecurity=False).digest()
    return (spelling.field(Role.CONTENT_MD5, base64.b64encode(digest).decode()),)

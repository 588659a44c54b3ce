"""ETags of multipart objects."""

import hashlib
import secrets
from collections.abc import Sequence


def md5_of_parts(etags: Sequence[str]) -> str:
    """The MD5 of the parts' ETags, and their number."""
    return f"{hashlib.md5(bytes.fromhex(''.join(etags))).hexdigest()}-{len(etags)}"


def opaque(etags: Sequence[str]) -> str:
    """Another one for every upload, with the number of parts."""
    return f"{secrets.token_hex(16)}-{len(etags)}"

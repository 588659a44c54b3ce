"""The digests that documents prescribe for SSE-C and for uploads."""

import base64
import hashlib


def md5_base64(data: bytes) -> str:
    """Base64 of MD5: the form of Content-MD5 and, over the raw key bytes, of the customer key's MD5 (OBS N64)."""
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def md5_hex(data: bytes) -> str:
    """Lower-case hex of MD5: the ETag of a plain single upload."""
    return hashlib.md5(data).hexdigest()

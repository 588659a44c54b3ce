"""The resource that OSS signs: its name always begins with the bucket, however the bucket is addressed."""

from urllib.parse import unquote

from conformance.emulator.auth.request import SignedRequest


def resource_path(request: SignedRequest) -> str:
    """`/bucket/key`, percent-encoded as it came; `/bucket/` for a bucket, `/` for the service (OSS facts 1.1, 1.2)."""
    if request.addressing != "path":
        return f"/{request.bucket}{request.path}" if request.bucket else request.path
    name = unquote(request.path[1:])  # decoded, because SDKs escape the slashes of a key, too
    return f"{request.path}/" if name and "/" not in name else request.path

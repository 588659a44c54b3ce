"""What a write says about its object besides content and encryption."""

from urllib.parse import parse_qsl

from conformance.emulator.call import Call
from conformance.emulator.objects import Description

KEPT = ("Content-Type", "Content-Disposition", "Content-Encoding", "Content-Language", "Cache-Control", "Expires")
"""Standard headers that reads give back."""


def description(call: Call) -> Description:
    """Read metadata, standard headers, storage class, tags and ACL."""
    names = call.names
    kept = ((name, call.header(name)) for name in KEPT)
    headers = tuple((name, _without_framing(value)) for name, value in kept if value)
    metadata = (
        (name.removeprefix(names.metadata), value)
        for name, value in call.headers.items()
        if name.startswith(names.metadata)
    )
    return Description(
        headers=tuple((name, value) for name, value in headers if value),
        metadata=tuple(metadata),
        storage_class=call.header(names.of("storage-class")) or "",
        tags=tuple(parse_qsl(call.header(names.of("tagging")) or "", keep_blank_values=True)),
        acl=call.header(names.object_acl or names.of("acl")) or "",
    )


def _without_framing(value: str) -> str:
    """`aws-chunked` is how the body travelled, not what it is."""
    codings = [coding.strip() for coding in value.split(",")]
    return ",".join(coding for coding in codings if coding != "aws-chunked") if "aws-chunked" in codings else value

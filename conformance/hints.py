"""What a person may have got wrong where buckets cannot be reached: the profile's `addressing`."""

import socket
from collections.abc import Iterator

from conformance.model.target import Target
from conformance.model.words import Dialect
from conformance.wire.endpoint import Origin
from conformance.wire.hosts import is_address

_PATH = "write `addressing: path` in the profile, or --addressing path"
_VIRTUAL = "write `addressing: virtual` in the profile, or --addressing virtual"
_UNNAMED = ("the name is not known", "Hostname mismatch")
"""How it shows that the host of a bucket is nobody's, or has another's certificate."""
_NO_PATHS = {
    Dialect.OBS: "Huawei Cloud has ended path addressing",
    Dialect.OSS: "Alibaba Cloud refuses path addressing",
}
"""Clouds where only a server of one's own serves paths (OBS facts 1.6, OSS facts 1.3)."""


def misplaced(target: Target, origin: Origin) -> str:
    """Why buckets can never be reached at an endpoint as the profile addresses them; empty where they may be."""
    if target.addressing == "path" and target.dialect is Dialect.COS:
        return f"COS has no path addressing; {_VIRTUAL}"
    if target.addressing == "virtual" and is_address(origin.host):
        what = "name the endpoint by its host" if target.dialect is Dialect.COS else _PATH
        return f"no bucket has a host of its own before the address {origin.host} (`addressing: virtual`); {what}"
    return ""


def after(target: Target, origin: Origin, failure: str) -> Iterator[str]:
    """What may be behind a failure to open a store."""
    unnamed = any(words in failure for words in _UNNAMED)
    if target.addressing == "virtual" and target.dialect is not Dialect.COS and unnamed and _has_address(origin):
        yield f"the hosts of buckets are not known here (`addressing: virtual`); if they have none, {_PATH}"
    if target.addressing == "path" and target.dialect in _NO_PATHS and not is_address(origin.host):
        yield f"{_NO_PATHS[target.dialect]}; if this is its endpoint, {_VIRTUAL}"


def _has_address(origin: Origin) -> bool:
    """Whether the endpoint itself is known: then it is not its name that is misspelt."""
    try:
        socket.getaddrinfo(origin.name, origin.port, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return True

"""Which bucket and object a request is about: by host, by path, or by a host that is itself a bucket."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote

from conformance.emulator.auth.request import Addressing


@dataclass(frozen=True, slots=True)
class Place:
    """What is addressed. Without a bucket it is the service, without a key the bucket."""

    bucket: str | None
    key: str
    style: Addressing


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names of one emulator's host."""

    domains: tuple[str, ...]
    """Longest first; a label before one of them names a bucket."""
    has_paths: bool = True
    """Whether a path may name a bucket."""

    @classmethod
    def of(cls, product: str, region: str, more: Iterable[str] = (), *, has_paths: bool = True) -> "Hosts":
        """The names of a product in a region; those under `localhost` resolve on many machines without a proxy."""
        vendors = (domain.format(region=region) for domain in more)
        return cls((f"{product}.{region}.emulator.test", *vendors, f"{product}.localhost", "localhost"), has_paths)

    @property
    def domain(self) -> str:
        """The documented name."""
        return self.domains[0]

    def is_documented(self, host: str) -> bool:
        """Whether a Host header's value is a name from documents alone: not this machine's, and no bucket before it."""
        name = host_name(host)
        return name in self.domains and not name.endswith("localhost")

    def locate(self, host: str, path: str, is_bucket: Callable[[str], bool]) -> Place:
        """Find bucket and key of a request with this Host header and raw path."""
        name = host_name(host)
        if name not in self.domains:
            if is_bucket(name):
                return Place(name, unquote(path[1:]), "cname")
            for domain in self.domains:
                if name.endswith(f".{domain}"):
                    return Place(name.removesuffix(f".{domain}"), unquote(path[1:]), "virtual")
        if not self.has_paths:
            return Place(None, unquote(path[1:]), "virtual")
        bucket, _, key = path[1:].partition("/")
        return Place(unquote(bucket) or None, unquote(key), "path")


def host_name(host: str) -> str:
    """A Host header's value without its port, in lower case."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()

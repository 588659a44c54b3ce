"""Which proxy leads to a host, if any. A proxy's user and password are secrets: they are shown nowhere."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

from conformance.wire.credentials import Credentials
from conformance.wire.hosts import is_loopback, with_port

DIRECTLY = "none"
"""How a profile says that nothing goes by a proxy, whatever the environment has."""
_PORT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """An HTTP proxy."""

    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @classmethod
    def of_url(cls, url: str) -> "Proxy":
        """The proxy that a URL means, or a host and port; raise `ValueError`, which does not quote it."""
        try:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            port = parts.port
        except ValueError:
            raise ValueError("is no URL of a proxy; it must look like http://host:port") from None
        if parts.scheme != "http" or not parts.hostname:
            scheme = parts.scheme if parts.hostname else "no host"
            raise ValueError(f"must look like http://host:port: other proxies are not spoken to ({scheme})")
        return cls(
            host=parts.hostname,
            port=port or _PORT,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    @property
    def authorization(self) -> str | None:
        """What Proxy-Authorization says; None where nobody is named (RFC 7617)."""
        if not self.user and not self.password:
            return None
        return f"Basic {self._pair}"

    @property
    def url(self) -> str:
        """As other clients take it, with user and password."""
        user = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@" if self.authorization else ""
        return f"http://{user}{with_port(self.host, self.port)}"

    def secrets(self) -> Iterator[Credentials]:
        """What a record must not show."""
        if self.authorization is not None:
            yield Credentials(access_key=self.user, secret_key=self.password, token=self._pair)

    @property
    def _pair(self) -> str:
        return base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    def __str__(self) -> str:
        """As a message may name it."""
        return f"the proxy {with_port(self.host, self.port)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxies:
    """The proxies of a target; none: everything goes directly."""

    by_scheme: Mapping[str, Proxy] = field(default_factory=dict)
    directly: str = ""
    """Hosts to which nothing goes by a proxy, as NO_PROXY lists them."""

    @classmethod
    def of_environment(cls) -> "Proxies":
        """What HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY say, in small letters or capitals.

        Raise `ValueError` for one that is no HTTP proxy.
        """
        said = getproxies_environment()
        found: dict[str, Proxy] = {}
        for scheme in ("http", "https"):
            name = scheme if scheme in said else "all"
            if name in said:
                found[scheme] = _named(f"{name.upper()}_PROXY", said[name])
        return cls(by_scheme=found, directly=said.get("no", ""))

    @classmethod
    def of_profile(cls, said: str, environment: Mapping[str, str]) -> "Proxies":
        """What a profile's `proxy` means: nothing (as the environment has it), `none`, a URL, or a variable's name.

        Raise `ValueError` for what is no HTTP proxy, or a URL that has a password in it.
        """
        if not said:
            return cls.of_environment()
        if said == DIRECTLY:
            return cls()
        if said.isidentifier():
            if not environment.get(said):
                raise ValueError(f"`proxy: {said}` names a variable that is not set")
            return cls._everywhere(_named(said, environment[said]))
        proxy = _named("`proxy`", said)
        if proxy.authorization is not None:
            raise ValueError("`proxy` has credentials in it; name a variable that holds the whole URL instead")
        return cls._everywhere(proxy)

    @classmethod
    def _everywhere(cls, proxy: Proxy) -> "Proxies":
        return cls(by_scheme={"http": proxy, "https": proxy})

    def leading_to(self, scheme: str, host: str) -> Proxy | None:
        """The proxy for a host (a name without port); None where the way is direct, as it always is to loopback."""
        proxy = self.by_scheme.get(scheme)
        if proxy is None or is_loopback(host):
            return None
        return None if proxy_bypass_environment(host, {"no": self.directly}) else proxy

    def secrets(self) -> Iterator[Credentials]:
        """What a record must not show."""
        for proxy in self.by_scheme.values():
            yield from proxy.secrets()


def _named(where: str, url: str) -> Proxy:
    try:
        return Proxy.of_url(url)
    except ValueError as error:
        raise ValueError(f"{where} {error}") from None

"""Opening connections: where a request goes, and what keeps it from getting there."""

import socket
import ssl
from dataclasses import dataclass

from conformance.wire.errors import CannotConnectError, TimedOutError, TlsRefusedError
from conformance.wire.hosts import bare, with_port
from conformance.wire.limits import Limits
from conformance.wire.proxies import Proxies, Proxy
from conformance.wire.request import Request
from conformance.wire.tls import Trust
from conformance.wire.tunnel import open_tunnel

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a connection leads. Plain connections to one address serve every virtual host; TLS ones a single name."""

    address: tuple[str, int]
    server_name: str | None
    """The name that the certificate must carry; None over plain HTTP."""
    proxy: Proxy | None = None
    """The proxy that leads there."""

    @property
    def forwarded(self) -> Proxy | None:
        """The proxy that is asked in the store's stead, as over plain HTTP; through a tunnel it hears nothing."""
        return self.proxy if self.server_name is None else None

    def __str__(self) -> str:
        """Name the store as a person would."""
        host, port = self.address
        place = with_port(host, port)
        return f"{self.server_name} at {place}" if self.server_name not in {None, host} else place


def route_of(request: Request, proxies: Proxies | None = None) -> Route:
    """The route of a request: its host, by a proxy if need be, or the address it is told to connect to."""
    name, port = split_host(request.host, _PORTS[request.scheme])
    server_name = name if request.scheme == "https" else None
    if request.connect_to is not None or proxies is None:
        return Route(address=request.connect_to or (name, port), server_name=server_name)
    proxy = proxies.leading_to(request.scheme, name)
    return Route(address=(name, port), server_name=server_name, proxy=proxy)


def split_host(host: str, default_port: int) -> tuple[str, int]:
    """Name and port of a Host header; IPv6 addresses lose their brackets."""
    name, colon, port = host.rpartition(":")
    if not colon or not port.isdigit():
        name, port = host, str(default_port)
    return bare(name), int(port)


def connect(route: Route, trust: Trust, limits: Limits) -> socket.socket:
    """Open a connection; raise `CannotConnectError`, `TimedOutError` or `TlsRefusedError`."""
    plain = _reach(route, limits)
    if route.server_name is None:
        return plain
    try:
        if route.proxy is not None:
            open_tunnel(plain, route.proxy, *route.address, limits)
        return _secure(plain, route, route.server_name, trust)
    except BaseException:
        plain.close()
        raise


def _reach(route: Route, limits: Limits) -> socket.socket:
    """A TCP connection to the store, or to the proxy before it."""
    address = route.address if route.proxy is None else (route.proxy.host, route.proxy.port)
    there = route if route.proxy is None else route.proxy
    try:
        plain = socket.create_connection(address, timeout=limits.connect)
    except TimeoutError:
        raise TimedOutError(f"no connection to {there} within {limits.connect:g} s") from None
    except (socket.gaierror, UnicodeError):  # the latter for a label that is empty, or longer than 63
        raise CannotConnectError(f"cannot connect to {there}: the name is not known") from None
    except OSError as error:
        raise CannotConnectError(f"cannot connect to {there}: {error.strerror or error}") from None
    plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return plain


def _secure(plain: socket.socket, route: Route, server_name: str, trust: Trust) -> ssl.SSLSocket:
    try:
        return trust.context.wrap_socket(plain, server_hostname=server_name)
    except ssl.SSLCertVerificationError as error:
        raise TlsRefusedError(
            f"the certificate of {route} is not trusted ({error.verify_message}); name the authority that issued it "
            "with `ca-file` in the target's profile, or with --ca-file"
        ) from None
    except TimeoutError:
        raise TimedOutError(f"no TLS handshake with {route} within the time allowed") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise TlsRefusedError(f"no TLS handshake with {route} ({reason}); is it a plain HTTP port?") from None

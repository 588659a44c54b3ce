"""Names and addresses of hosts: IPv6 is in brackets in URLs and headers, and bare for sockets and certificates."""

from ipaddress import ip_address


def bare(host: str) -> str:
    """The host without brackets."""
    return host.strip("[]")


def bracketed(host: str) -> str:
    """A bare host as URLs and headers have it."""
    return f"[{host}]" if ":" in host else host


def with_port(host: str, port: int) -> str:
    """A bare host and a port, as URLs and headers have them."""
    return f"{bracketed(host)}:{port}"


def is_address(host: str) -> bool:
    """Whether it is an IP address, bare or in brackets, and not a name."""
    try:
        ip_address(bare(host))
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether it is this machine by name or address, bare or in brackets."""
    if is_address(host):
        return ip_address(bare(host)).is_loopback
    return host == "localhost" or host.endswith(".localhost")

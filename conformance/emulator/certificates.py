"""A throw-away certificate authority, and a certificate for whatever name a client asks for."""

import ssl
from functools import lru_cache
from pathlib import Path

import trustme

LOCAL = ("localhost", "127.0.0.1", "::1")
"""Whom the server is when a client names no host: SNI carries no IP addresses."""


class Authority:
    """A CA that lives as long as its process. Clients trust `ca_pem`; nothing else ever should."""

    def __init__(self) -> None:
        self._ca = trustme.CA(organization_name="Object store emulator")

    @property
    def ca_pem(self) -> bytes:
        """The CA's certificate, for a client's list of trusted CAs."""
        return self._ca.cert_pem.bytes()

    def write_ca(self, path: Path) -> Path:
        """Write the CA's certificate where clients want a file, and return the path."""
        path.write_bytes(self.ca_pem)
        return path

    def server_context(self) -> ssl.SSLContext:
        """A TLS 1.2+ context that presents a certificate for the name the client asks for."""
        by_name = lru_cache(maxsize=512)(self._context)

        def present(connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> int | None:
            try:
                connection.context = by_name(name) if name else connection.context
            except ValueError:  # a name that no certificate can carry
                return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
            return None

        context = self._context(*LOCAL)
        context.sni_callback = present
        return context

    def _context(self, *names: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._ca.issue_cert(*names).configure_cert(context)
        return context

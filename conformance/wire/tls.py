"""TLS contexts: who may vouch for a store."""

import ssl
from dataclasses import dataclass, field
from functools import cached_property

import certifi

from conformance.wire.errors import TlsRefusedError


@dataclass(frozen=True, kw_only=True)
class Trust:
    """The certificate authorities that may vouch for a store; none named: the public ones (certifi)."""

    ca_file: str = ""
    """A PEM file."""
    ca_pem: str = field(default="", repr=False)
    """PEM text, for a throw-away authority."""

    @cached_property
    def context(self) -> ssl.SSLContext:
        """The context, loaded once; raise `TlsRefusedError` where the authorities cannot be read."""
        named = bool(self.ca_file or self.ca_pem)
        try:
            context = ssl.create_default_context(
                cafile=self.ca_file or (None if named else certifi.where()), cadata=self.ca_pem or None
            )
        except OSError as error:
            where = f"the certificate authority file {self.ca_file}" if self.ca_file else "the certificate authority"
            raise TlsRefusedError(f"{where} cannot be used: {error.strerror or 'not PEM'}") from None
        context.set_alpn_protocols(["http/1.1"])
        return context

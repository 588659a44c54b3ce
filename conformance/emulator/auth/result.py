"""What a verification finds out."""

from dataclasses import dataclass, field
from typing import Literal

from conformance.emulator.auth.body import Decoder, SignedBody, unchecked
from conformance.emulator.auth.principal import Principal
from conformance.emulator.http import BodyStream

How = Literal["header", "url", "form"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A request whose signature is right. Its body is right only once `open`'s stream has been read to the end."""

    principal: Principal
    scheme: str
    how: How
    signed: tuple[str, ...] = ()
    """Names of the signed headers, or of the form fields a policy covers, in lower case."""
    unsigned_headers: tuple[str, ...] = ()
    """Vendor headers, and `host` where a scheme can sign it, that are present but not signed; in lower case."""
    payload: Decoder = field(default=unchecked, repr=False)
    length_range: tuple[int, int] | None = None
    """Smallest and largest length of a form's file in bytes, where its policy limits it."""

    def open(self, body: BodyStream) -> SignedBody:
        """The payload, checked while it is read."""
        return SignedBody(body, self.payload)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anonymous:
    """A request that nobody signed."""

    payload: Decoder = field(default=unchecked, repr=False)

    def open(self, body: BodyStream) -> SignedBody:
        """The payload, with its transfer framing removed."""
        return SignedBody(body, self.payload)

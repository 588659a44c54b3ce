"""What can go wrong between us and a store, each with one sentence for a person.

WireError
  CannotConnectError      nobody listens there, or the name is not known
  TlsRefusedError         the certificate is not trusted, or it is not TLS that is spoken there
  ProxyRefusedError       the proxy on the way wants credentials, or does not let us through
  TimedOutError           no connection, or no answer, within the time allowed
  ConnectionClosedError   the store closed the connection before it answered
  BadAnswerError          what came is not HTTP, ends in the middle, or is larger than allowed
  UnsendableError         the request itself cannot be written as HTTP
NotExpressibleError       nothing was sent: the dialect, or the driver, has no form for the call
"""

from conformance.model.result import Exchange


class WireError(Exception):
    """No answer came that could be judged."""

    exchange: Exchange | None = None
    """What was sent, where a driver got as far as building it."""


class CannotConnectError(WireError):
    """The store cannot be reached."""


class TlsRefusedError(WireError):
    """The TLS handshake failed."""


class ProxyRefusedError(WireError):
    """A proxy stands in the way, and will not let us through."""


class TimedOutError(WireError):
    """The store took too long."""


class ConnectionClosedError(WireError):
    """The store closed the connection before the first byte of an answer."""


class BadAnswerError(WireError):
    """The answer cannot be read."""


class UnsendableError(WireError):
    """The request breaks HTTP itself, as by a line break in a header."""


class NotExpressibleError(Exception):
    """The dialect or the driver has no form for this call."""

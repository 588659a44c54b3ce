"""What every signature scheme can do."""

from datetime import datetime, timedelta
from typing import Protocol

from conformance.wire.credentials import Credentials
from conformance.wire.form import Form
from conformance.wire.request import Pair, Request


class Signer(Protocol):
    """Signs requests. Each method gives back a new value; `now` is an aware UTC time, so that clocks can be set."""

    def sign_header(self, request: Request, credentials: Credentials, now: datetime) -> Request:
        """Sign in the Authorization header."""
        ...

    def sign_url(self, request: Request, credentials: Credentials, now: datetime, lifetime: timedelta) -> Request:
        """Sign in the query; the request's own headers must then be sent with the URL."""
        ...

    def sign_form(self, form: Form, credentials: Credentials, now: datetime, lifetime: timedelta) -> tuple[Pair, ...]:
        """Sign a form by a policy: all fields to send before the file, in order."""
        ...

"""The driver that builds the wire itself: every departure can be expressed, every byte is known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from conformance.drivers.prepare import Preparer
from conformance.model.operation import Operation, Reply
from conformance.wire.answer import Answer
from conformance.wire.client import Client
from conformance.wire.credentials import Credentials
from conformance.wire.dialects.answers import read
from conformance.wire.dialects.base import Dialect
from conformance.wire.endpoint import Endpoint
from conformance.wire.errors import WireError
from conformance.wire.exchange import SPOILED, TAMPERED, record
from conformance.wire.limits import Limits
from conformance.wire.redact import Redactor
from conformance.wire.signers.base import Signer


def _utc_now() -> datetime:
    return datetime.now(UTC)


class RestDriver:
    """Carries out operations in one dialect on one endpoint."""

    name = "rest"

    def __init__(  # noqa: PLR0913 - everything a store can differ in
        self,
        *,
        endpoint: Endpoint,
        dialect: Dialect,
        signer: Signer,
        credentials: Credentials,
        other: Credentials | None = None,
        temporary: Credentials | None = None,
        now: Callable[[], datetime] = _utc_now,
        limits: Limits | None = None,
    ) -> None:
        self._dialect = dialect
        self._preparer = Preparer(
            endpoint=endpoint,
            dialect=dialect,
            signer=signer,
            credentials=credentials,
            other=other,
            temporary=temporary,
            now=now,
        )
        known = [each for each in (credentials, other, temporary) if each is not None]
        self._redactor = Redactor.of([*known, *endpoint.proxies.secrets()])
        self._client = Client(endpoint.trust, limits, endpoint.proxies)
        self.listener: Callable[[Answer], object] = _nobody
        """Told every answer as it came, before it is read."""

    def perform(self, operation: Operation) -> Reply:
        """Send one call and return what came back; a `WireError` carries what was sent."""
        request = self._preparer.request(operation)
        notes = _notes(operation)
        try:
            answer = self._client.send(request)
        except WireError as error:
            error.exchange = record(request, None, self._redactor, *notes, str(error))
            raise
        self.listener(answer)
        exchange = record(request, answer, self._redactor, *notes)
        return replace(reply_of(self._dialect, operation, answer), exchanges=(exchange,))

    def close(self) -> None:
        """Close the kept connections."""
        self._client.close()


def reply_of(dialect: Dialect, operation: Operation, answer: Answer) -> Reply:
    """What an answer says, in neutral terms."""
    return replace(read(dialect, operation, answer), interim=answer.continued, connection=answer.connection)


def _nobody(_answer: Answer) -> None:
    """Nobody listens."""


def _notes(operation: Operation) -> list[str]:
    tweaks = operation.tweaks
    tampered = tweaks.tamper_drop or tweaks.tamper_set or tweaks.tamper_body
    return [*([TAMPERED] if tampered else []), *([SPOILED] if operation.auth == "bad-signature" else [])]

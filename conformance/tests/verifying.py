"""What the tests of the emulator's verifier share."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime

from conformance.emulator.auth.body import SignedBody
from conformance.emulator.auth.errors import AuthError, Reason
from conformance.emulator.auth.principal import Principal
from conformance.emulator.auth.request import SignedRequest
from conformance.emulator.auth.result import Verified
from conformance.emulator.auth.schemes import AWS_V4, authenticate

AK, SK, TOKEN = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "session/token+="
OWNER = Principal(name="owner", access_key=AK, secret_key=SK)
GUEST = Principal(name="guest", access_key="GUEST", secret_key=SK, token=TOKEN)
CREDENTIALS = {AK: OWNER, "GUEST": GUEST}


def now() -> datetime:
    return datetime.now(UTC)


def verify(request: SignedRequest, clock: Callable[[], datetime] = now) -> Verified:
    result = authenticate(request, CREDENTIALS, clock, [AWS_V4])
    assert isinstance(result, Verified)
    return result


def refusal(attempt: Callable[[], object]) -> Reason | None:
    try:
        attempt()
    except AuthError as error:
        return error.reason
    return None


def with_header(request: SignedRequest, name: str, value: str | None) -> SignedRequest:
    others = tuple(pair for pair in request.headers if pair[0].lower() != name)
    return replace(request, headers=others if value is None else (*others, (name, value)))


class Body:
    """A body that arrives in pieces of a given size."""

    def __init__(self, data: bytes, piece: int = 1000) -> None:
        self._source = io.BytesIO(data)
        self._piece = piece

    async def chunks(self) -> AsyncIterator[bytes]:
        while piece := self._source.read(self._piece):
            yield piece

    async def read(self, limit: int) -> bytes:
        raise NotImplementedError


def read(body: SignedBody, limit: int = 1 << 20) -> bytes:
    return asyncio.run(body.read(limit))

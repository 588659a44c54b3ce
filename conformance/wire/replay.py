"""Sending a recorded exchange again, signed anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote, urlsplit

from conformance.model.result import Exchange, WireRequest
from conformance.wire.client import Client
from conformance.wire.connect import split_host
from conformance.wire.credentials import Credentials
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.exchange import SPOILED, TAMPERED, record
from conformance.wire.kept import content_of
from conformance.wire.redact import HIDDEN, Redactor
from conformance.wire.request import Pair, Request, first, parameters
from conformance.wire.signers.base import Signer

_LIFETIME = timedelta(minutes=15)
_MADE_BY_SENDING = frozenset({"host", "content-length", "user-agent"})


class CannotReplayError(Exception):
    """An exchange cannot be sent again; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayer:
    """Knows where to send and how to sign."""

    endpoint: Endpoint
    signer: Signer
    credentials: Credentials
    client: Client

    def replay(self, exchange: Exchange, now: datetime, body: bytes | None = None) -> Exchange:
        """Send it again and record what comes back now; `body` stands in for one that was not kept whole.

        Raise `CannotReplayError` where it cannot be made again, and a `WireError` where no answer comes.
        """
        if TAMPERED in exchange.note:
            raise CannotReplayError("it was changed after signing, and signing again would mend that")
        request = self._signed(self._request(exchange.request, body), exchange, now)
        answer = self.client.send(request)
        return record(request, answer, Redactor.of([self.credentials]), "replayed")

    def _request(self, recorded: WireRequest, body: bytes | None) -> Request:
        parts = urlsplit(recorded.url)
        origin = self._origin(parts.scheme)
        host, bucket = self._host(parts.netloc, parts.path, origin)
        return Request(
            method=recorded.method,
            scheme=origin.scheme,
            host=host,
            path=parts.path,
            query=tuple(pair for pair in parameters(parts.query) if pair[0].lower() not in self.signer.made),
            headers=tuple(pair for pair in recorded.headers if not self._made_again(pair)),
            body=_body(recorded) if body is None else body,
            bucket=bucket,
            addressing=self.endpoint.addressing,
            connect_to=origin.connect_to,
        )

    def _origin(self, scheme: str) -> Origin:
        endpoint = self.endpoint
        if scheme == endpoint.origin.scheme:
            return endpoint.origin
        if endpoint.plain is not None and scheme == endpoint.plain.scheme:
            return endpoint.plain
        raise CannotReplayError(f"it went over {scheme}, and the target has no such endpoint")

    def _host(self, recorded: str, path: str, origin: Origin) -> tuple[str, str | None]:
        """The Host header for this origin (ports may have changed since), and the bucket it names."""
        if self.endpoint.addressing == "cname":
            return origin.authority, origin.host
        if self.endpoint.addressing == "path":
            return origin.authority, unquote(path.split("/")[1]) or None
        name, _ = split_host(recorded, 0)
        bucket = name.removesuffix(f".{origin.host}")
        if bucket == name:
            raise CannotReplayError(f"it was sent to {name}, which is no bucket of {origin.host}")
        return f"{bucket}.{origin.authority}", bucket

    def _made_again(self, header: Pair) -> bool:
        return header[0].lower() in self.signer.made | _MADE_BY_SENDING or header[1] == HIDDEN

    def _signed(self, request: Request, exchange: Exchange, now: datetime) -> Request:
        recorded = exchange.request
        credentials = self.credentials.spoiled() if SPOILED in exchange.note else self.credentials
        authorization = first(recorded.headers, "Authorization")
        if authorization is not None:
            request = replace(request, unsigned=_left_unsigned(request.headers, authorization))
            return self.signer.sign_header(request, credentials, now)
        query = parameters(urlsplit(recorded.url).query)
        if any(name.lower() in self.signer.made for name, _ in query):
            names = next((value for name, value in query if name.lower() == "x-amz-signedheaders"), None)
            unsigned = _left_unsigned(request.headers, f"SignedHeaders={unquote(names)}" if names else "")
            return self.signer.sign_url(replace(request, unsigned=unsigned), credentials, now, _LIFETIME)
        return request


def _left_unsigned(headers: Sequence[Pair], authorization: str) -> frozenset[str]:
    """Headers that the recorded signature says it did not cover; a scheme that does not say covers what it must."""
    _, listed, rest = authorization.partition("SignedHeaders=")
    if not listed:
        return frozenset()
    covered = rest.partition(",")[0].split(";")
    return frozenset(name.lower() for name, _ in headers) - frozenset(covered) - {"expect"}


def _body(recorded: WireRequest) -> bytes | None:
    if recorded.body is None:
        return None
    content = content_of(recorded.body)
    if content is not None:
        return content
    if (first(recorded.headers, "Content-Type") or "").startswith("multipart/form-data"):
        raise CannotReplayError("its form was signed by a policy, which was not kept")
    raise CannotReplayError(f"only the beginning of its body of {recorded.body.length} bytes was kept")

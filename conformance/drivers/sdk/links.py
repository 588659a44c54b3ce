"""Signed URLs and forms that an SDK makes: whoever gets one sends it with any HTTP client; here it is our own."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from conformance.drivers.sdk.hop import Spoken
from conformance.drivers.tweaks import after_signing, body_after_signing
from conformance.model.operation import Operation
from conformance.wire.client import Client
from conformance.wire.dialects.base import Draft, Spelling
from conformance.wire.endpoint import Endpoint
from conformance.wire.errors import WireError
from conformance.wire.form import encode
from conformance.wire.request import Pair, Request, parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A signed URL."""

    method: str
    """The SDK's method that made it."""
    url: str = field(repr=False)
    headers: tuple[Pair, ...] | None = field(default=None, repr=False)
    """What the SDK says must be sent with it; None where it says nothing: then what the service documents."""
    form: tuple[Pair, ...] | None = field(default=None, repr=False)
    """The fields of a form that is posted to the URL, before its file; None: no form."""


class Follower:
    """An HTTP client for links to one store."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._client = Client(endpoint.trust, proxies=endpoint.proxies)

    def follow(self, link: Link, operation: Operation, draft: Draft, spelling: Spelling) -> Spoken:
        """Send what the link is for, and what is altered on the way."""
        parts = urlsplit(link.url)
        origin = self._endpoint.origin_of(parts.scheme)
        headers, body = _said(link, operation, draft)
        request = Request(
            method=draft.method,
            scheme=parts.scheme,
            host=parts.netloc,
            path=parts.path or "/",
            query=parameters(parts.query),
            headers=after_signing(headers, operation.tweaks, spelling),
            body=body_after_signing(body, operation.tweaks),
            connect_to=origin.connect_to,
        )
        try:
            return Spoken(request=request, answer=self._client.send(request))
        except WireError as error:
            return Spoken(request=request, error=error)

    def close(self) -> None:
        """Close the kept connections."""
        self._client.close()


def _said(link: Link, operation: Operation, draft: Draft) -> tuple[tuple[Pair, ...], bytes | None]:
    """Headers and body of what follows a link."""
    if link.form is not None:
        content_type, body = encode(link.form, operation.body or b"")
        return (("Content-Type", content_type),), body
    asked = tuple((each.name, each.value) for each in draft.fields)
    return asked if link.headers is None else link.headers, operation.body if draft.body is not None else None

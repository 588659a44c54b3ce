"""Between aiohttp's low-level server and the application: one request in, one answer out, exactly as given.

aiohttp parses and keeps the connection; what an answer looks like on the wire, when `100 Continue` is sent and what
becomes of a body that nobody read is decided here.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter
from multidict import CIMultiDict

from conformance.emulator.http import Application, BodyTooLargeError, Request, Response

DRAIN_SECONDS = 3.0
"""How long an unread body is read and dropped, so that its sender can read the answer before the connection ends."""


class ClientGoneError(Exception):
    """The client broke off its body."""


class Handler:
    """Calls the application for each request; remembers what went wrong inside it in `errors`."""

    def __init__(self, application: Application) -> None:
        self.errors: list[Exception] = []
        self._application = application

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request of aiohttp's server."""
        body = WireBody(request)
        answer = Answer(await self._respond(request, body), request, body)
        try:
            await answer.send()
            await body.settle()
        except ConnectionError:
            answer.force_close()
        except Exception as error:  # noqa: BLE001 - the application's stream or headers are at fault; see `errors`
            self.errors.append(error)
            _abort(request)
        return answer

    async def _respond(self, request: web.BaseRequest, body: "WireBody") -> Response:
        try:
            return await self._application(read_request(request, body))
        except ClientGoneError as error:
            return Response(status=400, headers=TEXT, body=f"{error}\n".encode(), close=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the application's bug; see `errors`
            self.errors.append(error)
            text = f"The emulator failed: {type(error).__name__}: {error}\n"
            return Response(status=500, headers=TEXT, body=text.encode(), close=True)


TEXT = (("Content-Type", "text/plain; charset=utf-8"),)


def read_request(request: web.BaseRequest, body: "WireBody") -> Request:
    """Take the request as it stood on the wire."""
    return Request(
        method=request.method,
        target=origin_form(_text(request.raw_path.encode(errors="surrogateescape"))),
        headers=tuple((_text(name), _text(value)) for name, value in request.raw_headers),
        secure=request.secure,
        body=body,
    )


def origin_form(target: str) -> str:
    """Cut scheme and authority off a target in absolute form, which proxies are sent."""
    if target.startswith("/") or "://" not in target:
        return target
    rest = target.partition("://")[2]
    start = min((at for mark in "/?" if (at := rest.find(mark)) >= 0), default=len(rest))
    return rest[start:] if rest[start : start + 1] == "/" else f"/{rest[start:]}"


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _abort(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.abort()


class WireBody:
    """The body of a request on the wire; the `BodyStream` of the application."""

    def __init__(self, request: web.BaseRequest) -> None:
        expects = request.headers.get("Expect", "").lower() == "100-continue"
        self._request = request
        self._hushed = False
        self._awaited = expects and request.body_exists and request.version >= HttpVersion11

    @property
    def refused(self) -> bool:
        """Whether the client still waits for a `100 Continue` that was not sent."""
        return self._awaited

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield the body as it arrives; the first read tells the client to send it."""
        self.invite()
        try:
            while chunk := await self._request.content.readany():
                yield chunk
        except (ConnectionError, web.RequestPayloadError) as error:
            raise ClientGoneError("The request's body broke off.") from error

    async def read(self, limit: int) -> bytes:
        """Return the whole body, or raise `BodyTooLargeError` when it is longer than `limit` bytes."""
        body = bytearray()
        async for chunk in self.chunks():
            body += chunk
            if len(body) > limit:
                raise BodyTooLargeError
        return bytes(body)

    def invite(self) -> None:
        """Tell the client to send its body, where it waits to be told."""
        if self._awaited and not self._hushed and self._request.transport is not None:
            self._request.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._awaited = False

    def hush(self) -> None:
        """Tell it nothing from now on."""
        self._hushed = True

    async def settle(self) -> None:
        """Drop what was not read. A reset would reach the client before it has read the answer."""
        content, transport = self._request.content, self._request.transport
        if content.at_eof() or transport is None:
            return
        if self.refused and transport.can_write_eof():
            transport.write_eof()
        elif self.refused:
            transport.close()  # TLS knows no half-closed connection: this says good-bye and waits for the client's
        with suppress(ConnectionError, web.RequestPayloadError, TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while not content.at_eof():
                    await content.readany()


class Answer(web.StreamResponse):
    """One answer. aiohttp would add headers of its own, so this one writes itself and offers aiohttp nothing to do."""

    def __init__(self, response: Response, request: web.BaseRequest, body: WireBody) -> None:
        super().__init__(status=response.status)
        self._response = response
        self._request = request
        self._closes = response.close or body.refused or not request.keep_alive
        self._empty = request.method == "HEAD" or response.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}

    @property
    def keep_alive(self) -> bool:
        """Whether the connection serves another request after this one."""
        return not self._closes

    def force_close(self) -> None:
        """End the connection after this answer."""
        self._closes = True

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter:
        """Do nothing: when aiohttp asks, everything has been sent."""
        return request.writer

    async def write_eof(self, data: bytes = b"") -> None:
        """Do nothing: when aiohttp asks, everything has been sent."""

    async def send(self) -> None:
        """Write status, headers and body; raises `ConnectionError` when the client has gone."""
        writer = self._request.writer
        version = self._request.version
        line = f"HTTP/{version.major}.{version.minor} {self.status} {self.reason}"
        headers = CIMultiDict(self._headers_to_send())
        if headers.get("Transfer-Encoding") == "chunked":
            writer.enable_chunking()
        await writer.write_headers(line, headers)
        if not self._empty:
            await self._send_body(writer)
        await writer.write_eof()

    async def _send_body(self, writer: AbstractStreamWriter) -> None:
        body = self._response.body
        if isinstance(body, bytes):
            await writer.write(body)
            return
        sent = 0
        async for chunk in body():
            sent += len(chunk)
            await writer.write(chunk)
        if self._response.length not in {None, sent}:
            raise ValueError(f"the application announced {self._response.length} bytes and streamed {sent}")

    def _headers_to_send(self) -> list[tuple[str, str]]:
        headers = list(self._response.headers)
        given = {name.lower() for name, _ in headers}
        if "date" not in given:
            headers.append(("Date", formatdate(usegmt=True)))
        if not given & {"content-length", "transfer-encoding"}:
            headers += self._framing()
        if self._closes and "connection" not in given:
            headers.append(("Connection", "close"))
        return headers

    def _framing(self) -> list[tuple[str, str]]:
        response = self._response
        if response.status in {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}:
            return []
        length = len(response.body) if response.length is None and isinstance(response.body, bytes) else response.length
        if length is not None:
            return [("Content-Length", str(length))]
        return [] if self._empty else [("Transfer-Encoding", "chunked")]

"""Stores that are wrong in the plainest ways, each a few lines: a suite that does not see it is worth nothing."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from conformance.emulator.app import App
from conformance.emulator.dialects.products import PRODUCTS
from conformance.emulator.emulator import new_world
from conformance.emulator.http import Application, Request, Response
from conformance.emulator.log import RequestLog
from conformance.emulator.server import Server
from conformance.emulator.switches import switched

_LIMIT = 64 * 1024 * 1024
_ECHOED = "x-amz-server-side-encryption"
_SECRET = "x-amz-server-side-encryption-customer-key"
_DENIED = b"<Error><Code>AccessDenied</Code></Error>"


class _Bare:
    """Buckets come and go as they should, so that the suite gets to work; objects are the subclass's business."""

    def __init__(self) -> None:
        self._buckets: set[str] = set()

    async def __call__(self, request: Request) -> Response:
        bucket, _, key = request.path.lstrip("/").partition("/")
        if key:
            return await self.object(request)
        if request.method == "PUT" and not request.query:
            self._buckets.add(bucket)
        return Response(status=200 if bucket in self._buckets else 404)

    async def object(self, request: Request) -> Response:
        raise NotImplementedError


class SaysYes(_Bare):
    """Takes everything, gives it to whoever asks, and claims to have encrypted it as asked."""

    def __init__(self) -> None:
        super().__init__()
        self._objects: dict[str, bytes] = {}

    async def object(self, request: Request) -> Response:
        if request.method == "PUT":
            self._objects[request.path] = await request.body.read(_LIMIT)
        named = ((name.lower(), value) for name, value in request.headers)
        echo = tuple(pair for pair in named if pair[0].startswith(_ECHOED) and pair[0] != _SECRET)
        body = self._objects.get(request.path, b"") if request.method == "GET" else b""
        return Response(status=200, headers=(("ETag", '"0123"'), *echo), body=body)


class SaysNo(_Bare):
    """Refuses everything: a suite without controls would praise each refusal."""

    async def object(self, request: Request) -> Response:
        return Response(status=403, body=b"" if request.method == "HEAD" else _DENIED)


class Stale:
    """A right store behind a cache that knows an object by its address alone."""

    def __init__(self, store: Application) -> None:
        self._store = store
        self._kept: dict[tuple[str, str], Response] = {}

    async def __call__(self, request: Request) -> Response:
        key = request.method, f"{request.header('host')}{request.target}"
        if key in self._kept:
            return self._kept[key]
        response = await self._store(request)
        if request.method == "GET" and response.status == 200:
            body = response.body if isinstance(response.body, bytes) else await _whole(response.body())
            response = self._kept[key] = replace(response, body=body, length=None)
        return response


class Tired:
    """A right store that cannot take every third new object, however often it is asked."""

    def __init__(self, store: Application) -> None:
        self._store = store
        self._seen: list[str] = []
        self.failed: set[str] = set()

    async def __call__(self, request: Request) -> Response:
        if request.method == "PUT" and request.path.count("/") > 1:
            if request.path not in self._seen:
                self._seen.append(request.path)
            if self._seen.index(request.path) % 3 == 1:
                self.failed.add(request.path)
                return Response(status=500, body=b"<Error><Code>InternalError</Code></Error>", close=True)
        return await self._store(request)


def right_store() -> App:
    """The emulator's S3, to be put behind something."""
    return App(new_world(PRODUCTS["s3"], "us-east-1", switched(()), 0), RequestLog())


@contextmanager
def served(store: Application, folder: Path) -> Iterator[list[str]]:
    """Serve a store over TLS; the options by which a run finds it."""
    with Server(store, https_port=0) as server:
        ca = folder / "ca.pem"
        ca.write_bytes(server.authority.ca_pem)
        yield [f"--endpoint=https://127.0.0.1:{server.https_port}", "--dialect=s3", f"--ca-file={ca}"]


async def _whole(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])

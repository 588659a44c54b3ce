"""An emulator's application called without sockets, and a signer of a few lines for each dialect."""

import asyncio
import base64
import hashlib
import hmac
import html
import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from urllib.parse import unquote

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from conformance.emulator import MAIN
from conformance.emulator.app import App
from conformance.emulator.auth.principal import Principal
from conformance.emulator.dialects.products import PRODUCTS
from conformance.emulator.emulator import new_world
from conformance.emulator.http import BodyTooLargeError, Request, Response
from conformance.emulator.log import RequestLog
from conformance.emulator.switches import switched

Headers = Mapping[str, str]
Changes = Mapping[str, str | None]
"""Values of a customer key's headers by the end of their names; None leaves one out."""

KEY = bytes(range(32))
OTHER_KEY = bytes(range(32, 64))


@dataclass
class Body:
    """A request body in pieces; remembers whether anybody asked for it."""

    pieces: Iterable[bytes]
    asked: bool = False

    async def chunks(self) -> AsyncIterator[bytes]:
        self.asked = True
        for piece in self.pieces:
            yield piece

    async def read(self, limit: int) -> bytes:
        content = b"".join([piece async for piece in self.chunks()])
        if len(content) > limit:
            raise BodyTooLargeError
        return content

    def invite(self) -> None:
        self.asked = True

    def hush(self) -> None:
        pass


@dataclass(frozen=True)
class Reply:
    """An answer whose body has been read."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    body_was_asked: bool = field(compare=False)

    @property
    def code(self) -> str:
        return self.text("Code")

    def text(self, name: str) -> str:
        """The text of the first element of that name."""
        match = re.search(rf"<{name}>([^<]*)</{name}>", self.body.decode())
        return html.unescape(match[1]) if match else ""


class Shop:
    """One store with a bucket called `bucket`, and whoever talks to it."""

    def __init__(self, dialect: str, *, faults: Iterable[str] = (), answers: int = 0, bucket: bool = True) -> None:
        self.dialect = dialect
        self.prefix = PRODUCTS[dialect].dialects[0].names.prefix
        self.world = new_world(PRODUCTS[dialect], "region-1", switched(faults), answers)
        self.log = RequestLog()
        self._app = App(self.world, self.log)
        if bucket:
            assert self.send("PUT", "/bucket").status == 200
            self.world.store.buckets()[0].blocks_customer_keys = False

    def send(  # noqa: PLR0913 - a request has that many sides
        self,
        method: str,
        target: str,
        headers: Headers | None = None,
        body: bytes | Iterable[bytes] = b"",
        *,
        secure: bool = True,
        by: Principal | None = MAIN,
    ) -> Reply:
        """Send a request in path style, signed by a principal or by nobody."""
        pieces = [body] if isinstance(body, bytes) else body
        lengths = {"Content-Length": str(len(body))} if isinstance(body, bytes) and body else {}
        sent = {"Host": "127.0.0.1", **lengths, **(headers or {})}
        if by is not None:
            sent |= sign(self.dialect, method, target, sent, by)
        stream = Body(pieces)
        request = Request(method=method, target=target, headers=tuple(sent.items()), secure=secure, body=stream)
        return asyncio.run(_answered(self._app, request, stream))

    def put(self, key: str, body: bytes = b"content", headers: Headers | None = None) -> Reply:
        return self.send("PUT", f"/bucket/{key}", headers, body)

    def get(self, key: str, headers: Headers | None = None) -> Reply:
        return self.send("GET", f"/bucket/{key}", headers)

    def head(self, key: str, headers: Headers | None = None) -> Reply:
        return self.send("HEAD", f"/bucket/{key}", headers)

    def customer(self, secret: bytes = KEY, changes: Changes | None = None) -> Headers:
        """The three headers of a customer's key."""
        return self._three("server-side-encryption-customer", secret, changes)

    def source(self, secret: bytes = KEY, changes: Changes | None = None) -> Headers:
        """The three headers of the key of a copy's source."""
        return self._three("copy-source-server-side-encryption-customer", secret, changes)

    def _three(self, stem: str, secret: bytes, changes: Changes | None) -> Headers:
        values: dict[str, str | None] = {
            "algorithm": "AES256",
            "key": b64(secret),
            "key-MD5": b64(hashlib.md5(secret).digest()),
        }
        values |= changes or {}
        return {f"{self.prefix}{stem}-{name}": value for name, value in values.items() if value is not None}

    def sse(self, word: str, **more: str) -> Headers:
        """The encryption header, and others of its family by the end of their names."""
        stem = f"{self.prefix}server-side-encryption"
        return {stem: word, **{f"{stem}-{name.replace('_', '-')}": value for name, value in more.items()}}

    def stored(self, key: str) -> bytes:
        return self.world.store.stored_bytes("bucket", key)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


async def _answered(app: App, request: Request, body: Body) -> Reply:
    response = await app(request)
    content = await _content(response)
    return Reply(response.status, {name.lower(): value for name, value in response.headers}, content, body.asked)


async def _content(response: Response) -> bytes:
    if isinstance(response.body, bytes):
        return response.body
    return b"".join([chunk async for chunk in response.body()])


def sign(dialect: str, method: str, target: str, headers: Headers, principal: Principal) -> dict[str, str]:
    """The headers that sign a request."""
    return SIGNERS[dialect](method, target, headers, principal)


def _sign_obs(method: str, target: str, headers: Headers, principal: Principal) -> dict[str, str]:
    return _sign_sha1("obs", method, target, headers, principal)


def _sign_oss(method: str, target: str, headers: Headers, principal: Principal) -> dict[str, str]:
    path, mark, query = target.partition("?")
    resource = f"{unquote(path)}/" if path.count("/") == 1 and path != "/" else unquote(path)
    names = "&".join(part.removesuffix("=") for part in query.split("&"))
    return _sign_sha1("oss", method, resource + mark + names, headers, principal)


def _sign_sha1(word: str, method: str, target: str, headers: Headers, principal: Principal) -> dict[str, str]:
    prefix = f"x-{word}-"
    added = {"Date": formatdate(usegmt=True)}
    if principal.token:
        added[f"{prefix}security-token"] = principal.token
    lower = {name.lower(): value for name, value in (*headers.items(), *added.items())}
    path, _, query = target.partition("?")
    listed = ("acl", "append", "bucketInfo", "delete", "encryption", "objectMeta", "partNumber", "policy", "position",
              "restore", "tagging", "uploadId", "uploads", "versionId", "versioning", "versions")  # fmt: skip
    kept = "&".join(sorted(part for part in query.split("&") if part.partition("=")[0] in listed))
    lines = [method, lower.get("content-md5", ""), lower.get("content-type", ""), added["Date"]]
    lines += [f"{name}:{lower[name]}" for name in sorted(lower) if name.startswith(prefix)]
    text = "\n".join([*lines, path + (f"?{kept}" if kept else "")])
    signature = b64(hmac.digest(principal.secret_key.encode(), text.encode(), "sha1"))
    return {**added, "Authorization": f"{word.upper()} {principal.access_key}:{signature}"}


class _UnsignedPayload(S3SigV4Auth):  # type: ignore[misc] # botocore has no types
    def payload(self, _request: AWSRequest) -> str:
        return "UNSIGNED-PAYLOAD"


def _sign_v4(method: str, target: str, headers: Headers, principal: Principal) -> dict[str, str]:
    request = AWSRequest(method, f"https://127.0.0.1{target}", headers=dict(headers))
    credentials = Credentials(principal.access_key, principal.secret_key, principal.token)
    _UnsignedPayload(credentials, "s3", "region-1").add_auth(request)
    return {name: value for name, value in request.headers.items() if name not in headers}


SIGNERS: Mapping[str, Callable[[str, str, Headers, Principal], dict[str, str]]] = {
    "s3": _sign_v4,
    "obs": _sign_obs,
    "oss": _sign_oss,
}
"""How each dialect's requests are signed here."""

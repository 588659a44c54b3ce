"""COS's emulator called without sockets: a bucket that its host names, and a signer of a few lines."""

import hashlib
import hmac
import time
from collections.abc import Iterable
from urllib.parse import quote, unquote

from conformance.emulator import MAIN
from conformance.emulator.auth.principal import Principal
from conformance.tests.emulated import Changes, Headers, Reply, Shop, b64

BUCKET = "bucket-1250000000"
DOMAIN = "cos.region-1.emulator.test"
SSE = "x-cos-server-side-encryption"
SECRET = b"0123456789abcdef0123456789ABCDEF"
OTHER_SECRET = b"fedcba9876543210fedcba9876543210"
DEFAULT = "ApplyServerSideEncryptionByDefault"


class CosShop(Shop):
    """One store with one bucket."""

    def __init__(self, *, faults: Iterable[str] = (), answers: int = 0) -> None:
        super().__init__("cos", faults=faults, answers=answers, bucket=False)
        assert self.send("PUT", "/").status == 200

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
        """Send a request to the bucket's host, or to another that the headers name."""
        sent = {"Host": f"{BUCKET}.{DOMAIN}", **(headers or {})}
        if by is not None:
            sent |= sign(method, target, sent, by)
        return super().send(method, target, sent, body, secure=secure, by=None)

    def put(self, key: str, body: bytes = b"content", headers: Headers | None = None) -> Reply:
        return self.send("PUT", f"/{key}", headers, body)

    def get(self, key: str, headers: Headers | None = None) -> Reply:
        return self.send("GET", f"/{key}", headers)

    def head(self, key: str, headers: Headers | None = None) -> Reply:
        return self.send("HEAD", f"/{key}", headers)

    def copy(self, key: str, headers: Headers | None = None, source: str = f"{BUCKET}.{DOMAIN}/o") -> Reply:
        return self.send("PUT", f"/{key}", {"x-cos-copy-source": source, **(headers or {})})

    def configure(self, *elements: str) -> Reply:
        """Set the bucket's default; the elements are those of rules."""
        rules = "".join(f"<Rule>{element}</Rule>" for element in elements)
        document = f"<ServerSideEncryptionConfiguration>{rules}</ServerSideEncryptionConfiguration>".encode()
        return self.send("PUT", "/?encryption", {"Content-MD5": b64(hashlib.md5(document).digest())}, document)

    def customer(self, secret: bytes = SECRET, changes: Changes | None = None) -> Headers:
        return super().customer(secret, changes)

    def source(self, secret: bytes = SECRET, changes: Changes | None = None) -> Headers:
        return super().source(secret, changes)

    def stored(self, key: str) -> bytes:
        return self.world.store.stored_bytes(BUCKET, key)


def default(word: str, more: str = "", element: str = DEFAULT) -> str:
    """What a rule of a bucket's default says."""
    return f"<{element}><SSEAlgorithm>{word}</SSEAlgorithm>{more}</{element}>"


def sign(method: str, target: str, headers: Headers, principal: Principal, names: Iterable[str] = ()) -> dict[str, str]:
    """The headers that sign a request; all of its headers are signed, unless some are named."""
    token = {"x-cos-security-token": principal.token} if principal.token else {}
    lower = {name.lower(): quote(value, safe="") for name, value in (*headers.items(), *token.items())}
    listed = sorted(names or lower)
    path, _, query = target.partition("?")
    split = (part.partition("=") for part in query.split("&") if part)
    parameters = sorted(
        (quote(unquote(name), safe="").lower(), quote(unquote(value), safe="")) for name, _, value in split
    )
    now = int(time.time())
    window = f"{now - 60};{now + 600}"
    lines = (
        method.lower(),
        unquote(path),
        "&".join(f"{name}={value}" for name, value in parameters),
        "&".join(f"{name}={lower[name]}" for name in listed),
    )
    text = "".join(f"{line}\n" for line in lines)
    digest = hashlib.sha1(text.encode()).hexdigest()
    signature = _hmac(_hmac(principal.secret_key, window), f"sha1\n{window}\n{digest}\n")
    items = (
        "q-sign-algorithm=sha1",
        f"q-ak={principal.access_key}",
        f"q-sign-time={window}",
        f"q-key-time={window}",
        f"q-header-list={';'.join(listed)}",
        f"q-url-param-list={';'.join(name for name, _ in parameters)}",
        f"q-signature={signature}",
    )
    return {**token, "Authorization": "&".join(items)}


def _hmac(key: str, text: str) -> str:
    return hmac.digest(key.encode(), text.encode(), "sha1").hex()

"""A store that remembers what it was asked, with a rest driver on it."""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from conformance.drivers.rest import RestDriver
from conformance.model.operation import Encryption, Operation, Reply
from conformance.model.words import Dialect as Name
from conformance.model.words import Mode
from conformance.tests.byte_server import Line, serving
from conformance.wire.credentials import Credentials
from conformance.wire.dialects import dialect_for
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.limits import Limits
from conformance.wire.request import Pair
from conformance.wire.signers import signer_for

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
MAIN = Credentials(access_key="CANARYMAINACCESSKEY", secret_key="canary-main-secret")
OTHER = Credentials(access_key="CANARYOTHERACCESSKEY", secret_key="canary-other-secret")
TEMPORARY = replace(MAIN, token="canary/token+of=main")
KEY = bytes(range(32))
KEY_TEXT = base64.b64encode(KEY).decode()
CUSTOMER = Encryption(mode=Mode.CUSTOMER, customer_key=KEY)
MANAGED = Encryption(mode=Mode.MANAGED)
SSE_C = "x-amz-server-side-encryption-customer"
SCHEMES = {Name.S3: "s3v4", Name.OBS: "obs", Name.COS: "cos", Name.OSS: "oss-v4"}
QUICK = Limits(interim=0.5, silence=5)


@dataclass
class Seen:
    """One request as the store saw it."""

    line: str
    headers: list[Pair]
    body: bytes

    @property
    def target(self) -> str:
        return self.line.split(" ")[1]

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def covered(self) -> list[str]:
        """The headers that a V4 signature says it covers."""
        match = re.search(r"SignedHeaders=([^,]+),", self.header("Authorization") or "")
        assert match is not None
        return match[1].split(";")

    def form(self) -> dict[str, str]:
        found = re.findall(rb'name="([^"]+)"(?:;[^\r]*)?\r\n\r\n(.*?)\r\n--', self.body, re.DOTALL)
        return {name.decode(): value.decode() for name, value in found}


@dataclass
class Store:
    """A store that remembers what it was asked and always answers alike."""

    driver: RestDriver
    seen: list[Seen] = field(default_factory=list)

    def ask(self, do: str, **fields: Any) -> Seen:  # noqa: ANN401 - any field
        self.perform(do, **fields)
        return self.seen[-1]

    def perform(self, do: str, **fields: Any) -> Reply:  # noqa: ANN401 - any field
        return self.driver.perform(Operation(**{"do": do, "bucket": "b", "key": "k", **fields}))


@contextmanager
def store(  # noqa: PLR0913 - what an endpoint can differ in
    dialect: Name = Name.S3,
    *,
    scheme: str = "",
    addressing: str = "virtual",
    credentials: Credentials = MAIN,
    other: Credentials | None = OTHER,
    says: tuple[str, ...] = ("HTTP/1.1 200 OK", 'ETag: "e"'),
    body: bytes = b"",
) -> Iterator[Store]:
    seen: list[Seen] = []

    def script(line: Line) -> None:
        while True:
            first, *rest = line.head().split("\r\n")
            headers: list[Pair] = [(name, value) for name, _, value in (text.partition(": ") for text in rest)]
            length = next((int(value) for name, value in headers if name == "Content-Length"), 0)
            waits = any(name == "Expect" for name, _ in headers)
            seen.append(Seen(first, headers, b"" if waits else line.body(length)))
            line.say(*says, f"Content-Length: {len(body)}", body=body)

    with serving(script) as served:
        origin = Origin(scheme="http", host="store.example", port=80, connect_to=("127.0.0.1", served.port))
        driver = RestDriver(
            endpoint=Endpoint(origin=origin, region="r", addressing=addressing),
            dialect=dialect_for(dialect, ""),
            signer=signer_for(scheme or SCHEMES[dialect], "r"),
            credentials=credentials,
            other=other,
            now=lambda: NOW,
            limits=QUICK,
        )
        yield Store(driver, seen)
        driver.close()

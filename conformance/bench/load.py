"""The emulator under load: many clients at once, each with keys of its own, some on the same objects."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

import psutil

from conformance.bench.served import Served, emulator
from conformance.drivers.prepare import Preparer
from conformance.model.operation import Encryption, Operation
from conformance.model.words import Dialect, Mode
from conformance.wire.answer import Answer
from conformance.wire.client import Client
from conformance.wire.xml import parse

CLIENTS = 64
REQUESTS = 100_000
FAULTS: tuple[str, ...] = ()
"""Of the emulator: to see that the measure sees."""
BUCKET = "bench"
_SHARED = [f"shared-{number}" for number in range(8)]
"""Objects that every client writes over."""
_OWN = 4
"""Objects of each client alone."""
_LARGEST = 20_000
"""Bytes."""
_WARM = 0.2
"""Share of the requests after which memory is measured for the first time."""
_OK = 200
_SERVER_ERRORS = 500
_MEBIBYTE = 2**20


@dataclass(slots=True, kw_only=True)
class Visitor:
    """One client: what it wrote last is what it must read."""

    number: int
    preparer: Preparer
    client: Client
    chance: random.Random = field(init=False)
    key: bytes = field(init=False, repr=False)
    written: dict[str, bytes] = field(default_factory=dict)
    """Its own objects."""
    sealed: set[bytes] = field(default_factory=set)
    """All that it ever put into shared objects: nothing else opens with its key."""
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.number)  # noqa: S311 - no secret
        self.key = self.chance.randbytes(32)

    def visit(self, requests: int) -> Counter[str]:
        """Make this many requests at least, of every kind by chance."""
        calls = [self._write, self._write_parts, self._read, self._read, self._read_range, self._share]
        while self.counts["requests"] < requests:
            self.chance.choice(calls)()
        self.client.close()
        return self.counts

    def _write(self) -> None:
        key, content = self._any_own(), self.chance.randbytes(self.chance.randrange(_LARGEST))
        self._wrote(key, content, self._ask("put-object", key=key, body=content, encryption=self._sealing(key)))

    def _write_parts(self) -> None:
        key = self._any_own()
        content = self.chance.randbytes(self.chance.randrange(1, _LARGEST))
        begun = self._ask("initiate-multipart", key=key, encryption=self._sealing(key))
        upload = parse(begun.body)["InitiateMultipartUploadResult"]["UploadId"].text
        opening = self._opening(key)
        part = self._ask("upload-part", key=key, upload_id=upload, part_number=1, body=content, encryption=opening)
        listed = ((1, part.header("ETag") or ""),)
        self._wrote(key, content, self._ask("complete-multipart", key=key, upload_id=upload, parts=listed))

    def _wrote(self, key: str, content: bytes, answer: Answer) -> None:
        if answer.status == _OK:
            self.written[key] = content
        else:
            self.counts["refused"] += 1

    def _read(self) -> None:
        key = self._any_own()
        answer = self._ask("get-object", key=key, encryption=self._opening(key))
        if key in self.written and answer.body != self.written[key]:
            self.counts["mixed up"] += 1

    def _read_range(self) -> None:
        key = self._any_own()
        content = self.written.get(key, b"")
        if content:
            first = self.chance.randrange(len(content))
            last = min(first + self.chance.randrange(5000), len(content) - 1)
            answer = self._ask("get-object", key=key, range=f"{first}-{last}", encryption=self._opening(key))
            self.counts["mixed up"] += answer.body != content[first : last + 1]

    def _share(self) -> None:
        """Write over what others use, and read another: this client's key opens this client's content alone."""
        key, content = self.chance.choice(_SHARED), self.chance.randbytes(64)
        mine = Encryption(mode=Mode.CUSTOMER, customer_key=self.key)
        self.sealed.add(content)
        self.counts["refused"] += self._ask("put-object", key=key, body=content, encryption=mine).status != _OK
        answer = self._ask("get-object", key=self.chance.choice(_SHARED), encryption=mine)
        if answer.status == _OK and answer.body not in self.sealed:
            self.counts["mixed up"] += 1

    def _any_own(self) -> str:
        return f"own-{self.number}-{self.chance.randrange(_OWN)}"

    def _sealing(self, key: str) -> Encryption | None:
        """The encryption of an object, the same for good: by its last figure."""
        modes = [None, Mode.MANAGED, Mode.KMS, Mode.CUSTOMER]
        mode = modes[int(key[-1]) % len(modes)]
        return None if mode is None else Encryption(mode=mode, customer_key=self.key if mode is Mode.CUSTOMER else None)

    def _opening(self, key: str) -> Encryption | None:
        sealing = self._sealing(key)
        return sealing if sealing is not None and sealing.mode is Mode.CUSTOMER else None

    def _ask(self, do: str, **fields: object) -> Answer:
        answer = self.client.send(self.preparer.request(Operation(do=do, bucket=BUCKET, **fields)))  # type: ignore[arg-type]
        self.counts["requests"] += 1
        self.counts["server errors"] += answer.status >= _SERVER_ERRORS
        return answer


def under_load() -> Iterator[str]:
    """Lines: requests and clients, what went wrong, and how the emulator's memory grew."""
    with emulator(Dialect.S3, *FAULTS) as served:
        preparer, client = served.preparer(secure=True), Client(served.trust)
        unblock = [Operation(do="create-bucket", bucket=BUCKET), Operation(do="unblock-customer-keys", bucket=BUCKET)]
        for operation in unblock:
            client.send(preparer.request(operation))
        client.close()
        yield from _storm(served, preparer)


def _storm(served: Served, preparer: Preparer) -> Iterator[str]:
    began, total = time.perf_counter(), Counter[str]()
    warm = 0
    for share in (_WARM, 1 - _WARM):
        each = int(REQUESTS * share / CLIENTS)
        with ThreadPoolExecutor(CLIENTS) as pool:
            visitors = (
                Visitor(number=number, preparer=preparer, client=Client(served.trust)) for number in range(CLIENTS)
            )
            for done in as_completed(pool.submit(visitor.visit, each) for visitor in visitors):
                total += done.result()
        warm = warm or _memory(served)
    seconds = time.perf_counter() - began
    yield f"load: {total['requests']:,} requests of {CLIENTS} clients, {total['requests'] / seconds:,.0f} a second"
    refused, errors = total["refused"], total["server errors"]
    yield f"load: {total['mixed up']} mixed up, {refused} writes refused, {errors} server errors"
    yield f"load: memory {_memory(served) / warm:.2f} times that after {_WARM:.0%} ({warm / _MEBIBYTE:.0f} MiB)"


def _memory(served: Served) -> int:
    return int(psutil.Process(served.pid).memory_info().rss)

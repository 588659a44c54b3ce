"""Small objects: the emulator beside other S3 servers in Python, all asked the same by the same client, in turns."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from statistics import median

from conformance.bench.ratios import ratio
from conformance.bench.served import child, emulator, preparer_to, wait_for
from conformance.drivers.prepare import Preparer
from conformance.model.operation import Operation
from conformance.model.words import Dialect
from conformance.wire.client import Client
from conformance.wire.credentials import Credentials
from conformance.wire.endpoint import Endpoint, Origin

ROUNDS = 5
CALLS = 150
"""PUTs, and as many GETs, in each round."""
SIZE = 1024
CALLED = ("PUT", "GET")
WANTED = 3
WHY = "the emulator checks every signature and seals what is to be encrypted; moto, as it starts, does neither"


def small() -> Iterator[str]:
    """Lines of a table: calls per second of each server, and the emulator's share of each other's."""
    with ExitStack() as stack:
        preparers = {"emulator": stack.enter_context(emulator(Dialect.S3)).preparer()}
        for name, running in {"moto": _moto, "ministack": _ministack}.items():
            if find_spec(name) is None:
                yield f"small: {name} is not installed"
            else:
                preparers[name] = stack.enter_context(running())
        seconds = _measure(preparers)
    for name, rounds in seconds.items():
        puts, gets = (CALLS / median(each) for each in zip(*rounds, strict=True))
        yield f"small: {name:10} {puts:7,.0f} PUT/s {gets:7,.0f} GET/s"
    for name in sorted(seconds.keys() - {"emulator"}):
        for place, call in enumerate(CALLED):
            ours, theirs = ([each[place] for each in seconds[server]] for server in ("emulator", name))
            wanted = f"; wanted: {WANTED}" if name == "moto" else ""
            yield f"small: emulator / {name}: {call} {ratio(theirs, ours)} times as many a second{wanted}"
    yield f"small: {WHY}"


def _measure(preparers: dict[str, Preparer]) -> dict[str, list[tuple[float, float]]]:
    """Seconds of the PUTs and the GETs of each round, in which the servers take turns."""
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in preparers}
    client = Client()
    for preparer in preparers.values():
        client.send(preparer.request(Operation(do="create-bucket", bucket="bench")))
    for _ in range(ROUNDS):
        for name, preparer in preparers.items():
            put, get = _time(client, preparer, "put-object", bytes(SIZE)), _time(client, preparer, "get-object", None)
            seconds[name].append((put, get))
    client.close()
    return seconds


def _time(client: Client, preparer: Preparer, do: str, body: bytes | None) -> float:
    """Seconds that some calls take; they are signed before the clock runs."""
    requests = [
        preparer.request(Operation(do=do, bucket="bench", key=f"small-{number}", body=body)) for number in range(CALLS)
    ]
    began = time.perf_counter()
    statuses = {client.send(request).status for request in requests}
    seconds = time.perf_counter() - began
    if statuses != {200}:
        raise RuntimeError(f"{do} was answered {statuses}")
    return seconds


@contextmanager
def _moto() -> Iterator[Preparer]:
    port = _free_port()
    with child([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]):
        wait_for(port)
        yield _path_style(port)


@contextmanager
def _ministack() -> Iterator[Preparer]:
    port = _free_port()
    env = {**os.environ, "BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)}
    with child([sys.executable, "-m", "ministack"], env=env):
        wait_for(port)
        yield _path_style(port)


def _path_style(port: int) -> Preparer:
    endpoint = Endpoint(origin=Origin.of_url(f"http://127.0.0.1:{port}"), region="us-east-1", addressing="path")
    return preparer_to(endpoint, Dialect.S3, Credentials(access_key="test", secret_key="test"))  # noqa: S106 - neither checks it


def _free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])

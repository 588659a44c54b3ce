"""Servers in processes of their own, so that what is measured does not share an interpreter with its measure."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from conformance.drivers.prepare import Preparer
from conformance.emulator import MAIN
from conformance.model.words import Dialect
from conformance.wire.connect import connect, route_of
from conformance.wire.credentials import Credentials
from conformance.wire.dialects import dialect_for
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.errors import WireError
from conformance.wire.limits import Limits
from conformance.wire.request import Request
from conformance.wire.signers import signer_for
from conformance.wire.tls import Trust

_START = 30.0
"""Seconds that a server may take to answer."""
_SCHEMES = {Dialect.S3: "s3v4", Dialect.OBS: "obs", Dialect.COS: "cos", Dialect.OSS: "oss-v4"}
REGION = "region-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An emulator in a child process."""

    dialect: Dialect
    http_port: int
    https_port: int
    ca_file: Path
    pid: int

    def preparer(self, *, secure: bool = False) -> Preparer:
        """What spells and signs requests to it, over loopback whatever the host is called.

        `secure`: over HTTPS, without which no customer key is taken; `trust` knows the authority.
        """
        host = f"{self.dialect}.{REGION}.emulator.test"
        plain = Origin(scheme="http", host=host, port=80, connect_to=("127.0.0.1", self.http_port))
        tls = Origin(scheme="https", host=host, port=443, connect_to=("127.0.0.1", self.https_port))
        credentials = Credentials(access_key=MAIN.access_key, secret_key=MAIN.secret_key)
        return preparer_to(Endpoint(origin=tls if secure else plain, region=REGION), self.dialect, credentials)

    @property
    def trust(self) -> Trust:
        """The authority behind its certificate."""
        return Trust(ca_file=str(self.ca_file))


def preparer_to(endpoint: Endpoint, dialect: Dialect, credentials: Credentials) -> Preparer:
    """What spells and signs requests to some endpoint."""
    return Preparer(
        endpoint=endpoint,
        dialect=dialect_for(dialect, endpoint.region),
        signer=signer_for(_SCHEMES[dialect], endpoint.region),
        credentials=credentials,
        now=lambda: datetime.now(UTC),
    )


@contextmanager
def emulator(dialect: Dialect, *faults: str) -> Iterator[Served]:
    """Run an emulator while the context lasts; with faults, it is broken on purpose."""
    with TemporaryDirectory() as folder:
        ca_file = Path(folder) / "ca.pem"
        command = [sys.executable, "-m", "conformance", "emulate", f"--dialect={dialect}", f"--region={REGION}"]
        ports = ["--port=0", "--https-port=0", "--proxy-port=0", f"--ca-file={ca_file}"]
        ports += [f"--fault={fault}" for fault in faults]
        with child([*command, *ports]) as process:
            greeting = _greeting(process)
            yield Served(
                dialect=dialect,
                http_port=_port(greeting, "http"),
                https_port=_port(greeting, "https"),
                ca_file=ca_file,
                pid=process.pid,
            )


@contextmanager
def child(command: Sequence[str], env: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """Run a process of ours; it is ended with the context."""
    with subprocess.Popen(  # noqa: S603 - our own commands
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            if process.stdout is not None:
                process.stdout.read()


def wait_for(port: int) -> None:
    """Wait until somebody listens on a loopback port; raise `TimeoutError`."""
    route = route_of(Request(method="GET", scheme="http", host=f"127.0.0.1:{port}"))
    deadline = time.monotonic() + _START
    while True:
        try:
            connect(route, Trust(), Limits(connect=1.0)).close()
        except WireError:
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing listens on port {port} after {_START:.0f} s") from None
            time.sleep(0.05)
        else:
            return


def _greeting(process: subprocess.Popen[str]) -> str:
    lines: list[str] = []
    while process.stdout is not None:
        line = process.stdout.readline()
        lines.append(line)
        if not line or line.startswith("KMS keys"):
            break
    return "".join(lines)


def _port(greeting: str, scheme: str) -> int:
    match = re.search(rf"\b{scheme}://[^:]+:(\d+)", greeting)
    if match is None:
        raise RuntimeError(f"the emulator did not say where it is: {greeting!r}")
    return int(match[1])

"""What the suite adds to its own requests: a whole run, and the same bytes sent again without it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest

from conformance.bench.ratios import ratio
from conformance.bench.served import REGION, Served, emulator
from conformance.catalogue.places import cases_root
from conformance.emulator import MAIN
from conformance.model.words import Dialect
from conformance.wire.answer import Answer
from conformance.wire.client import Client
from conformance.wire.errors import WireError
from conformance.wire.request import Request
from conformance.wire.tls import Trust

ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Taped:
    """One request of a run."""

    request: Request
    status: int
    began: float
    ended: float


def overhead() -> Iterator[str]:
    """Lines of a table: the run, the replay, and how many answers had the same status."""
    rounds = []
    for _ in range(ROUNDS):
        tape: list[Taped] = []
        with TemporaryDirectory() as folder, emulator(Dialect.S3) as store, _taped(tape):
            began = time.perf_counter()
            code = _run(store, Path(folder))
            whole = time.perf_counter() - began
        if code != pytest.ExitCode.OK:
            yield f"overhead: the run ended with exit code {code}; nothing is compared"
            return
        with emulator(Dialect.S3) as store:
            bare, same = _replay(tape, store)
        span = tape[-1].ended - tape[0].began
        rounds.append((bare, span, whole, same / len(tape), sum(each.ended - each.began for each in tape)))
    bares, spans, wholes, alike, sendings = zip(*rounds, strict=True)
    yield f"overhead: bare replay of {len(tape):,} requests {median(bares):.2f} s"
    yield f"overhead: {100 * median(alike):.1f} % of its answers had the run's status (upload ids are new ones)"
    yield f"overhead: from first request to last {median(spans):.2f} s, {ratio(spans, bares)} x the replay; wanted: 1.4"
    yield f"overhead: which is {ratio(spans, sendings)} x what its own requests took; the rest signs, keeps, judges"
    yield f"overhead: from collecting to the report {median(wholes):.2f} s, {ratio(wholes, bares)} x the replay"


@contextmanager
def _taped(tape: list[Taped]) -> Iterator[None]:
    """Keep every request that any client of this process sends, the status of its answer, and when."""
    send = Client.send

    def taping(client: Client, request: Request) -> Answer:
        began = time.perf_counter()
        answer = send(client, request)
        tape.append(Taped(request=request, status=answer.status, began=began, ended=time.perf_counter()))
        return answer

    with patch.object(Client, "send", taping):
        yield


def _run(store: Served, results: Path) -> int:
    """The suite as a person runs it: collecting, items, clean-up and report."""
    with pytest.MonkeyPatch.context() as environment:
        profile = results / "bench.yaml"
        profile.write_text(_profile(store), encoding="utf-8")
        environment.setenv("CONFORMANCE_ACCESS_KEY", MAIN.access_key)
        environment.setenv("CONFORMANCE_SECRET_KEY", MAIN.secret_key)
        options = ["-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        with redirect_stdout(StringIO()):
            return pytest.main([*options, f"--target={profile}", f"--results={results}", str(cases_root())])


def _profile(store: Served) -> str:
    shipped = (Path(__file__).parents[1] / "targets" / "s3.yaml").read_text(encoding="utf-8")
    keys = shipped[shipped.index("kms:") :]
    return f"""\
name: bench
title: The emulator in a process of its own
dialect: s3
endpoint: https://127.0.0.1:{store.https_port}
plain-endpoint: http://127.0.0.1:{store.http_port}
region: {REGION}
addressing: path
ca-file: {store.ca_file}
auth: {{scheme: s3v4, access-key: CONFORMANCE_ACCESS_KEY, secret-key: CONFORMANCE_SECRET_KEY}}
{keys}"""


def _replay(tape: list[Taped], store: Served) -> tuple[float, int]:
    """Send the same bytes to a fresh store, on one kept connection after the other; seconds, and equal statuses."""
    client = Client(Trust(ca_file=str(store.ca_file)))
    ports = {"https": store.https_port, "http": store.http_port}
    requests = [
        (replace(each.request, connect_to=("127.0.0.1", ports[each.request.scheme])), each.status) for each in tape
    ]
    same = 0
    began = time.perf_counter()
    for request, status in requests:
        try:
            same += client.send(request).status == status
        except WireError:
            continue
    seconds = time.perf_counter() - began
    client.close()
    return seconds, same

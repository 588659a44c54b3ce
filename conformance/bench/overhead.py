"""What the suite adds to its own requests: a whole run, and the same bytes sent again without it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
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
from conformance.report.reader import read_report
from conformance.wire.answer import Answer
from conformance.wire.client import Client
from conformance.wire.errors import WireError
from conformance.wire.request import Request
from conformance.wire.tls import Trust

ROUNDS = 3


def overhead() -> Iterator[str]:
    """Lines of a table: the run, the replay, and how many answers had the same status."""
    rounds = []
    for _ in range(ROUNDS):
        tape: list[tuple[Request, int]] = []
        with TemporaryDirectory() as folder, emulator(Dialect.S3) as store, _taped(tape):
            results = Path(folder)
            began = time.perf_counter()
            code = _run(store, results)
            whole = time.perf_counter() - began
            items = sum(result.duration for result in read_report(results / "results.jsonl").results)
        if code != pytest.ExitCode.OK:
            yield f"overhead: the run ended with exit code {code}; nothing is compared"
            return
        with emulator(Dialect.S3) as store:
            bare, same = _replay(tape, store)
        rounds.append((bare, items, whole, same / len(tape)))
    bares, items_, wholes, alike = zip(*rounds, strict=True)
    yield f"overhead: bare replay of {len(tape):,} requests {median(bares):.2f} s"
    yield f"overhead: {100 * median(alike):.1f} % of its answers had the status of the run's"
    yield f"overhead: items {median(items_):.2f} s, {ratio(items_, bares)} x the replay; wanted: 1.4 at most"
    yield f"overhead: from collecting to the report {median(wholes):.2f} s, {ratio(wholes, bares)} x the replay"


@contextmanager
def _taped(tape: list[tuple[Request, int]]) -> Iterator[None]:
    """Keep every request that any client of this process sends, and the status of its answer."""
    send = Client.send

    def taping(client: Client, request: Request) -> Answer:
        answer = send(client, request)
        tape.append((request, answer.status))
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


def _replay(tape: list[tuple[Request, int]], store: Served) -> tuple[float, int]:
    """Send the same bytes to a fresh store, on one kept connection after the other; seconds, and equal statuses."""
    client = Client(Trust(ca_file=str(store.ca_file)))
    ports = {"https": store.https_port, "http": store.http_port}
    requests = [(replace(each, connect_to=("127.0.0.1", ports[each.scheme])), status) for each, status in tape]
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

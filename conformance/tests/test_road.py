"""Each fault of the road, from wire to verdict: tried again within bounds, kept as evidence, never a judgement."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme

from conformance.catalogue import specs
from conformance.catalogue.places import cases_root
from conformance.catalogue.suites import load
from conformance.drivers.rest import RestDriver
from conformance.engine.judge import judge
from conformance.engine.patience import Patience
from conformance.engine.runner import carry_out
from conformance.engine.sandbox import Sandbox
from conformance.engine.subject import Subject
from conformance.model.result import Result
from conformance.model.target import Auth, Target
from conformance.model.words import Dialect, Verdict
from conformance.tests.byte_server import Line, Script, serving
from conformance.tests.scripted import Scripted, reply
from conformance.tests.talking import answering, hanging_up
from conformance.wire.credentials import Credentials
from conformance.wire.dialects import dialect_for
from conformance.wire.endpoint import Endpoint, Origin
from conformance.wire.limits import Limits
from conformance.wire.proxies import Proxies, Proxy
from conformance.wire.signers import signer_for

SUITE = """\
suite: road/put
title: An upload
cases:
  - id: put
    title: An upload
    cites: {s3: [mpu.s3-init]}
    steps:
      - {name: upload, do: put-object, body: {size: "0"}, expect: {accepted: none}}
"""
TARGET = Target(name="road", title="Road", dialect=Dialect.S3, auth=Auth(scheme="s3v4", access_key="A", secret_key="S"))
QUICK = Limits(connect=5, silence=0.05, whole=2)
WHOLE = ("HTTP/1.1 200 OK", 'ETag: "0123"', "Content-Length: 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to every request, and what comes of it."""

    script: Script
    attempts: int
    says: str
    answered: bool = False
    """Whether there is an answer to keep."""


def error(status: int, code: str, *headers: str) -> Script:
    body = f"<Error><Code>{code}</Code></Error>".encode()
    return answering(f"HTTP/1.1 {status} X", *headers, f"Content-Length: {len(body)}", body=body)


def silent(line: Line) -> None:
    line.head()
    line.hung_up()


def truncated(line: Line) -> None:
    line.head()
    line.say("HTTP/1.1 200 OK", "Content-Length: 10", body=b"half")


def resetting(line: Line) -> None:
    line.head()
    line._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


YESTERDAY = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True)
FAULTS = {
    "time-out": Fault(script=silent, attempts=3, says="did not answer for 0.05 s"),
    "closed": Fault(script=hanging_up, attempts=3, says="closed the connection"),
    "reset": Fault(script=resetting, attempts=3, says="closed the connection before answering (Connection reset"),
    "truncated": Fault(script=truncated, attempts=3, says="without sending complete message body"),
    "no HTTP": Fault(script=answering("SSH-2.0-OpenSSH"), attempts=3, says="not HTTP"),
    "503": Fault(script=error(503, "SlowDown"), attempts=5, says="503 SlowDown, after 5 attempts", answered=True),
    "429": Fault(script=error(429, "TooMany"), attempts=5, says="429 TooMany, after 5 attempts", answered=True),
    "500": Fault(script=error(500, "InternalError"), attempts=2, says="500 InternalError, after 2", answered=True),
    "clock": Fault(
        script=error(403, "RequestTimeTooSkewed", f"Date: {YESTERDAY}"),
        attempts=1,
        says="s ahead of the store's",
        answered=True,
    ),
    "expired token": Fault(
        script=error(400, "ExpiredToken"), attempts=1, says="does not take these credentials", answered=True
    ),
}


@pytest.fixture
def carry(tmp_path: Path) -> Callable[[Endpoint], Result]:
    """One item, judged at an endpoint; the sandbox's own calls always succeed."""
    (tmp_path / "put.yaml").write_text(SUITE)
    case = load(tmp_path / "put.yaml").variants[0][0].case

    def carried(endpoint: Endpoint) -> Result:
        driver = RestDriver(
            endpoint=endpoint,
            dialect=dialect_for(Dialect.S3, "r"),
            signer=signer_for("s3v4", "r"),
            credentials=Credentials(access_key="A", secret_key="S"),
            limits=QUICK,
        )
        subject = Subject(
            name="road",
            target=TARGET,
            spec=specs.load(cases_root(), Dialect.S3),
            driver=driver,
            sandbox=Sandbox(driver=Scripted([reply()] * 3), target=TARGET, run="r"),
            seed="seed",
            has_plain_endpoint=False,
            patience=Patience(sleep=lambda _: None),
        )
        try:
            done = carry_out(case, {}, subject, "item")
        finally:
            driver.close()
        return judge(case, "road/put/put", {}, subject, done, nodeid="n", keep=False)

    return carried


def at(port: int) -> Endpoint:
    return Endpoint(origin=Origin.of_url(f"http://127.0.0.1:{port}"), region="r", addressing="path")


def shows(result: Result, attempts: int, says: str) -> None:
    assert result.verdict is Verdict.ERROR
    assert says in result.reason
    assert result.attempts == attempts
    assert len(result.steps[0].exchanges) == attempts, "every attempt is evidence"
    assert not result.findings


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_road_is_an_error_with_every_attempt_kept(
    name: str, carry: Callable[[Endpoint], Result]
) -> None:
    fault = FAULTS[name]
    with serving(fault.script) as store:
        result = carry(at(store.port))
    shows(result, fault.attempts, fault.says)
    assert all((each.response is not None) == fault.answered for each in result.steps[0].exchanges)


@pytest.mark.parametrize("first", ["closed", "truncated", "503", "500"])
def test_what_passes_is_judged_and_counted(first: str, carry: Callable[[Endpoint], Result]) -> None:
    def once(line: Line) -> None:
        line.head()
        line.say("HTTP/1.1 503 X", "Content-Length: 0", "Connection: close")

    script = once if FAULTS[first].answered else FAULTS[first].script
    with serving(script, answering(*WHOLE)) as store:
        result = carry(at(store.port))
    assert result.verdict is not Verdict.ERROR
    assert result.attempts == 2


@contextmanager
def untrusted() -> Iterator[Endpoint]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving(hanging_up, tls=context) as store:
        yield Endpoint(origin=Origin.of_url(f"https://{store.host}"), region="r", addressing="path")


def test_a_certificate_that_nobody_vouches_for_is_not_tried_again(carry: Callable[[Endpoint], Result]) -> None:
    with untrusted() as endpoint:
        shows(carry(endpoint), 1, "is not trusted")


def test_a_name_that_nobody_knows_is_tried_again(
    carry: Callable[[Endpoint], Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    endpoint = Endpoint(origin=Origin.of_url("https://store.example"), region="r", addressing="path")
    shows(carry(endpoint), 3, "the name is not known")


@pytest.mark.parametrize(
    ("script", "attempts", "says"),
    [
        (answering("HTTP/1.1 407 X", "Content-Length: 0"), 1, "the proxy wants (other) credentials"),
        (answering("HTTP/1.1 502 X", "Content-Length: 0"), 3, "the proxy has no answer of the store"),
        (hanging_up, 3, "by way of the proxy"),
    ],
)
def test_a_proxy_that_fails_is_an_error(
    script: Script, attempts: int, says: str, carry: Callable[[Endpoint], Result]
) -> None:
    with serving(script) as served:
        by = Proxies(by_scheme={"http": Proxy.of_url(f"http://{served.host}")})
        origin = Origin.of_url("http://store.example")
        shows(carry(Endpoint(origin=origin, region="r", addressing="path", proxies=by)), attempts, says)

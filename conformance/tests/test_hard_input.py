"""Whatever stands in a file or comes from a store: a value or one message, never a traceback, never without end."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conformance.catalogue import targets
from conformance.catalogue.places import cases_root, targets_root
from conformance.catalogue.suites import load
from conformance.model.operation import Operation
from conformance.model.problem import InputError
from conformance.model.words import Dialect
from conformance.report.reader import ResultsError, read_report
from conformance.tests.report_samples import sample
from conformance.wire.answer import Answer
from conformance.wire.dialects import dialect_for
from conformance.wire.dialects.answers import read
from conformance.wire.dialogue import Dialogue
from conformance.wire.errors import WireError
from conformance.wire.limits import Limits
from conformance.wire.request import Request
from conformance.wire.xml import parse

QUICK = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
LONG = b"9" * 5000
PIECES = (
    *(b"", b"\x00", b"\xff\xfe", b": ", b"{", b"[", b"- ", b"&a ", b"*a", b"!!python/object:os.system ", b"|\n", LONG),
    *(b"null", b"- " * 4000, b"[" * 4000, b"${size}", b"'", b'"', b"\t", b"<<: *a\n", b"1e999", b"\xc3", b"%TAG ! x\n"),
)
ODD = st.one_of(st.sampled_from(PIECES), st.binary(max_size=20))
SMALL = Limits(connect=1, silence=1, whole=2, interim=0.1, header_bytes=4096, body_bytes=100_000)


def spoiled(content: bytes) -> st.SearchStrategy[bytes]:
    """The content with something else in place of a stretch of it."""

    def put(start: int, length: int, odd: bytes) -> bytes:
        return content[:start] + odd + content[start + length :]

    return st.builds(
        put,
        st.integers(0, len(content)),
        st.integers(0, 60),
        st.one_of(st.sampled_from(PIECES), st.binary(max_size=20)),
    )


def holds(content: bytes, path: Path, use: Callable[[Path], object], error: type[Exception]) -> None:
    @QUICK
    @given(spoiled(content))
    def check(other: bytes) -> None:
        path.write_bytes(other)
        try:
            use(path)
        except error as complaint:
            shown = str(complaint)
            assert path.name in shown
            assert len(shown) < 6000  # it may quote the longest piece, and no more
            assert "Traceback" not in shown

    check()


@pytest.mark.parametrize("suite", ["sse-c/get", "client-side/multipart"])
def test_a_case_file(suite: str, tmp_path: Path) -> None:
    content = (cases_root() / f"{suite}.yaml").read_bytes()
    holds(content, tmp_path / "spoiled.yaml", load, InputError)


def test_a_profile(tmp_path: Path) -> None:
    holds((targets_root() / "obs.yaml").read_bytes(), tmp_path / "spoiled.yaml", targets.read, InputError)


def test_a_results_file(tmp_path: Path) -> None:
    sample(tmp_path)
    content = (tmp_path / "results.jsonl").read_bytes()[:20_000]
    holds(content, tmp_path / "spoiled.jsonl", read_report, ResultsError)


HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["ETag", "Content-Length", "x-obs-error-code", "x-amz-server-side-encryption"]),
        st.text(max_size=30),
    ),
    max_size=4,
)
XML = st.one_of(
    st.binary(max_size=80),
    st.sampled_from(
        [
            b"<Error>" * 2000,
            b"<a>" * 20_000 + b"</a>" * 20_000,
            b'<!DOCTYPE a [<!ENTITY x "' + b"y" * 1000 + b'"><!ENTITY z "' + b"&x;" * 1000 + b'">]><a>&z;&z;&z;</a>',
            b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            b"<Error><Code><b/></Code></Error>",
            b"<Error><Code>A</Code><Code>B</Code></Error>",
            b"<ListBucketResult><Contents><Size>" + LONG + b"</Size></Contents></ListBucketResult>",
            b"<ListBucketResult><Contents>text</Contents><Contents/></ListBucketResult>",
            b'<?xml version="1.0" encoding="utf-99"?><a/>',
            b"<ServerSideEncryptionConfiguration><Rule>text</Rule><Rule/></ServerSideEncryptionConfiguration>",
        ]
    ),
)


@pytest.mark.parametrize("dialect", list(Dialect))
def test_an_answer(dialect: Dialect) -> None:
    spoken = dialect_for(dialect, "region-1")
    verbs = ["put-object", "list-objects", "get-bucket-encryption", "get-bucket-info", "copy-object", "list-parts"]

    @QUICK
    @given(st.sampled_from(verbs), st.integers(100, 599), HEADERS, XML)
    def check(verb: str, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        answer = Answer(status=status, reason="", headers=tuple(headers), body=body)
        assert read(spoken, Operation(do=verb, bucket="b", key="k"), answer).status == status

    check()


def test_entities_are_never_expanded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x "secret">]><a>&x;</a>'
    assert parse(bomb)["a"].text != "secret"


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nok"


@QUICK
@given(
    st.one_of(
        st.binary(max_size=200),
        spoiled(ANSWER),
    )
)
def test_bytes_from_a_store_are_an_answer_or_an_error(said: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(said)
        theirs.shutdown(socket.SHUT_WR)
        try:
            answer = Dialogue(ours, SMALL).hold(Request(method="GET", scheme="http", host="h"))
        except WireError:
            return
        assert 100 <= answer.status < 1000

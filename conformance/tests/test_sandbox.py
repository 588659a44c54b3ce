"""What a run makes on somebody else's store: noted first, removed whatever happens, and nothing else touched."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest

from conformance.catalogue.places import cases_root
from conformance.emulator import MAIN, Emulator
from conformance.engine.journal import Journal, Place, claimed, journals
from conformance.engine.sandbox import Sandbox, SandboxError
from conformance.model.operation import Operation, Reply
from conformance.model.problem import InputError
from conformance.model.result import SubjectInfo
from conformance.model.target import Auth, Target
from conformance.model.words import Dialect
from conformance.tests.running import clean_environment, run
from conformance.tests.scripted import reply

INFO = SubjectInfo(name="mine", title="Mine", dialect=Dialect.S3, driver="rest", endpoint="https://127.0.0.1:1")
CREDENTIALS = {"CONFORMANCE_ACCESS_KEY": MAIN.access_key, "CONFORMANCE_SECRET_KEY": MAIN.secret_key}
OWN_BUCKETS = str(cases_root() / "bucket-default" / "inherit.yaml")
SHARED_BUCKET = str(cases_root() / "sse-managed" / "put.yaml")


@contextmanager
def foreign_store(folder: Path) -> Iterator[tuple[Emulator, list[str]]]:
    """A store that the run did not start, and the options that lead to it."""
    ca = folder / "ca.pem"
    with Emulator("s3", region="us-east-1") as emulator:
        ca.write_bytes(emulator.ca_pem)
        endpoint = f"--endpoint=https://127.0.0.1:{emulator.https_port}"
        yield emulator, [endpoint, "--dialect=s3", f"--ca-file={ca}"]


def buckets(emulator: Emulator) -> list[str]:
    return [bucket.name for bucket in emulator.store.buckets()]


def make_theirs(emulator: Emulator) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{emulator.http_port}",
        region_name="us-east-1",
        aws_access_key_id=MAIN.access_key,
        aws_secret_access_key=MAIN.secret_key,
    )
    client.create_bucket(Bucket="theirs")
    client.put_object(Bucket="theirs", Key="enc-confidential", Body=b"theirs")


def test_a_killed_run_is_cleaned_up_by_sweep(tmp_path: Path) -> None:
    with foreign_store(tmp_path) as (emulator, where):
        make_theirs(emulator)
        _cut_off(signal.SIGKILL, emulator, tmp_path, where)
        assert len(buckets(emulator)) > 1
        swept = _sweep(tmp_path)
        assert swept.returncode == 0, swept.stderr
        assert "removed enc-conf-" in swept.stdout
        assert buckets(emulator) == ["theirs"]
        assert not list((tmp_path / "journal").iterdir())


@pytest.mark.parametrize("processes", [[], ["-n2"]])
def test_ctrl_c_leaves_nothing(tmp_path: Path, processes: list[str]) -> None:
    with foreign_store(tmp_path) as (emulator, where):
        make_theirs(emulator)
        _cut_off(signal.SIGINT, emulator, tmp_path, [*where, *processes])
        assert buckets(emulator) == ["theirs"]
        assert not list((tmp_path / "journal").iterdir())


def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    with foreign_store(tmp_path) as (emulator, where):
        left = tmp_path / "results" / "journal"
        info = SubjectInfo(
            name="s3",
            title="",
            dialect=Dialect.S3,
            driver="rest",
            endpoint=where[0].removeprefix("--endpoint="),
            region="us-east-1",
            addressing="path",
            ca_file=str(tmp_path / "ca.pem"),
        )
        make_theirs(emulator)
        _abandon(left, info, Place(bucket="never-made"))
        ran = run(tmp_path, *where, SHARED_BUCKET, env=CREDENTIALS)
        assert "removed what killed runs had left: never-made" in ran.output
        assert buckets(emulator) == ["theirs"]


def test_subjects_on_one_store_keep_out_of_each_others_way(tmp_path: Path) -> None:
    with foreign_store(tmp_path) as (emulator, where):
        subjects = ["--subject=rest", "--subject=boto3"]
        ran = run(
            tmp_path, *where, *subjects, "-k", "put-managed or asked-for", SHARED_BUCKET, OWN_BUCKETS, env=CREDENTIALS
        )
        assert set(ran.verdicts()) <= {"conforms", "not-expressible", "blocked"}, ran.output
        assert buckets(emulator) == []


def test_a_run_inside_a_lent_bucket_leaves_the_rest_of_it_alone(tmp_path: Path) -> None:
    with foreign_store(tmp_path) as (emulator, where):
        make_theirs(emulator)
        ran = run(tmp_path, *where, "--bucket=theirs", SHARED_BUCKET, OWN_BUCKETS, env=CREDENTIALS)
        assert ran.code == 0, ran.output[-2000:]
        assert ran.verdicts()["conforms"] > 0
        blocked = {result.reason for result in ran.report().results if result.verdict == "blocked"}
        assert blocked == {"needs a bucket of its own; the run is kept inside the bucket theirs"}
        assert buckets(emulator) == ["theirs"]
        theirs = emulator.store.find("theirs")
        assert theirs is not None
        assert theirs.sorted_keys() == ["enc-confidential"]


def test_a_journal_of_a_living_process_is_nobody_elses(tmp_path: Path) -> None:
    with Journal(tmp_path, "run", INFO) as journal:
        journal.making(Place(bucket="b"))
        with claimed(journals(tmp_path)[0]) as abandoned:
            assert abandoned is None


def test_a_journal_is_kept_only_while_something_is_left(tmp_path: Path) -> None:
    with Journal(tmp_path, "run", INFO) as journal:
        journal.making(Place(bucket="b"))
        journal.removed(Place(bucket="b"))
    assert list(tmp_path.iterdir()) == []
    _abandon(tmp_path, INFO, Place(bucket="b"), Place(bucket="c", prefix="p/"))
    with claimed(journals(tmp_path)[0]) as abandoned:
        assert abandoned is not None
        assert abandoned.info == INFO
        assert abandoned.places == (Place(bucket="b"), Place(bucket="c", prefix="p/"))


def test_a_line_that_was_cut_short_names_nothing_that_was_made(tmp_path: Path) -> None:
    _abandon(tmp_path, INFO, Place(bucket="b"), Place(bucket="c"))
    path = journals(tmp_path)[0]
    path.write_bytes(path.read_bytes()[:-3])
    with claimed(path) as abandoned:
        assert abandoned is not None
        assert abandoned.places == (Place(bucket="b"),)


def test_a_file_that_is_no_journal_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").write_text("{}\n")
    with pytest.raises(InputError, match=r"notes\.jsonl: not a journal"), claimed(tmp_path / "notes.jsonl"):
        pass


def test_a_store_that_is_gone_keeps_its_journal(tmp_path: Path) -> None:
    _abandon(tmp_path / "journal", INFO, Place(bucket="b"))
    swept = _sweep(tmp_path)
    assert swept.returncode == 1
    assert "left: b: cannot connect" in swept.stdout
    assert journals(tmp_path / "journal")


def _abandon(folder: Path, info: SubjectInfo, *places: Place) -> None:
    with Journal(folder, "dead", info) as journal:
        for place in places:
            journal.making(place)


def _sweep(results: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "conformance", "sweep", f"--results={results}"],
        env={**clean_environment(), **CREDENTIALS},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _cut_off(with_signal: signal.Signals, emulator: Emulator, folder: Path, where: list[str]) -> None:
    """Start a run, and end it by a signal as soon as it has made a few buckets."""
    command = [sys.executable, "-m", "conformance", "run", "-q", f"--results={folder}", *where, OWN_BUCKETS]
    environment = {**clean_environment(), **CREDENTIALS}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as child:  # noqa: S603 - our own command
        _wait_for_buckets(emulator, 3)
        child.send_signal(with_signal)


def _wait_for_buckets(emulator: Emulator, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(buckets(emulator)) < count:
        assert time.monotonic() < deadline, "the run never made its buckets"
        os.sched_yield()


@pytest.mark.parametrize(
    ("head", "listed", "said"),
    [
        (reply(200), reply(), "the bucket x-1-1 is there already, and is not the run's"),
        (reply(403), reply(403, code="SignatureDoesNotMatch"), "403 SignatureDoesNotMatch; are the credentials, "),
        (reply(403, code="AccessDenied"), reply(), "the store answered 403 AccessDenied; are the credentials, "),
        (reply(301), reply(301, code="PermanentRedirect"), "the store answered 301 PermanentRedirect"),
    ],
)
def test_why_a_name_cannot_be_taken_is_told(head: Reply, listed: Reply, said: str) -> None:
    answers = {"head-bucket": head, "list-uploads": listed}
    asked: list[str] = []

    class Store:
        name = "store"

        def perform(self, operation: Operation) -> Reply:
            asked.append(operation.do)
            return answers[operation.do]

        def close(self) -> None:
            """Nothing to close."""

    auth = Auth(scheme="s3v4", access_key="A", secret_key="B")
    target = Target(name="mine", title="Mine", dialect=Dialect.S3, prefix="x", auth=auth)
    with pytest.raises(SandboxError) as caught:
        Sandbox(driver=Store(), target=target, run="1").open()
    assert said in str(caught.value)
    assert set(asked) <= answers.keys(), "nothing was made, and nothing removed"

"""The emulator as others use it: a context manager with ports, and a command."""

import argparse
import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.emulator import KEY_IDS, MAIN, Emulator, PortInUseError, cli
from conformance.emulator.addressing import Hosts
from conformance.tests.emulated import sign
from conformance.tests.raw_client import read_answer, tls_client

HOSTS = Hosts.of("obs", "region-1")


@pytest.mark.parametrize(
    ("host", "path", "place"),
    [
        ("bucket.obs.region-1.emulator.test", "/a/b%20c", ("bucket", "a/b c", "virtual")),
        ("Bucket.obs.region-1.emulator.test:9000", "/", ("bucket", "", "virtual")),
        ("a.b.obs.region-1.emulator.test", "/k", ("a.b", "k", "virtual")),
        ("bucket.localhost:80", "/k", ("bucket", "k", "virtual")),
        ("bucket.obs.localhost", "/k", ("bucket", "k", "virtual")),
        ("obs.localhost", "/bucket/k", ("bucket", "k", "path")),
        ("obs.region-1.emulator.test", "/", (None, "", "path")),
        ("127.0.0.1:9000", "/bucket/a//b", ("bucket", "a//b", "path")),
        ("[::1]:9000", "/bucket/", ("bucket", "", "path")),
        ("files.example.com", "/a/b", ("files.example.com", "a/b", "cname")),
        ("other.example.com", "/a/b", ("a", "b", "path")),
    ],
)
def test_where_a_request_goes(host: str, path: str, place: tuple[str | None, str, str]) -> None:
    found = HOSTS.locate(host, path, lambda name: name == "files.example.com")
    assert (found.bucket, found.key, found.style) == place


@pytest.fixture(scope="module")
def store() -> Iterator[Emulator]:
    with Emulator("obs") as store:
        yield store


def put(store: Emulator, target: str, body: bytes = b"") -> int:
    client = http.client.HTTPConnection("127.0.0.1", store.http_port, timeout=10)
    headers = {"Host": "127.0.0.1", "Content-Length": str(len(body))}
    client.request("PUT", target, body, {**headers, **sign("obs", "PUT", target, headers, MAIN)})
    status = client.getresponse().status
    client.close()
    return status


def test_a_running_store_can_be_looked_into_and_reset(store: Emulator) -> None:
    assert [put(store, "/bucket"), put(store, "/bucket/o", b"content")] == [200, 200]
    assert store.stored_bytes("bucket", "o") == b"content"
    assert [entry.target for entry in store.log.entries()] == ["/bucket", "/bucket/o"]
    store.kms.rotate("main")
    store.reset()
    assert store.log.entries() == ()
    assert store.store.buckets() == []
    assert [len(store.kms.key(key_id).materials) for key_id in KEY_IDS.values()] == [1] * len(KEY_IDS)
    assert not store.errors


def test_https_with_the_stores_own_ca(store: Emulator) -> None:
    with tls_client(store.authority, store.https_port, store.domain) as client:
        client.sendall(f"HEAD /?apiversion HTTP/1.1\r\nHost: {store.domain}\r\n\r\n".encode())
        assert b"x-obs-api: 3.0" in read_answer(client)[0]


def test_a_port_in_use(store: Emulator) -> None:
    with pytest.raises(PortInUseError), Emulator("s3", http_port=store.http_port):
        pass


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return parser.parse_args(words)


def test_the_command_serves_until_it_is_told_to_stop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Emulator, "serve_forever", lambda _self, ready: ready())
    ca_file = tmp_path / "ca.pem"
    assert cli.run(parsed("--port", "0", "--ca-file", str(ca_file), "--fault", "stores-plaintext")) == 0
    said = capsys.readouterr().out
    assert "BEGIN CERTIFICATE" in ca_file.read_text()
    for word in (
        MAIN.access_key,
        MAIN.secret_key,
        KEY_IDS["main"],
        str(ca_file),
        "http://127.0.0.1:",
        "stores-plaintext",
    ):
        assert word in said


def test_what_the_command_cannot_do_is_one_message(
    store: Emulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ca_file = str(tmp_path / "ca.pem")
    for words in (("--port", str(store.http_port)), ("--port", "0", "--fault", "stores-plain")):
        assert cli.run(parsed(*words, "--ca-file", ca_file)) == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)


def test_the_command_lists_faults_and_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(parsed("--list-faults")) == 0
    assert "any-customer-key-opens" in capsys.readouterr().out
    assert cli.run(parsed("--list-answers")) == 0
    assert "400 InvalidEncryptionAlgorithmError | 403 AccessDenied" in capsys.readouterr().out

"""Credentials from every place they may come from are found nowhere but in the requests themselves."""

import contextlib
import socket
import socketserver
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from conformance.catalogue.places import cases_root
from conformance.emulator import MAIN, OTHER, TEMP, Emulator
from conformance.tests.byte_server import serving
from conformance.tests.running import clean_environment, run
from conformance.tests.talking import answering

CASES = [str(cases_root() / name) for name in ("signed-url/get.yaml", "sse-c/post.yaml", "sse-c/get.yaml")]
SHOWN = str(cases_root() / "sse-managed" / "put.yaml")
SECRETS = (MAIN, TEMP, OTHER)
PROFILE = """\
name: mine
title: Mine
dialect: s3
endpoint: https://127.0.0.1:{port}
region: us-east-1
addressing: path
ca-file: {ca}
auth: {{scheme: s3v4, access-key: MY_KEY, secret-key: MY_SECRET, token: MY_TOKEN}}
"""
BY_PROXY = """\
name: mine
title: Mine
dialect: s3
endpoint: {endpoint}
region: us-east-1
proxy: MY_PROXY
auth: {{scheme: s3v4, access-key: CONFORMANCE_ACCESS_KEY, secret-key: CONFORMANCE_SECRET_KEY, token: CONFORMANCE_TOKEN}}
"""


@contextmanager
def broken_store(folder: Path) -> Iterator[Emulator]:
    """A store that answers wrongly, so that exchanges and commands are kept; and that knows our credentials."""
    with Emulator("s3", region="us-east-1", faults=["any-customer-key-opens"]) as emulator:
        (folder / "ca.pem").write_bytes(emulator.ca_pem)
        yield emulator


def spellings(secret: str) -> Iterator[bytes]:
    yield secret.encode()
    yield quote(secret, safe="").encode()
    yield b64encode(secret.encode()).rstrip(b"=")


def nowhere(folder: Path, output: str, *more: str) -> None:
    kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(path.name == "results.jsonl" for path in kept)
    kept[Path("output")] = output.encode()
    known = [value for each in SECRETS for value in (each.access_key, each.secret_key, each.token) if value]
    for secret in (*known, *more):
        for spelling in spellings(secret):
            assert not [path.name for path, content in kept.items() if spelling in content]


@pytest.mark.parametrize("subject", ["rest", "boto3"])
@pytest.mark.parametrize("place", ["environment", "profile"])
def test_nothing_that_is_kept_or_printed_has_them(place: str, subject: str, tmp_path: Path) -> None:
    with broken_store(tmp_path) as emulator:
        profile = tmp_path / "mine.yaml"
        profile.write_text(PROFILE.format(port=emulator.https_port, ca=tmp_path / "ca.pem"))
        endpoint = f"--endpoint=https://127.0.0.1:{emulator.https_port}"
        options, names = {
            "environment": (
                [endpoint, "--dialect=s3", f"--ca-file={tmp_path / 'ca.pem'}"],
                ("CONFORMANCE_ACCESS_KEY", "CONFORMANCE_SECRET_KEY", "CONFORMANCE_TOKEN"),
            ),
            "profile": ([f"--target={profile}"], ("MY_KEY", "MY_SECRET", "MY_TOKEN")),
        }[place]
        env = dict(zip(names, (TEMP.access_key, TEMP.secret_key, TEMP.token or ""), strict=True))
        ran = run(tmp_path, *options, "-vv", "--tb=long", f"--subject={subject}", *CASES, env=env)
        assert ran.verdicts()["violates"], ran.output
        nowhere(tmp_path / "results", ran.output)
        nowhere(tmp_path / "results", _replayed(tmp_path, ran.results, env))


# On the wire, and by a proxy

PROXY_USER, PROXY_PASSWORD = "canary-of-the-proxy-user", "canary/of the proxy's password"


class Relay(socketserver.ThreadingTCPServer):
    """Hands connections on to the emulator's proxy, and keeps what the client says."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = ("127.0.0.1", port)
        self.heard: list[bytes] = []
        self.url = f"http://{PROXY_USER}:{quote(PROXY_PASSWORD, safe='')}@127.0.0.1:{self.server_address[1]}"


class Passing(socketserver.BaseRequestHandler):
    server: Relay
    request: socket.socket

    def handle(self) -> None:
        with socket.create_connection(self.server.behind) as behind:
            back = threading.Thread(target=self._pass, args=(behind, self.request, []), daemon=True)
            back.start()
            self._pass(self.request, behind, self.server.heard)
            back.join()

    def _pass(self, here: socket.socket, there: socket.socket, heard: list[bytes]) -> None:
        pieces: list[bytes] = []
        with contextlib.suppress(OSError):
            while piece := here.recv(65536):
                pieces.append(piece)
                there.sendall(piece)
            there.shutdown(socket.SHUT_WR)
        heard.append(b"".join(pieces))


@contextmanager
def proxied(folder: Path) -> Iterator[Relay]:
    with broken_store(folder) as emulator, Relay(emulator.proxy_port or 0) as relay:
        thread = threading.Thread(target=relay.serve_forever)
        thread.start()
        try:
            yield relay
        finally:
            relay.shutdown()
            thread.join()


def lines_with(secret: str, heard: list[bytes]) -> set[str]:
    """The names of the headers, or the request lines, in which a secret stands."""
    found = [line for each in heard for line in each.splitlines() if any(way in line for way in spellings(secret))]
    return {line.decode("latin-1").lower().partition(" ")[0] for line in found}


@pytest.mark.parametrize(("place", "subject"), [("environment", "rest"), ("profile", "boto3")])
def test_the_wire_has_them_where_they_belong(place: str, subject: str, tmp_path: Path) -> None:
    """Over plain HTTP, where everything can be read."""
    with proxied(tmp_path) as relay:
        env = {
            "CONFORMANCE_ACCESS_KEY": TEMP.access_key,
            "CONFORMANCE_SECRET_KEY": TEMP.secret_key,
            "CONFORMANCE_TOKEN": TEMP.token or "",
        }
        endpoint = "http://s3.us-east-1.emulator.test"
        options = [f"--endpoint={endpoint}", "--dialect=s3"]
        if place == "profile":
            profile = tmp_path / "mine.yaml"
            profile.write_text(BY_PROXY.format(endpoint=endpoint))
            options = [f"--target={profile}"]
        env |= {"HTTP_PROXY" if place == "environment" else "MY_PROXY": relay.url}
        ran = run(tmp_path, *options, f"--subject={subject}", "-k", "asked-for", SHOWN, env=env)
        assert ran.verdicts()["conforms"], ran.output
        nowhere(tmp_path / "results", ran.output, PROXY_USER, PROXY_PASSWORD, f"{PROXY_USER}:{PROXY_PASSWORD}")
    heard = relay.heard
    assert not lines_with(TEMP.secret_key, heard)
    assert lines_with(TEMP.access_key, heard) == {"authorization:"}
    assert lines_with(TEMP.token or "", heard) == {"x-amz-security-token:"}
    assert lines_with(f"{PROXY_USER}:{PROXY_PASSWORD}", heard) == {"proxy-authorization:"}
    assert lines_with(PROXY_USER, heard) | lines_with(PROXY_PASSWORD, heard) <= {"proxy-authorization:"}


def test_a_proxy_that_refuses_is_an_error_of_every_item_and_shows_no_secret(tmp_path: Path) -> None:
    with serving(answering("HTTP/1.1 407 Who are you?", "Content-Length: 0")) as proxy:
        url = f"http://{PROXY_USER}:{quote(PROXY_PASSWORD, safe='')}@{proxy.host}"
        env = {"CONFORMANCE_ACCESS_KEY": MAIN.access_key, "CONFORMANCE_SECRET_KEY": MAIN.secret_key, "HTTPS_PROXY": url}
        ran = run(tmp_path, "--endpoint=https://s3.nowhere.example", "--dialect=s3", "-vv", SHOWN, env=env)
    assert set(ran.verdicts()) == {"error"}
    assert f"the proxy {proxy.host}" in ran.report().results[0].reason
    nowhere(tmp_path / "results", ran.output, PROXY_USER, PROXY_PASSWORD, f"{PROXY_USER}:{PROXY_PASSWORD}")


def _replayed(folder: Path, results: Path, env: dict[str, str]) -> str:
    command = [sys.executable, "-m", "conformance", "replay", str(results / "results.jsonl"), "sse-c/get/other-key"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=folder, env={**clean_environment(), **env}, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr

"""Credentials from every place they may come from are found nowhere but in the requests themselves."""

import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from conformance.catalogue.places import cases_root
from conformance.emulator import MAIN, OTHER, TEMP, Emulator
from conformance.tests.running import clean_environment, run

CASES = [str(cases_root() / name) for name in ("signed-url/get.yaml", "sse-c/post.yaml", "sse-c/get.yaml")]
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


def nowhere(folder: Path, output: str) -> None:
    kept = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(path.name == "results.jsonl" for path in kept)
    kept[Path("output")] = output.encode()
    for principal in SECRETS:
        for secret in filter(None, (principal.access_key, principal.secret_key, principal.token)):
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


def _replayed(folder: Path, results: Path, env: dict[str, str]) -> str:
    command = [sys.executable, "-m", "conformance", "replay", str(results / "results.jsonl"), "sse-c/get/other-key"]
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=folder, env={**clean_environment(), **env}, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr

"""The emulator's log of requests: what witnesses need, and no secret."""

import threading

import pytest

from conformance.emulator.http import Request
from conformance.emulator.log import Entry, RequestLog, entry_of
from conformance.tests.emulated import Body


def entry(target: str = "/", *headers: tuple[str, str]) -> Entry:
    request = Request(method="GET", target=target, headers=headers, secure=False, body=Body(()))
    return entry_of(request, dialect="obs", scheme="obs", addressing="virtual", status=200)


def test_headers_are_kept_but_for_their_secrets() -> None:
    headers = (
        ("Host", "b.example:80"),
        ("X-Obs-Meta-A", "1"),
        ("authorization", "OBS AKAK:SECRET="),
        ("x-obs-Security-Token", "SECRET"),
        ("Proxy-Authorization", "Basic SECRET"),
    )
    kept = entry("/", *headers)
    assert kept.headers == (
        *headers[:2],
        ("authorization", "OBS <hidden>"),
        ("x-obs-Security-Token", "<hidden>"),
        ("Proxy-Authorization", "Basic <hidden>"),
    )
    assert kept.host == "b.example:80"
    assert kept.header("Authorization") == "OBS <hidden>"


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/a?acl&Expires=1&AccessKeyId=S&Signature=S%3D", "/a?acl&Expires=1&AccessKeyId=<hidden>&Signature=<hidden>"),
        ("/a?AWSAccessKeyId=S&x-obs-security-token=S", "/a?AWSAccessKeyId=<hidden>&x-obs-security-token=<hidden>"),
        ("/a?X-Amz-Credential=S/1&X-Amz-Signature=S", "/a?X-Amz-Credential=<hidden>&X-Amz-Signature=<hidden>"),
        ("/a?X-Amz-Security-Token=S&X-Amz-Date=1", "/a?X-Amz-Security-Token=<hidden>&X-Amz-Date=1"),
        ("/a?OSSAccessKeyId=S&security-token=S", "/a?OSSAccessKeyId=<hidden>&security-token=<hidden>"),
        ("/a?q-ak=S&q-signature=S&sign=S", "/a?q-ak=<hidden>&q-signature=<hidden>&sign=<hidden>"),
        ("/Signature=kept?x-oss-signature-version=1", "/Signature=kept?x-oss-signature-version=1"),
    ],
)
def test_targets_are_kept_but_for_their_secrets(target: str, kept: str) -> None:
    assert entry(target).target == kept


def test_the_oldest_give_way() -> None:
    log = RequestLog(capacity=2)
    for number in range(3):
        log.add(entry(f"/{number}"))
    assert [kept.target for kept in log.entries()] == ["/1", "/2"]
    log.clear()
    assert log.entries() == ()


def test_many_threads() -> None:
    log = RequestLog()

    def add() -> None:
        for _ in range(200):
            log.add(entry())

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        log.entries()
    assert len(log.entries()) == 800

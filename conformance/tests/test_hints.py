"""An endpoint and an addressing that do not go together: the message names the field, and what would be right."""

import socket

import pytest

from conformance.hints import after, misplaced
from conformance.model.target import Auth, Target
from conformance.model.words import Dialect
from conformance.opening import CannotOpenError, reach_given
from conformance.wire.endpoint import Origin

AUTH = Auth(scheme="s3v4", access_key="HINT_KEY", secret_key="HINT_SECRET")
UNKNOWN = "cannot connect to b.store.example:443: the name is not known"


def target(endpoint: str, addressing: str, dialect: str = "s3") -> Target:
    return Target(
        name="mine", title="Mine", dialect=Dialect(dialect), endpoint=endpoint, addressing=addressing, auth=AUTH
    )


@pytest.mark.parametrize(
    ("dialect", "endpoint", "addressing", "says"),
    [
        ("s3", "https://192.0.2.7:9000", "virtual", "before the address 192.0.2.7 .* write `addressing: path`"),
        ("oss", "http://[2001:db8::7]", "virtual", "before the address .* write `addressing: path`"),
        ("cos", "https://192.0.2.7", "virtual", "name the endpoint by its host"),
        ("cos", "https://cos.region.example", "path", "COS has no path addressing; write `addressing: virtual`"),
    ],
)
def test_what_can_never_be_reached_is_said_before_anything_is_sent(
    dialect: str, endpoint: str, addressing: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HINT_KEY", "k")
    monkeypatch.setenv("HINT_SECRET", "s")
    with pytest.raises(CannotOpenError, match=says):
        reach_given(target(endpoint, addressing, dialect))


@pytest.mark.parametrize(
    ("endpoint", "addressing"),
    [("https://192.0.2.7", "path"), ("https://s3.example", "virtual"), ("https://s3.example", "path")],
)
def test_what_may_be_right_is_tried(endpoint: str, addressing: str) -> None:
    assert not misplaced(target(endpoint, addressing), Origin.of_url(endpoint))


@pytest.mark.parametrize(
    ("dialect", "addressing", "failure", "known", "says"),
    [
        ("s3", "virtual", UNKNOWN, True, ["`addressing: path`"]),
        ("s3", "virtual", "... is not trusted (Hostname mismatch, ...)", True, ["`addressing: path`"]),
        ("s3", "virtual", UNKNOWN, False, []),
        ("s3", "virtual", "Connection refused", True, []),
        ("s3", "path", UNKNOWN, True, []),
        ("oss", "path", "answered 403 SecondLevelDomainForbidden", True, ["`addressing: virtual`"]),
        ("obs", "path", "answered 403 VirtualHostDomainRequired", True, ["`addressing: virtual`"]),
        ("cos", "virtual", UNKNOWN, True, []),
    ],
)
def test_what_may_be_behind_a_failure_is_said_with_it(  # noqa: PLR0913, PLR0917 - a row of the table
    dialect: str,
    addressing: str,
    failure: str,
    known: bool,  # noqa: FBT001 - likewise
    says: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look_up(*_: object, **__: object) -> list[object]:
        if not known:
            raise socket.gaierror(-2, "Name or service not known")
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    endpoint = "https://store.example"
    said = list(after(target(endpoint, addressing, dialect), Origin.of_url(endpoint), failure))
    assert len(said) == len(says)
    assert all(word in text for word, text in zip(says, said, strict=True))

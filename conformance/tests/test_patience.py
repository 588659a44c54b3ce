"""What is sent again, how often and after how long; and that nothing of it becomes a judgement."""

import datetime as dt
from collections.abc import Iterable

import pytest

from conformance.engine.clock import seconds_ahead
from conformance.engine.patience import Patience, Tries, perform
from conformance.model.operation import Operation, Reply
from conformance.tests.scripted import Answer, Scripted, reply
from conformance.wire.errors import (
    BadAnswerError,
    CannotConnectError,
    ConnectionClosedError,
    TimedOutError,
    TlsRefusedError,
    WireError,
)

READ = Operation(do="get-object", bucket="b", key="k")
COMPLETE = Operation(do="complete-multipart", bucket="b", key="k")
SLOW_DOWN = reply(503, code="SlowDown")


def send(operation: Operation, script: Iterable[Answer]) -> tuple[Tries, list[float]]:
    tries, pauses = Tries(), list[float]()
    perform(Scripted(script), operation, Patience(sleep=pauses.append), tries)
    return tries, pauses


def fails(operation: Operation, script: list[Answer]) -> int:
    """How many attempts were made before the error was believed."""
    tries = Tries()
    with pytest.raises(WireError):
        perform(Scripted(script), operation, Patience(sleep=lambda _: None), tries)
    return tries.attempts


def test_an_answer_is_believed_at_once() -> None:
    for status in (200, 403, 404, 501):
        tries, pauses = send(READ, [reply(status)])
        assert (tries.attempts, pauses) == (1, [])


def test_a_store_that_asks_to_slow_down_is_given_ever_longer_time() -> None:
    tries, pauses = send(READ, [SLOW_DOWN, reply(429), SLOW_DOWN, reply(200)])
    assert [each.status for each in tries.replies] == [503, 429, 503, 200]
    first = Patience().pause
    assert all(full / 2 <= pause <= full for pause, full in zip(pauses, [first, 2 * first, 4 * first], strict=True))


def test_slowing_down_ends() -> None:
    tries, _ = send(READ, [SLOW_DOWN] * 100)
    assert tries.attempts == Patience().throttled


def test_the_wish_of_the_store_is_kept_within_bounds() -> None:
    for wish, pause in {"3": 3.0, "86400": Patience().longest}.items():
        answer = Reply(status=503, headers=(("Retry-After", wish),), body=b"", roles={})
        assert send(READ, [answer, reply()])[1] == [pause]


def test_another_server_error_is_tried_once_more_at_once() -> None:
    tries, pauses = send(READ, [reply(500), reply(500), reply(200)])
    assert ([each.status for each in tries.replies], pauses) == ([500, 500], [])


@pytest.mark.parametrize("error", [TimedOutError, ConnectionClosedError, BadAnswerError, CannotConnectError])
def test_a_passing_fault_of_the_road_is_tried_again_and_its_end_is_the_error(error: type[WireError]) -> None:
    assert send(READ, [error("x"), reply()])[0].attempts == 2
    assert fails(READ, [error("x")] * 100) == Patience().unanswered


def test_a_certificate_that_is_not_trusted_stays_so() -> None:
    assert fails(READ, [TlsRefusedError("x")] * 2) == 1


def test_what_may_have_happened_is_not_sent_again() -> None:
    assert fails(COMPLETE, [TimedOutError("x")] * 2) == 1
    assert send(COMPLETE, [reply(500)] * 2)[0].attempts == 1
    assert send(COMPLETE, [reply(503)] * 2)[0].attempts == 1


def test_what_cannot_have_happened_is_sent_again() -> None:
    assert send(COMPLETE, [CannotConnectError("x"), reply()])[0].attempts == 2
    assert send(COMPLETE, [reply(429), reply()])[0].attempts == 2


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("Fri, 27 Nov 2026 12:00:00 GMT", 60.0),
        ("Fri, 27 Nov 2026 12:02:00 GMT", -60.0),
        ("yesterday", None),
        ("Fri, 27 Nov 99999999999999999999 12:00:00 GMT", None),
        ("Fri, 27 Nov 2026 12:00:00 +99999999999999999999", None),
        ("", None),
    ],
)
def test_the_clocks_are_compared(date: str, ahead: float | None) -> None:
    now = dt.datetime(2026, 11, 27, 12, 1, tzinfo=dt.UTC)
    assert seconds_ahead([("Date", date)], now) == ahead
    assert seconds_ahead([], now) is None

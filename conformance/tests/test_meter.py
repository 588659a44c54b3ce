"""A run keeps to what it may ask of a store."""

import pytest

from conformance.engine.meter import BudgetSpentError, Meter, MeteredDriver
from conformance.model.operation import Operation
from conformance.tests.scripted import Scripted, reply
from conformance.wire.errors import TimedOutError

READ = Operation(do="get-object", bucket="b", key="k")


def put(size: int) -> Operation:
    return Operation(do="put-object", bucket="b", key="k", body=bytes(size))


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def test_calls_come_no_faster_than_they_may() -> None:
    clock = Clock()
    meter = Meter(rate=4, clock=clock.read, sleep=clock.sleep)
    driver = MeteredDriver(driver=Scripted([reply()] * 9), meter=meter, bound=True)
    for _ in range(9):
        driver.perform(READ)
    assert clock.now == 100.0 + 8 / 4


def test_a_pause_is_not_made_up_for_by_a_burst() -> None:
    clock = Clock()
    meter = Meter(rate=4, clock=clock.read, sleep=clock.sleep)
    driver = MeteredDriver(driver=Scripted([reply()] * 3), meter=meter, bound=True)
    driver.perform(READ)
    clock.now += 60
    for _ in range(2):
        driver.perform(READ)
    assert clock.now == 160.0 + 1 / 4


def test_the_budget_of_calls_ends_and_cleaning_up_goes_on() -> None:
    meter = Meter(max_calls=2)
    store = Scripted([reply()] * 3)
    driver = MeteredDriver(driver=store, meter=meter, bound=True)
    driver.perform(READ)
    driver.perform(READ)
    with pytest.raises(BudgetSpentError, match="this run may make 2 calls"):
        driver.perform(READ)
    assert len(store.asked) == 2
    MeteredDriver(driver=store, meter=meter, bound=False).perform(READ)
    assert meter.calls == 3


def test_bytes_count_in_both_directions_and_are_refused_before_they_are_sent() -> None:
    meter = Meter(max_bytes=100)
    driver = MeteredDriver(driver=Scripted([reply(body=bytes(40)), reply()]), meter=meter, bound=True)
    driver.perform(READ)
    with pytest.raises(BudgetSpentError, match="may move 100 bytes"):
        driver.perform(put(61))
    driver.perform(put(60))
    assert meter.bytes == 100


def test_a_call_without_an_answer_counts() -> None:
    meter = Meter()
    with pytest.raises(TimedOutError):
        MeteredDriver(driver=Scripted([TimedOutError("x")]), meter=meter, bound=True).perform(put(7))
    assert (meter.calls, meter.bytes) == (1, 7)

"""newscrawl.net.pacer: hosts held back, by a clock that a test moves."""

from datetime import UTC, datetime
from random import Random

import pytest

from newscrawl.frontier.pace import HOUR, Manner
from newscrawl.net.errors import HeldError
from newscrawl.net.pacer import Pacer
from newscrawl.pacing import PaceConfig, pace_faults, timetable

A, B = "a.example", "b.example"
MONDAY = datetime(2026, 5, 4, 6, 0, tzinfo=UTC).timestamp()


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def pacer(clock, manner=None, **more):
    return Pacer(
        manner or Manner(delay=0.5), rng=Random(1), clock=clock,
        wall=lambda: MONDAY + clock.now - 1000, **more,
    )  # fmt: skip


def refuse(one, host, retry_after=None):
    one.end(host, begun=one.begin(host), status=429, retry_after=retry_after)


def test_refused_host_is_held_back_and_no_other(clock):
    one = pacer(clock)
    refuse(one, A, 10.0)
    assert one.held() == {A}
    assert (one.soonest(), one.wait(A), one.wait(B)) == (10.0, 10.0, 0.0)
    with pytest.raises(HeldError):
        one.begin(A)
    one.begin(B)
    clock.now += 10
    assert one.held() == frozenset()
    one.begin(A)


def test_back_off_varies_by_chance_within_its_span(clock):
    waits = set()
    for seed in range(20):
        one = Pacer(Manner(), rng=Random(seed), clock=clock)
        refuse(one, A)
        waits.add(one.wait(A))
    assert len(waits) == 20
    assert all(1 <= wait <= 2 for wait in waits)


def test_budget_counts_the_requests_of_earlier_runs(clock):
    one = pacer(clock, Manner(delay=0, per_hour=3))
    one.recall(A, 5 - HOUR)
    one.begin(A)
    assert one.held() == frozenset()
    one.begin(A)
    assert one.held() == {A}
    assert one.wait(A) == 5.0
    assert one.budget_span == HOUR


def test_hold_of_an_earlier_run_goes_on(clock):
    one = pacer(clock)
    one.recall(A, 30.0)
    assert one.held() == {A}


def test_host_with_a_long_delay_gets_its_next_request_when_it_is_due(clock):
    one = pacer(clock)
    one.ask(A, 30.0)
    one.begin(A)
    assert (one.held(), one.ready_in(A), one.wait(A)) == ({A}, 30.0, 0.0)
    clock.now += 30
    assert one.held() == frozenset()


def test_longest_crawl_delay_that_is_obeyed_is_a_setting(clock):
    one = pacer(clock, max_asked=20.0)
    one.ask(A, 5000.0)
    assert one.delay(A) == 20.0


def test_hours_have_their_own_delay_or_none_at_all(clock):
    hours = timetable({"Mon-Fri 07:00-20:00": 5.0, "12:00-13:00": "stop"}, "UTC")
    one = pacer(clock, hours=hours)
    assert one.delay(A) == 0.5
    clock.now += HOUR
    assert one.delay(A) == 5.0
    clock.now += 5 * HOUR
    assert one.is_closed
    assert one.soonest() == HOUR
    with pytest.raises(HeldError):
        one.begin(A)
    clock.now += HOUR
    assert not one.is_closed
    clock.now += 7 * HOUR
    assert one.delay(A) == 0.5


def test_delay_by_hand_wins_over_the_hours_but_not_over_a_stop(clock):
    hours = timetable({"06:00-07:00": 5.0, "07:00-08:00": "stop"}, "UTC")
    one = pacer(clock, Manner(delay=0.1, is_fixed=True), hours=hours)
    assert one.delay(A) == 0.1
    clock.now += HOUR
    assert one.is_closed


@pytest.mark.parametrize(
    ("pace", "fault"),
    [
        (PaceConfig(), None),
        (PaceConfig(max_per_hour=1, hours={"22:00-06:00": 0.2}, timezone="Europe/Berlin"), None),
        (PaceConfig(max_per_hour=0), "max_per_hour: is below 1"),
        (PaceConfig(hours={"at night": 1.0}), "hours: 'at night' is no window"),
        (PaceConfig(hours={"22:00-06:00": -1.0}), "hours: a delay is below 0"),
        (PaceConfig(timezone="Moon/Base"), "hours: 'Moon/Base' is no time zone"),
    ],
)
def test_faults_of_a_pace_are_named(pace, fault):
    found = next(pace_faults(pace), None)
    assert found == fault or found.startswith(fault)


def test_host_that_is_ready_wakes_nobody(clock):
    one = pacer(clock)
    one.begin(A)
    assert one.soonest() is None

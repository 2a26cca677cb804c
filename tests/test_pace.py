"""newscrawl.frontier.pace: how soon a host may be asked again."""

import pytest

from newscrawl.frontier.pace import (
    LONGEST_SPAN,
    NEW,
    SLOWEST,
    Answer,
    Manner,
    Pace,
    answered,
    backoff,
    delay_of,
    free_at,
)

USUAL = Manner(delay=0.5)


def after(*answers, manner=USUAL, pace=NEW, chance=0.0):
    for answer in answers:
        pace = answered(pace, answer, manner=manner, chance=chance)
    return pace


def said(status, at=100.0, *, took=0.1, retry_after=None):
    return Answer(begun=at - took, ended=at, status=status, retry_after=retry_after)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_holds_the_host_to_the_second(status):
    assert after(said(status, retry_after=7.0)).held_until == 107.0


def test_a_shorter_retry_after_does_not_shorten_a_hold():
    pace = after(said(429, retry_after=60.0), said(429, at=101, retry_after=1.0))
    assert pace.held_until == 160.0


def test_refusal_429_backs_off_at_once_and_503_when_it_is_not_alone():
    assert after(said(429)).held_until == 101.0
    assert after(said(503)).held_until == 0.0
    assert after(said(503), said(503, at=101)).held_until == 102.0
    assert after(said(503), said(200), said(503)).held_until == 0.0


def test_each_refusal_after_a_back_off_doubles_it():
    pace, waits = NEW, []
    for at in (100.0, 200.0, 300.0, 400.0):
        pace = after(said(429, at), pace=pace)
        waits.append(pace.held_until - at)
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert after(said(200, 500), said(429, 501), pace=pace).held_until == 502.0


def test_answers_to_requests_sent_before_a_back_off_do_not_double_it():
    burst = [said(429, 100 + n / 100, took=0.5) for n in range(8)]
    assert after(*burst).held_until == 101.0


def test_chance_adds_up_to_as_much_again():
    assert after(said(429), chance=0.5).held_until == 101.5
    assert backoff(0, 1.0) == 2 * backoff(0, 0.0)
    assert backoff(10_000, 1.0) == LONGEST_SPAN


def test_slow_answers_stretch_the_delay_and_quick_ones_bring_it_back():
    pace = after(said(200, took=3.0))
    assert delay_of(pace, USUAL) == 3.0
    for _ in range(6):
        pace = after(said(200, took=0.1), pace=pace)
    assert delay_of(pace, USUAL) == USUAL.delay


def test_failures_double_the_delay_up_to_a_bound():
    pace = after(said(None), said(500))
    assert delay_of(pace, USUAL) == 2.0
    assert delay_of(after(*[said(None)] * 20), USUAL) == SLOWEST


def test_delay_is_never_shorter_than_a_person_wants():
    slow = Manner(delay=90.0)
    assert delay_of(after(said(200), manner=slow), slow) == 90.0
    assert delay_of(after(said(None), manner=slow), slow) == 90.0
    assert delay_of(Pace(asked=10.0), USUAL) == 10.0
    assert delay_of(Pace(asked=0.1), USUAL) == 0.5


def test_delay_by_hand_wins_over_all_but_holds():
    by_hand = Manner(delay=0.0, is_fixed=True)
    pace = after(said(200, took=9.0), said(429, retry_after=5.0), manner=by_hand)
    assert delay_of(Pace(asked=10.0, stretched=9.0), by_hand) == 0.0
    assert (delay_of(pace, by_hand), pace.held_until) == (0.0, 105.0)


def test_budget_frees_when_the_oldest_request_is_an_hour_old():
    manner = Manner(per_hour=3, per_day=5)
    assert free_at([], manner) == 0.0
    assert free_at([10, 20], manner) == 0.0
    assert free_at([10, 20, 30], manner) == 3610
    assert free_at([1, 2, 3000, 3010, 3020], manner) == 86_401
    assert free_at([1, 2, 3], Manner()) == 0.0

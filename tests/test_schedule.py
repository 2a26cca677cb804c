"""The schedule of sources: what is learnt of their rates, and when they are visited next."""

from dataclasses import replace
from random import Random

import msgspec
import pytest

from newscrawl.schedule.bursts import echoes
from newscrawl.schedule.overlap import own_shares
from newscrawl.schedule.policy import DAY, HOUR, WEEK, Policy
from newscrawl.schedule.price import price_of
from newscrawl.schedule.site import plan
from newscrawl.schedule.source import Seen, Source, first_seen, observed, rate, with_history
from newscrawl.schedule.visits import Bounds, curve_of, next_visit
from newscrawl.schedule.week import FLAT, week_of

MONDAY = 1_772_409_600.0
BOUNDS = Bounds(shortest=60.0, longest=30 * DAY)


def watched(times, *, days, every=HOUR, stated=True):
    """Visit a source that lists articles at `times` for some days."""
    source, start = Source(visited=MONDAY), MONDAY
    while start < MONDAY + days * DAY:
        new = tuple(at for at in times if start < at <= start + every)
        seen = Seen(at=start + every, found=len(new), published=new if stated else ())
        source, start = observed(source, seen), start + every
    return source


def even(per_day, days):
    count = int(per_day * days)
    return [MONDAY + (n + 0.5) * days * DAY / count for n in range(count)]


def test_rate_of_an_even_source_is_learnt():
    assert rate(watched(even(24, 7), days=7)) == pytest.approx(24, rel=0.1)


def test_rate_follows_a_source_that_falls_silent():
    source = watched(even(24, 14), days=28)
    assert rate(source) < 2


def test_source_that_nothing_is_known_of_has_the_usual_rate():
    assert rate(Source(visited=MONDAY), expected=5.0) == 5.0


@pytest.mark.parametrize("stated", [True, False])
def test_hour_of_publication_is_learnt_also_without_stated_times(stated):
    times = [MONDAY + day * DAY + 10 * HOUR + n * 300 for day in range(21) for n in range(6)]
    week = week_of(watched(times, days=21, stated=stated).week)
    assert week.at(MONDAY + 10.25 * HOUR) > 8
    assert week.at(MONDAY + 3 * HOUR) < 0.5


def test_weekday_of_publication_is_learnt():
    times = [MONDAY + number * WEEK + n * HOUR for number in range(4) for n in range(5, 15)]
    week = week_of(watched(times, days=28).week)
    assert week.days[0] > 3 * week.days[3]
    assert sum(week.days) == pytest.approx(7)


def test_source_with_little_data_has_the_week_of_its_site():
    general = week_of(watched([MONDAY + d * DAY + 9.1 * HOUR for d in range(21)], days=21).week)
    own = week_of(Source(visited=MONDAY).week, general)
    assert own.days == pytest.approx(general.days)
    assert own.quarters == pytest.approx(general.quarters)


def test_stated_time_before_the_last_visit_is_not_believed():
    source = Source(visited=MONDAY)
    seen = Seen(at=MONDAY + HOUR, found=1, published=(MONDAY - DAY,))
    after = observed(source, seen)
    assert sum(after.week.quarters[:4]) == pytest.approx(1.0)


def test_first_visit_learns_from_the_dates_that_the_list_shows():
    times = tuple(at for at in even(12, 4))
    source = first_seen(Seen(at=MONDAY + 4 * DAY, found=500, published=times))
    assert rate(source) == pytest.approx(12, rel=0.15)
    assert first_seen(Seen(at=MONDAY, found=500)) == Source(visited=MONDAY)


def test_clock_that_went_back_adds_no_time_and_forgets_nothing():
    source = watched(even(24, 7), days=7)
    after = observed(source, Seen(at=source.visited - DAY, found=0))
    assert after == replace(source, visited=source.visited - DAY)


def test_long_absence_counts_no_longer_than_a_list_remembers():
    source = watched(even(24, 7), days=7)
    after = observed(source, Seen(at=source.visited + 3650 * DAY, found=20))
    assert max(after.level.days) < 36


def test_bursts_are_told_from_independent_articles():
    draw = Random(5)
    starts = [MONDAY + draw.uniform(0, 40) * DAY for _ in range(20)]
    bursts = sorted(at + n * 450 for at in starts for n in range(16))
    source = watched(bursts, days=40)
    assert sum(one.part for one in echoes(source.bursts)) > 0.3
    calm = watched(sorted(MONDAY + draw.uniform(0, 40) * DAY for _ in range(320)), days=40)
    assert sum(one.part for one in echoes(calm.bursts)) < 0.1


def test_history_of_the_time_before_counts_like_visits():
    every = even(24, 8)
    before, after = [at for at in every if at < MONDAY + 7 * DAY], every[168:]
    old = first_seen(Seen(at=MONDAY + 7 * DAY, found=9, published=tuple(before)))
    begun = Source(visited=old.visited)
    both = with_history(begun, old)
    assert rate(both) == pytest.approx(24, rel=0.15)
    assert week_of(both.week) == week_of(old.week)
    seen = Seen(at=MONDAY + 8 * DAY, found=len(after), published=tuple(after))
    assert rate(with_history(observed(begun, seen), old)) == pytest.approx(24, rel=0.15)
    assert with_history(begun, Source(visited=MONDAY)) == begun


def test_state_survives_serialising():
    source = watched(even(5, 3), days=3)
    assert msgspec.json.decode(msgspec.json.encode(source), type=Source) == source


def test_constant_source_is_visited_by_the_square_root_law():
    # An interval of √(2 price / λ): √(2 · 0.5 / 4) days.
    at = next_visit(
        curve_of(FLAT, 4.0), mean=4.0, last=MONDAY, now=MONDAY, price=0.5, bounds=BOUNDS
    )
    assert at - MONDAY == pytest.approx(DAY / 2, rel=0.05)


def test_visit_stands_right_behind_the_quarter_that_brings_most():
    times = [MONDAY + day * DAY + 10.3 * HOUR for day in range(28) for _ in range(3)]
    week = week_of(watched(times, days=28).week)
    at = next_visit(
        curve_of(week, 3.0), mean=3.0, last=MONDAY, now=MONDAY, price=1.0, bounds=BOUNDS
    )
    assert at % DAY / HOUR == pytest.approx(10.5, abs=0.3)


def test_bounds_hold_whatever_the_price():
    bounds = Bounds(shortest=HOUR, longest=2 * DAY)
    curve = curve_of(FLAT, 4.0)
    for price, wanted in ((1e-9, HOUR), (1e6, 2 * DAY)):
        at = next_visit(curve, mean=4.0, last=MONDAY, now=MONDAY, price=price, bounds=bounds)
        assert 0.7 * wanted <= at - MONDAY <= 1.01 * wanted


def test_source_that_brings_nothing_waits_the_longest_time_however_long():
    bounds = Bounds(shortest=HOUR, longest=80 * DAY)
    at = next_visit(
        curve_of(FLAT, 1e-9), mean=1e-9, last=MONDAY, now=MONDAY, price=0.5, bounds=bounds
    )
    assert at - MONDAY > 60 * DAY


def test_overdue_visit_is_made_now():
    at = next_visit(
        curve_of(FLAT, 4.0), mean=4.0, last=MONDAY - 9 * DAY, now=MONDAY, price=0.5, bounds=BOUNDS
    )
    assert at == MONDAY


def test_budget_is_shared_by_the_roots_of_the_rates():
    curves = [curve_of(FLAT, 1.0), curve_of(FLAT, 4.0)]
    price = price_of(curves, now=MONDAY, budget=12.0, ahead=0.0, bounds=BOUNDS)
    # √(λ / 2 price) visits a day: four of the slow source, eight of the fast one.
    assert (1.0 / (2 * price)) ** 0.5 == pytest.approx(4.0, rel=0.01)
    dearer = price_of(curves, now=MONDAY, budget=12.0, ahead=24.0, bounds=BOUNDS)
    assert dearer > 2 * price


def test_source_that_another_one_covers_has_hardly_a_share():
    shares = own_shares({"home": set(range(40)), "section": set(range(30)), "apart": {90, 91, 92}})
    assert shares["home"] == 1.0
    assert shares["apart"] > 0.6
    assert shares["section"] < 0.05


def test_plan_of_a_site_visits_fast_sources_sooner_and_keeps_the_longest_interval():
    sources = {"fast": watched(even(24, 7), days=7), "silent": watched([], days=7)}
    now = MONDAY + WEEK
    policy = Policy(budget=24.0, max_interval=2 * DAY)
    dues = plan(sources, shares={}, now=now, ahead=0.0, policy=policy)
    assert dues["fast"] - now < 2 * HOUR
    assert 5 * HOUR < dues["silent"] - now <= 2 * DAY
    fixed = plan(sources, shares={}, now=now, ahead=0.0, policy=Policy(fixed_interval=HOUR))
    assert fixed == {"fast": now + HOUR, "silent": now + HOUR}


def test_budget_too_small_for_all_sources_stretches_the_longest_interval():
    sources = {n: Source(visited=MONDAY) for n in range(100)}
    dues = plan(sources, shares={}, now=MONDAY, ahead=0.0, policy=Policy(budget=10.0))
    assert min(dues.values()) - MONDAY > 5 * DAY


def test_level_follows_a_source_that_doubles_within_days():
    times = [*even(12, 20), *(at + 20 * DAY for at in even(36, 4))]
    assert rate(watched(times, days=24)) > 28


def test_dying_source_saves_its_budget():
    alive, silent = {"home": watched(even(24, 20), days=20)}, {}
    silent["home"] = watched(even(24, 20), days=32)

    def interval(sources):
        now = sources["home"].visited
        return plan(sources, shares={}, now=now, ahead=0, policy=Policy(budget=24))["home"] - now

    assert interval(silent) > 2.5 * interval(alive)


def test_article_of_a_burst_calls_for_another_visit_sooner():
    draw = Random(5)
    starts = [MONDAY + draw.uniform(0, 39) * DAY for _ in range(20)]
    calm = watched(sorted(at + n * 450 for at in starts for n in range(16)), days=40)
    now = calm.visited + HOUR
    times = tuple(now - 60 * n for n in (1, 8, 16))
    excited = observed(calm, Seen(at=now, found=3, published=times))
    quiet = observed(calm, Seen(at=now, found=0))

    def next_one(source):
        return plan({0: source}, shares={}, now=now, ahead=0, policy=Policy(budget=24))[0]

    assert next_one(excited) - now < 0.5 * (next_one(quiet) - now)

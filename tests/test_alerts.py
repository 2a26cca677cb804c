"""Alerts: what history says is broken, and what it does not; the mathematics without a disk."""

from dataclasses import replace
from math import comb, exp, factorial
from random import Random

import pytest

from newscrawl.alerts.causes import causes
from newscrawl.alerts.course import Stage, followed
from newscrawl.alerts.finding import Finding, Kind
from newscrawl.alerts.notices import (
    Certificate,
    RobotsVersion,
    Unanswered,
    certificate_finding,
    robots_findings,
    unanswered_finding,
)
from newscrawl.alerts.rates import Tally, rate_findings
from newscrawl.alerts.tails import dispersion, few, many
from newscrawl.alerts.volume import Series, volume_finding
from newscrawl.robots import RobotsPolicy
from newscrawl.schedule.policy import DAY, HOUR
from newscrawl.schedule.source import Seen, Source, observed
from newscrawl.schedule.week import FLAT, week_of, weekday

MONDAY = 1_772_409_600.0
TODAY = int(MONDAY // DAY)


def published(per_day, *, days, seed=0, weekend=1.0, batch=1):
    """Draw times of publication between 6 and 22 o'clock, fewer or none on weekends."""
    draw, times = Random(seed), []
    for day in range(days):
        start = MONDAY + day * DAY
        share = weekend if weekday(start) > 4 else 1.0
        count = sum(draw.random() < per_day * share / batch / 64 for _ in range(64))
        for _ in range(count):
            at = start + draw.uniform(6, 22) * HOUR
            times += [at] * batch
    return sorted(times)


def life(times, *, until, every=HOUR):
    """Visit a source through its life and give what is known of it after each visit.

    Its week is learnt as the schedule learns it.
    """
    source, visits, at, times = Source(visited=MONDAY), [], MONDAY + every, list(times)
    while at <= until:
        new = [when for when in times if when <= at]
        del times[: len(new)]
        visits.append((at, len(new)))
        source = observed(source, Seen(at=at, found=len(new), published=tuple(new)))
        yield at, source, visits
        at += every


def series(source, visits):
    return Series(
        site="paper.example", subject="https://paper.example/feed/", kind="feed",
        visits=visits, week=week_of(source.week, FLAT),
    )  # fmt: skip


def visited(times, *, until, every=HOUR):
    """Give a source as it is known at last."""
    *_, (_, source, visits) = life(times, until=until, every=every)
    return series(source, visits)


def days(count):
    return MONDAY + count * DAY


def alarms(times, *, first, last, step=6 * HOUR, every=HOUR):
    """Give what was found at each of many moments of a source's life, each by what came before."""
    found = {}
    for at, source, visits in life(times, until=last, every=every):
        is_looked_at = at >= first and (at - first) % step < every
        if is_looked_at and (finding := volume_finding(series(source, visits))):
            found[at] = finding
    return found


def test_tails_without_doubt_are_those_of_poisson_and_binomial():
    rate = 8.0
    poisson = sum(exp(-rate) * rate**k / factorial(k) for k in range(4))
    known = few(3, ahead=rate, articles=10**7, watched=10.0**7, dispersion=1.0)
    assert known == pytest.approx(poisson, rel=1e-3)
    binomial = sum(comb(20, k) * 0.3**k * 0.7 ** (20 - k) for k in range(11, 21))
    sure = many(11, 20, past_hits=3 * 10**7, past=10**8, dispersion=1.0)
    assert sure == pytest.approx(binomial, rel=1e-3)


def test_short_history_and_clusters_make_the_tails_heavier():
    def chance(history, dispersion):
        return few(0, ahead=2, articles=5 * history, watched=history, dispersion=dispersion)

    assert chance(1000, 1.0) < chance(10, 1.0) < chance(3, 1.0)
    assert chance(1000, 1.0) < chance(1000, 3.0)


def test_dispersion_of_independent_counts_is_about_one():
    draw = Random(1)
    cells = [(float(sum(draw.random() < 0.02 for _ in range(500))), 10.0, 10.0) for _ in range(200)]
    assert dispersion(cells) < 1.3
    assert dispersion([(3 * seen, 3 * mean, 3 * var) for seen, mean, var in cells]) > 2


@pytest.mark.parametrize("weekend", [1.0, 0.0])
@pytest.mark.parametrize(("per_day", "batch"), [(4, 1), (30, 1), (30, 10)])
def test_sound_source_never_alerts(per_day, batch, weekend):
    times = published(per_day, days=42, weekend=weekend, batch=batch)
    assert alarms(times, first=days(1), last=days(42), step=3 * HOUR, every=3 * HOUR) == {}


def test_source_that_falls_silent_is_heard_within_a_day_when_it_is_busy():
    times = [at for at in published(30, days=60) if at < days(30)]
    found = alarms(times, first=days(29), last=days(32))
    first = min(found)
    assert found[first].kind is Kind.SILENT
    assert first - max(times) < DAY
    assert all(at in found for at in (days(31), days(32)))


def test_slow_source_is_given_more_time():
    times = [at for at in published(2, days=90) if at < days(40)]
    found = alarms(times, first=days(40), last=days(60), every=6 * HOUR, step=DAY)
    assert 4 * DAY < min(found) - max(times) < 14 * DAY


def test_silent_source_stays_silent_however_long_ago_that_was():
    times = published(30, days=30)
    assert volume_finding(visited(times, until=days(100), every=6 * HOUR)).kind is Kind.SILENT


def test_young_source_is_not_judged():
    times = [at for at in published(30, days=40) if at < days(10)]
    assert alarms(times, first=days(1), last=days(20), step=DAY) == {}


def test_volume_that_falls_sharply_is_heard_and_pinned_to_the_time_before():
    times = [at for n, at in enumerate(published(30, days=95)) if at < days(45) or n % 10 == 0]
    found = alarms(times, first=days(44), last=days(55), step=DAY, every=3 * HOUR)
    assert {finding.kind for finding in found.values()} == {Kind.FEW}
    assert days(48) < min(found) < days(52)
    late = visited([t for t in times if t <= days(80)], until=days(80), every=3 * HOUR)
    assert volume_finding(late) is None
    assert volume_finding(late, since=min(found)).kind is Kind.FEW


def tally(day, *, pages=20, articles=20, **lacks):
    return Tally(day=TODAY + day, answers=pages, candidates=pages, articles=articles, **lacks)


def judged(tallies, *, day, since=None):
    findings = rate_findings(
        tallies, site="s", subject="s", now=days(day) + HOUR, since=since or {}
    )
    return {finding.kind: finding for finding in findings}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (Kind.EMPTY_HEADLINE, "no_headline"), (Kind.EMPTY_DATE, "no_date"),
        (Kind.EMPTY_AUTHORS, "no_authors"), (Kind.EMPTY_TEXT, "no_text"),
        (Kind.BLOCKED, "blocked"),
    ],
)  # fmt: skip
def test_rate_that_rises_is_found_and_one_that_was_always_high_is_not(kind, name):
    sound = [tally(day, **{name: 2}) for day in range(14)]
    assert judged(sound, day=13) == {}
    assert set(judged([*sound, tally(14, **{name: 18})], day=14)) == {kind}
    always = [tally(day, **{name: 18}) for day in range(15)]
    assert judged(always, day=14) == {}


def test_yield_that_falls_is_found():
    sound = [tally(day, articles=18) for day in range(14)]
    found = judged([*sound, tally(14, articles=3)], day=14)
    assert set(found) == {Kind.NO_ARTICLE}
    assert found[Kind.NO_ARTICLE].text == (
        "17 of the last 20 article-like pages give no article, 10% before"
    )


def test_rates_of_a_young_collection_and_of_a_few_pages_are_not_judged():
    assert judged([tally(0), tally(1), tally(2, no_date=20)], day=2) == {}
    few_pages = [tally(day, pages=3, articles=3) for day in range(20)]
    one_day = [*few_pages, tally(20, pages=3, articles=3, no_date=3)]
    assert judged(one_day, day=20) == {}
    days_on_end = [tally(day, pages=4, articles=4, no_date=4) for day in range(20, 23)]
    assert set(judged([*few_pages, *days_on_end], day=22)) == {Kind.EMPTY_DATE}


def test_site_that_has_such_days_now_and_then_does_not_alert():
    draw = Random(2)
    wavering = [tally(day, no_authors=draw.choice((0, 2, 18))) for day in range(30)]
    assert all(
        Kind.EMPTY_AUTHORS not in judged(wavering[: day + 1], day=day) for day in range(10, 30)
    )


def test_rate_under_alert_is_held_against_the_days_before_it():
    days_bad = [tally(day, no_date=18) for day in range(10, 30)]
    history = [*(tally(day) for day in range(10)), *days_bad]
    assert judged(history, day=29) == {}
    assert set(judged(history, day=29, since={Kind.EMPTY_DATE: days(10)})) == {Kind.EMPTY_DATE}


def robots(*texts):
    return [
        RobotsVersion(
            at=days(n), policy=RobotsPolicy(text or ""), is_readable=text is not None
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip


def robots_kinds(*texts, day=None):
    now = days(len(texts) - 1 if day is None else day)
    found = robots_findings(
        robots(*texts), origin="https://p.example", site="p.example", agent="newscrawl/1", now=now
    )
    return [finding.kind for finding in found]


ALL, NONE = "User-agent: *\nDisallow: /x/\n", "User-agent: *\nDisallow: /\n"


def test_rules_that_change_are_news_for_three_days():
    more = f"{ALL}Disallow: /y/\n"
    assert robots_kinds(ALL, more) == [Kind.ROBOTS_CHANGED]
    assert robots_kinds(ALL, more, day=5) == []
    assert robots_kinds(ALL, f"# made today\n{ALL}\nSitemap: https://p.example/s.xml\n") == []
    assert robots_kinds(ALL, f"{ALL}\nUser-agent: otherbot\nDisallow: /\n") == []


def test_rule_of_any_octets_and_length_can_be_told():
    strange = RobotsPolicy.from_response(200, b"User-agent: *\nDisallow: /\xff" + b"a" * 9000)
    versions = [*robots(ALL), RobotsVersion(at=days(1), policy=strange)]
    (told,) = robots_findings(versions, origin="https://p", site="p", agent="n", now=days(1))
    assert told.text.encode()
    assert len(told.text) < 300


def test_site_that_shuts_itself_is_heard_until_it_opens():
    assert robots_kinds(ALL, NONE) == [Kind.ROBOTS_CLOSED]
    assert robots_kinds(ALL, NONE, day=50) == [Kind.ROBOTS_CLOSED]
    assert robots_kinds(ALL, NONE, ALL, day=50) == []
    assert robots_kinds(NONE, f"{NONE}#") == []
    assert robots_kinds(ALL, None) == []
    assert robots_kinds(ALL) == []


@pytest.mark.parametrize(
    ("life", "left", "is_soon"),
    [(90, 20, False), (90, 13, True), (90, -1, True), (6, 4, False), (6, 1, True), (47, 10, False)],
)
def test_certificate_is_about_to_expire_in_the_last_part_of_its_life(life, left, is_soon):
    now = days(100)
    one = Certificate(
        origin="https://p.example", site="p.example", begins=now + (left - life) * DAY,
        ends=now + left * DAY, seen=now,
    )  # fmt: skip
    assert (certificate_finding(one, now=now) is not None) is is_soon
    assert certificate_finding(replace(one, seen=now - 40 * DAY), now=now) is None


def unanswered(**changes):
    source = Unanswered(
        url="https://p.example/feed/", site="p.example", reason="http-404", first=days(0),
        last=days(20), articles=50,
    )  # fmt: skip
    return unanswered_finding(replace(source, **changes), now=days(22))


def test_source_is_missed_after_a_day_where_it_once_brought_something():
    assert unanswered().kind is Kind.UNREACHABLE
    assert unanswered(last=days(21.5)) is None
    assert unanswered(articles=0) is None
    assert unanswered(first=days(19)) is None


def finding(kind=Kind.SILENT, subject="https://p.example/feed/", **changes):
    return Finding(kind=kind, site="p.example", subject=subject, text="why", **changes)


def test_alert_is_raised_once_lasts_and_is_cleared():
    one = finding(calm=DAY)
    course = followed([], [one], now=0.0, run="1")
    assert [alert.stage("1") for alert in course] == [Stage.RAISED]
    course = followed(course, [one], now=HOUR, run="2")
    assert [(a.stage("2"), a.raised, a.seen) for a in course] == [(Stage.STILL, 0.0, HOUR)]
    course = followed(course, [], now=2 * HOUR, run="3")
    assert [alert.stage("3") for alert in course] == [Stage.STILL]
    course = followed(course, [], now=DAY + HOUR, run="4")
    assert [(a.stage("4"), a.cleared) for a in course] == [(Stage.CLEARED, DAY + HOUR)]


def test_alert_with_patience_is_told_when_it_lasts():
    one = finding(patience=12 * HOUR)
    course = followed([], [one], now=0.0, run="1")
    assert [alert.stage("1") for alert in course] == [Stage.PENDING]
    assert followed(course, [], now=HOUR, run="2") == []
    course = followed(course, [one], now=12 * HOUR, run="3")
    assert [alert.stage("3") for alert in course] == [Stage.RAISED]


def kinds(*findings, sources=4):
    return sorted(str(one.kind) for one in causes(findings, sources={"p.example": sources}))


def test_one_cause_is_one_alert():
    site = "p.example"
    every = [finding(subject=f"https://p.example/{n}/") for n in range(4)]
    assert kinds(finding(subject=site), *every) == ["silent"]
    closed = finding(Kind.ROBOTS_CLOSED, "https://p.example")
    assert kinds(closed, finding(subject=site), *every) == ["robots-closed"]
    away = [finding(Kind.UNREACHABLE, f"u{n}", facts={"reason": "dns"}) for n in range(4)]
    assert kinds(*away, finding(subject=site)) == ["unreachable"]
    assert kinds(*away[:1], sources=9) == ["unreachable"]
    blocked = finding(Kind.BLOCKED, site)
    assert kinds(blocked, finding(Kind.NO_ARTICLE, site), *away) == ["blocked"]
    assert kinds(finding(Kind.EMPTY_DATE, site), finding(Kind.EMPTY_DATE)) == ["empty-date"]
    assert kinds(finding(Kind.FROZEN), finding(Kind.CERTIFICATE, site)) == ["certificate", "frozen"]


def test_sites_do_not_explain_each_other():
    here, there = finding(Kind.BLOCKED, "p.example"), replace(finding(), site="q.example")
    assert len(causes([here, there], sources={})) == 2


def test_week_of_nothing_but_weekend_news_is_learnt_too():
    times = [at for at in published(40, days=42) if weekday(at) > 4]
    assert alarms(times, first=days(28), last=days(42), step=12 * HOUR, every=6 * HOUR) == {}
    gone = [at for at in times if at < days(33)]
    assert alarms(gone, first=days(35), last=days(43), every=6 * HOUR)

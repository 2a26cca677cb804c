"""Rates: empty fields, pages without an article, and refusals, against the days before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newscrawl.alerts.finding import Finding, Kind
from newscrawl.alerts.tails import dispersion, many
from newscrawl.schedule.policy import DAY

PAST_DAYS = 42
MIN_DAYS = 5
"""Days with trials that a history needs."""
MIN_PAST = 50
RARE = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the pages of one day were."""

    day: int
    """Days since the epoch, UTC."""
    answers: int = 0
    """Answers to requests for pages, whatever they were."""
    blocked: int = 0
    candidates: int = 0
    """Pages that lists name as entries, or that look like articles."""
    articles: int = 0
    """Those of them that gave one."""
    no_headline: int = 0
    no_date: int = 0
    no_authors: int = 0
    no_text: int = 0
    """Articles of hardly a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rate:
    kind: Kind
    hits: Callable[[Tally], int]
    of: Callable[[Tally], int]
    least: int
    """Trials that the days now need."""
    days: int
    """Latest days that may be taken together to have so many."""
    rise: float
    """Share by which it must have risen."""
    text: str


def _articles(tally: Tally) -> int:
    return tally.articles


_RATES = (
    _Rate(
        kind=Kind.BLOCKED, hits=lambda t: t.blocked, of=lambda t: t.answers, least=8, days=2,
        rise=0.3, text="{now} answers are challenges, walls or refusals, {past} before",
    ),
    _Rate(
        kind=Kind.NO_ARTICLE, hits=lambda t: t.candidates - t.articles, of=lambda t: t.candidates,
        least=12, days=5, rise=0.3,
        text="{now} article-like pages give no article, {past} before",
    ),
    *(
        _Rate(
            kind=kind, hits=hits, of=_articles, least=12, days=5, rise=0.3,
            text=f"{{now}} articles have {what}, {{past}} before",
        )
        for kind, hits, what in (
            (Kind.EMPTY_HEADLINE, lambda t: t.no_headline, "no headline"),
            (Kind.EMPTY_DATE, lambda t: t.no_date, "no date"),
            (Kind.EMPTY_AUTHORS, lambda t: t.no_authors, "no authors"),
            (Kind.EMPTY_TEXT, lambda t: t.no_text, "hardly any text"),
        )
    ),
)  # fmt: skip


def rate_findings(
    tallies: Sequence[Tally], *, site: str, subject: str, now: float, since: dict[Kind, float]
) -> list[Finding]:
    """Give the rates that have risen; `tallies` are in order of days.

    `since` has for kinds that are under alert when that began: the days before are the history.
    """
    known = [tally for tally in tallies if tally.day <= now // DAY]
    return [
        finding
        for rate in _RATES
        if (finding := _finding(rate, known, site, subject, since.get(rate.kind)))
    ]


def _finding(
    rate: _Rate, tallies: Sequence[Tally], site: str, subject: str, since: float | None
) -> Finding | None:
    latest: list[Tally] = []
    for tally in reversed(tallies):
        is_enough = sum(map(rate.of, latest)) >= rate.least
        # The last day with pages, not today: no news does not clear what was bad.
        if tally.day <= tallies[-1].day - rate.days or is_enough:
            break
        latest.append(tally)
    of, hits = sum(map(rate.of, latest)), sum(map(rate.hits, latest))
    if of < rate.least:
        return None
    begin = latest[-1].day if since is None else min(latest[-1].day, int(since // DAY))
    past = [t for t in tallies if begin - PAST_DAYS <= t.day < begin and rate.of(t)]
    past_of, past_hits = sum(map(rate.of, past)), sum(map(rate.hits, past))
    if len(past) < MIN_DAYS or past_of < MIN_PAST or hits / of < past_hits / past_of + rate.rise:
        return None
    share = past_hits / past_of
    chance = many(
        hits, of, past_hits=past_hits, past=past_of,
        dispersion=dispersion(
            (rate.hits(t), rate.of(t) * share, rate.of(t) * share * (1 - share)) for t in past
        ),
    )  # fmt: skip
    if chance > RARE:
        return None
    text = rate.text.format(now=f"{hits} of the last {of}", past=f"{share:.0%}")
    return Finding(
        kind=rate.kind, site=site, subject=subject, text=text, calm=DAY,
        facts={"share": round(hits / of, 3), "usual_share": round(share, 3), "of": of,
               "chance": chance},
    )  # fmt: skip

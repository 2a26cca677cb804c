"""Histories of sources: what the articles of a first crawl tell of the time before."""

from contextlib import closing
from datetime import UTC, datetime, timedelta
from time import time

import pytest
from changing_site import article, collection, home, path
from made_up_site import serving
from newscrawl_process import LOOPBACK, run

from archive.beginnings import BeginningTable
from archive.catalog import open_catalog
from newscrawl.schedule.policy import DAY
from newscrawl.schedule.source import rate
from newscrawl.schedule.week import week_of

NAMES = [f"place{n}" for n in range(24)]
NEWEST = (datetime.now(UTC) - timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)


def histories(folder, *, now):
    with closing(open_catalog(folder / "catalog.sqlite")) as db:
        urls = dict(db.execute("SELECT id, url FROM urls"))
        found = BeginningTable(db).read(now=now)
        stored = db.execute("SELECT count(*) FROM histories").fetchone()[0]
        return {urls[number]: source for number, source in found.items()}, stored


def test_hours_of_a_paper_are_known_from_the_articles_of_the_first_crawl(tmp_path):
    # Two a day, both between nine and ten; the home page itself dates none.
    dates = [NEWEST - timedelta(days=n // 2, minutes=-20 * (n % 2)) for n in range(len(NAMES))]
    pages = {"/": home(*NAMES)} | {
        path(name): article(name, date=date.isoformat())
        for name, date in zip(NAMES, dates, strict=True)
    }
    with serving(pages) as (base, _):
        folder = collection(tmp_path / "c", base, schedule="")
        assert run("watch", "--once", "-c", folder, *LOOPBACK).returncode == 0
    found, stored = histories(folder, now=time())
    assert not stored  # the first crawl may go on for some hours
    page = found[f"{base}/"]
    assert rate(page) == pytest.approx(2, rel=0.3)
    week = week_of(page.week)
    nine = (NEWEST + timedelta(minutes=10)).timestamp()
    assert week.at(nine) > 5 * week.at(nine + DAY / 2)
    later, stored = histories(folder, now=time() + DAY)
    assert (later, stored) == (found, 1)
    assert run("rebuild", "-c", folder).returncode == 0
    assert histories(folder, now=time())[0] == found

"""A second run of a finished crawl: what is new is found, what is known is left alone."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime

from newscrawl_process import crawl, records

from newscrawl.demo.server import serve
from newscrawl.demo.site import DemoSite, Only

EARLY = datetime(2026, 3, 1, tzinfo=UTC)


def wanted(site, url):
    out_of_reach = (Only.DISALLOWED, Only.SCRIPT, Only.SITEMAP, Only.FEED)
    return {article.url for article in site.truth(url) if article.only not in out_of_reach}


def test_new_articles_are_found_also_behind_the_first_page_and_known_ones_not_asked_again(tmp_path):
    folder = tmp_path / "c"
    with serve(DemoSite(until=EARLY)) as server:
        crawl(server.url, folder, "--links-only")
        known = {record["url"] for record in records(folder)}
        assert known == wanted(server.site, server.url)
        before = len(server.requests)
        server.site = DemoSite()
        crawl(server.url, folder, "--links-only")
        second = Counter(request.path for request in server.requests[before:])
        assert {record["url"] for record in records(folder)} == wanted(server.site, server.url)
    asked_again = {path for path in second if server.url + path in known}
    assert not asked_again


def test_nothing_new_costs_only_the_sources_and_most_answer_not_modified(tmp_path):
    folder = tmp_path / "c"
    with serve() as server:
        crawl(server.url, folder)
        first = records(folder)
        before = len(server.requests)
        crawl(server.url, folder)
        second = server.requests[before:]
    assert records(folder) == first
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        (sources,) = db.execute("SELECT count(*) FROM agenda WHERE kind = 'source'").fetchone()
    assert len(second) <= sources + 2
    articles = {record["url"].removeprefix(server.url) for record in first}
    assert not [request.path for request in second if request.path in articles]
    assert all(request.status in (200, 304, 404) for request in second)

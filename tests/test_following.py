"""Links of large pages: taken piece by piece, side by side, and none lost by a crash."""

import sqlite3

import pytest
from test_startup import HOME, capture, opened

from archive.collection import Collection
from archive.following import PIECE
from newscrawl.config import CollectionConfig
from newscrawl.frontier.limits import Limits
from newscrawl.frontier.outcome import of_response
from newscrawl.model.link import Link, Role
from newscrawl.model.page import Page, PageKind

COUNT = 4 * PIECE + 1


@pytest.fixture
def folder(tmp_path):
    made = Collection(tmp_path / "c")
    made.create(CollectionConfig(start=(HOME,), scope="host"))
    return made


def sitemap_of(lead, count=COUNT):
    links = tuple(
        Link(url=f"{HOME}2026/05/03/story-{n}/", role=Role.SITEMAP_ENTRY) for n in range(count)
    )
    return Page(url=lead.url, kind=PageKind.SITEMAP, links=links, reason="sitemap")


def visited(ledger, url=f"{HOME}sitemap.xml", count=COUNT):
    """Give the visit of a sitemap that was fetched and archived."""
    ledger.discover([Link(url=url, role=Role.SITEMAP)])
    (lead,) = ledger.lease(1, busy_hosts=())
    provenance = {"discovered-by": str(lead.role), "discovered-at": lead.found_at}
    ref = ledger.archive(capture(lead.url, provenance), has_lead=True)
    return of_response(lead, status=200, ref=ref, page=sitemap_of(lead, count))


def rows(folder):
    with sqlite3.connect(folder.catalog) as db:
        found = dict(db.execute("SELECT url, state FROM urls").fetchall())
        edges = db.execute("SELECT count(*) FROM edges").fetchone()[0]
    db.close()
    return found, edges


def test_many_links_come_in_pieces(folder):
    ledger = opened(folder)
    visit = visited(ledger)
    assert len(list(ledger.follow(visit))) == 5
    ledger.settle(visit)
    ledger.close("finished")
    found, edges = rows(folder)
    assert found.pop(f"{HOME}sitemap.xml") == "archived"
    assert list(found.values()) == ["queued"] * COUNT
    assert edges == COUNT


def test_page_that_nobody_followed_is_followed_as_it_is_settled(folder):
    ledger = opened(folder)
    ledger.settle(visited(ledger))
    ledger.close("finished")
    assert len(rows(folder)[0]) == COUNT + 1


@pytest.mark.parametrize("pieces", [0, 1, 3, 5])
def test_crash_between_two_pieces_loses_no_link(folder, pieces):
    ledger = opened(folder)
    visit = visited(ledger)
    going = ledger.follow(visit)
    for _ in range(pieces):
        next(going)
    ledger.commit()
    ledger.abandon()
    assert rows(folder)[0][visit.lead.url] == "leased"

    again = opened(folder)
    leads = [lead for lead in again.lease(COUNT, busy_hosts=()) if lead.role is Role.SITEMAP]
    assert [lead.url for lead in leads] == [visit.lead.url]
    assert leads[0].replay == visit.ref
    page = sitemap_of(leads[0])
    again.settle(of_response(leads[0], status=200, ref=visit.ref, page=page))
    again.close("finished")
    found, edges = rows(folder)
    assert found.pop(visit.lead.url) == "archived"
    assert len(found) == edges == COUNT


def test_pages_that_are_followed_side_by_side_keep_their_own_count(folder):
    ledger = opened(folder)
    large = visited(ledger)
    small = visited(ledger, f"{HOME}other.xml", count=2)
    going = ledger.follow(large)
    next(going)
    ledger.settle(small)
    for _ in going:
        pass
    ledger.settle(large)
    ledger.close("finished")
    found, edges = rows(folder)
    assert len(found) == COUNT + 2
    assert edges == COUNT + 2  # two stories are named by both


def test_host_that_had_its_time_waits_for_the_next_run(folder):
    now = [1000.0]
    ledger = opened(folder, clock=lambda: now[0], limits=Limits(host_seconds=60))
    ledger.settle(visited(ledger, count=3))
    (first,) = ledger.lease(1, busy_hosts=())
    now[0] += 60
    assert ledger.lease(9, busy_hosts=()) == []
    ledger.close("finished")
    with sqlite3.connect(folder.catalog) as db:
        left = db.execute("SELECT url FROM urls WHERE reason = 'host-time'").fetchall()
    db.close()
    assert len(left) == 2
    again = opened(folder)
    assert [lead.id for lead in again.lease(9, busy_hosts=())] == [first.id]
    again.abandon()

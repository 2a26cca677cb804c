"""The table of URLs: what is leased when, and what becomes of it."""

from contextlib import closing

import pytest

from archive import chores
from archive.catalog import open_catalog
from archive.frontier import Frontier
from newscrawl.frontier.admission import Admission
from newscrawl.frontier.order import REQUISITES
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.fate import Fate, State
from newscrawl.model.lead import Lead
from newscrawl.model.link import Link, Role
from newscrawl.model.visit import Visit

SITE = "https://paper.example"
ADMISSION = Admission(
    in_scope=lambda url: url.startswith(f"{SITE}/"), trap=lambda _: None, max_depth=2
)
HOME = Lead(id=0, url=f"{SITE}/", role=Role.START)
REF = ArchiveRef(
    warc="x.warc.gz", offset=0, length=9, record_id="urn:uuid:1", date="2026-05-14T00:00:00Z",
    payload_digest="sha1:X", status=200,
)  # fmt: skip


@pytest.fixture
def frontier(tmp_path):
    with closing(open_catalog(tmp_path / "catalog.sqlite")) as db:
        yield Frontier(db)


def add(frontier, path, role=Role.TEASER, *, source=HOME, **link):
    entry = ADMISSION.admit(
        Link(url=path if path.startswith("http") else f"{SITE}{path}", role=role, **link),
        source=source,
    )
    frontier.add([entry], source=None, now=0.0)
    return entry


def lease(frontier, limit=9, *, busy=(), now=1.0):
    return frontier.lease(limit, busy_hosts=busy, window=(0, 300), now=now)


def settle(frontier, lead, state, *, wait=None, now=1.0):
    visit = Visit(lead=lead, fate=Fate(state=state, reason="because"), retry_after=wait)
    frontier.settle(visit, capture=None, now=now)


def test_leads_come_by_role_then_newest_first(frontier):
    add(frontier, "/imprint", Role.STATIC)
    add(frontier, "/old", date="2024-05-14")
    add(frontier, "/new", date="2026-05-14")
    assert [lead.url for lead in lease(frontier)] == [
        f"{SITE}/new", f"{SITE}/old", f"{SITE}/imprint",
    ]  # fmt: skip


def test_lead_is_leased_once_until_it_is_given_back(frontier):
    add(frontier, "/a")
    (lead,) = lease(frontier)
    assert not lease(frontier)
    frontier.release([lead.id])
    assert lease(frontier) == [lead]
    frontier.release_all()
    assert frontier.queued() == 1


def test_busy_host_waits(frontier):
    add(frontier, "/a")
    assert not lease(frontier, busy=["paper.example"])


def test_lead_to_be_tried_again_waits_until_it_is_due(frontier):
    add(frontier, "/a")
    (lead,) = lease(frontier)
    settle(frontier, lead, State.QUEUED, wait=8.0)
    assert frontier.next_due() == 9.0
    assert not lease(frontier, now=8.9)
    (again,) = lease(frontier, now=9.0)
    assert again.tries == 1


def test_settled_url_that_is_named_again_stays_settled(frontier):
    add(frontier, "/a")
    (lead,) = lease(frontier)
    settle(frontier, lead, State.ARCHIVED)
    add(frontier, "/a", Role.START)
    assert frontier.queued() == 0
    assert frontier.counts() == {("archived", "because"): 1}


def test_url_named_by_a_better_role_moves_forward_and_never_back(frontier):
    add(frontier, "/a", Role.STATIC)
    add(frontier, "/a", Role.RECENT)
    add(frontier, "/a", Role.AUTHOR)
    (lead,) = lease(frontier)
    assert lead.role is Role.RECENT


def test_url_excluded_for_its_role_is_queued_when_a_better_one_names_it(frontier):
    add(frontier, "/a", Role.SHARE)
    assert not lease(frontier)
    add(frontier, "/a", Role.TEASER)
    assert len(lease(frontier)) == 1


def test_url_out_of_scope_or_too_deep_has_its_row_and_reason(frontier):
    elsewhere = Link(url="https://other.example/", role=Role.TEASER)
    frontier.add([ADMISSION.admit(elsewhere, source=HOME)], source=None, now=0.0)
    add(frontier, "/deep", source=Lead(id=1, url=SITE, role=Role.TEASER, depth=2))
    assert frontier.counts() == {("excluded", "scope"): 1, ("excluded", "depth"): 1}


def test_link_that_is_no_url_has_no_row():
    assert ADMISSION.admit(Link(url="mailto:a@b.example", role=Role.BODY), source=HOME) is None


def test_capture_of_a_run_that_died_gives_its_lead_with_the_replay(frontier):
    entry = add(frontier, "/a")
    lead = frontier.lead_for(entry.key, REF)
    assert lead.replay == REF
    settle(frontier, lead, State.ARCHIVED)
    assert frontier.lead_for(entry.key, REF) is None


def test_list_that_shows_what_another_showed_repeats(frontier):
    add(frontier, "/list")
    add(frontier, "/list?page=2")
    first, second = lease(frontier)
    assert not frontier.repeats(first, "digest")
    assert not frontier.repeats(first, "digest")
    assert frontier.repeats(second, "digest")


def test_url_that_is_refused_as_a_page_is_fetched_as_a_requisite(frontier):
    out = "https://elsewhere.example/a.jpg"
    assert add(frontier, out, Role.BODY).fate.reason == "scope"
    assert lease(frontier) == []
    add(frontier, out, Role.IMAGE)
    (lead,) = lease(frontier)
    assert lead.role is Role.IMAGE


def test_requisite_stays_one_where_it_is_then_named_as_a_page_out_of_scope(frontier):
    out = "https://elsewhere.example/a.jpg"
    add(frontier, out, Role.IMAGE)
    add(frontier, out, Role.BODY)
    assert frontier.lease(9, busy_hosts=(), window=(0, REQUISITES), now=1.0) == []
    (lead,) = lease(frontier)
    assert lead.role is Role.IMAGE


def test_page_that_is_also_named_as_a_requisite_is_a_page_and_either_is_due_in_its_window(frontier):
    add(frontier, "/a", Role.IMAGE)
    add(frontier, "/b", Role.IMAGE)
    add(frontier, "/a", Role.TEASER)
    assert frontier.next_due((0, REQUISITES)) == 0.0
    (lead,) = frontier.lease(9, busy_hosts=(), window=(0, REQUISITES), now=1.0)
    assert (lead.url, lead.role) == (f"{SITE}/a", Role.TEASER)
    assert frontier.next_due((0, REQUISITES)) is None
    assert frontier.next_due() == 0.0


def test_rows_of_other_hosts_come_in_their_order_however_many_hosts_there_are(tmp_path):
    admission = Admission(in_scope=lambda url: True, trap=lambda _: None)
    roles = (Role.TEASER, Role.SECTION, Role.BODY, Role.FEED, Role.STATIC)
    for hosts in (5, 90):  # asked one by one, and all at once
        links = [
            Link(url=f"http://h{n % hosts}.example/2026/05/{n % 27 + 1:02}/{n}/", role=roles[n % 5])
            for n in range(400)
        ]
        with closing(open_catalog(tmp_path / f"{hosts}.sqlite")) as db:
            frontier = Frontier(db)
            entries = [admission.admit(link, source=HOME) for link in links]
            frontier.add(entries, source=None, now=0.0)
            everything = lease(frontier, 400)
            frontier.release_all()
            others = lease(frontier, 60, busy=["h0.example", "h3.example"])
        wanted = [lead for lead in everything if "//h0." not in lead.url]
        assert others == [lead for lead in wanted if "//h3." not in lead.url][:60]


def test_large_change_of_a_shape_goes_on_piece_by_piece(frontier, monkeypatch):
    monkeypatch.setattr(chores, "PIECE", 3)
    entries = [add(frontier, f"/news/{n}/") for n in range(8)]
    shape = entries[0].shape
    frontier.shift(shape, -10)
    late = add(frontier, "/news/99/")
    frontier.exclude_shape(shape, "trap:barren")
    assert frontier.queued() == 6  # of nine rows one piece is excluded
    while frontier.go_on():
        pass
    rows = frontier._db.execute("SELECT url, priority, reason FROM urls").fetchall()
    assert {reason for url, _, reason in rows if url != late.url} == {"trap:barren"}
    assert {priority for url, priority, _ in rows if url == late.url} == {late.priority}
    assert not frontier.go_on()

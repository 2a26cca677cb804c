"""What a response or a failure means for its lead."""

import pytest

from newscrawl.frontier import outcome
from newscrawl.frontier.listing import entries_digest, without_pagination
from newscrawl.frontier.retry import MAX_TRIES, MAX_WAIT, after_failure, after_status, backoff
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.fate import State
from newscrawl.model.lead import Lead
from newscrawl.model.link import Link, Role
from newscrawl.model.page import Page, PageKind

URL = "http://paper.example/a"
REF = ArchiveRef(
    warc="x.warc.gz", offset=0, length=9, record_id="urn:uuid:1", date="2026-05-14T00:00:00Z",
    payload_digest="sha1:X", status=200,
)  # fmt: skip


def visit(status, *, tries=0, page=None, **options):
    lead = Lead(id=1, url=URL, role=Role.TEASER, tries=tries)
    page = page or Page(url=URL, kind=PageKind.OTHER, reason="not-html")
    return outcome.of_response(lead, status=status, ref=REF, page=page, **options)


def redirect(target):
    links = (Link(url=target, role=Role.REDIRECT),)
    return Page(url=URL, kind=PageKind.REDIRECT, links=links, reason="redirect")


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_passing_error_is_tried_again_a_few_times(status):
    assert visit(status).fate.state is State.QUEUED
    assert visit(status, tries=MAX_TRIES).fate.state is State.FAILED


@pytest.mark.parametrize("status", [400, 403, 404, 410, 999])
def test_lasting_error_fails_at_once(status):
    assert str(visit(status).fate) == f"failed (http-{status})"


def test_retry_after_is_obeyed_to_the_second():
    assert after_status(503, 0, 30.0)[1] == 30.0
    assert after_status(503, 0, 2 * MAX_WAIT)[1] == 2 * MAX_WAIT


def test_waits_grow_and_end():
    waits = [backoff(tries) for tries in range(9)]
    assert waits == sorted(waits)
    assert waits[-1] == MAX_WAIT


def test_refused_address_is_excluded_and_a_lost_connection_tried_again():
    assert after_failure("address:loopback", 0)[0].state is State.EXCLUDED
    assert after_failure("reset", 0)[0].state is State.QUEUED
    assert after_failure("too-large", 0)[0].state is State.FAILED


def test_unchanged_page_is_not_modified():
    assert visit(304).fate.state is State.NOT_MODIFIED


def test_redirect_to_another_spelling_moves_the_lead_and_ends_in_the_end():
    moved = visit(301, page=redirect("https://paper.example/a"))
    assert (moved.fate.state, moved.moved_to) == (State.QUEUED, "https://paper.example/a")
    loop = visit(301, page=redirect("https://paper.example/a"), tries=outcome.MAX_HOPS)
    assert str(loop.fate) == "failed (redirect-loop)"


def test_lists_with_the_same_entries_have_one_digest_and_can_lose_their_pagination():
    def page(number, *entries):
        links = [Link(url=f"{URL}?p={number + 1}", role=Role.PAGINATION)]
        links += [Link(url=entry, role=Role.TEASER) for entry in entries]
        return Page(url=f"{URL}?p={number}", kind=PageKind.SECTION, links=tuple(links))

    assert entries_digest(page(1, "x", "y")) == entries_digest(page(2, "y", "x"))
    assert entries_digest(page(1, "x")) != entries_digest(page(1, "y"))
    assert entries_digest(without_pagination(page(1, "x"))) is None

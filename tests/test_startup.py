"""What a run finds when it starts: only what has no row yet is looked at again."""

from datetime import UTC, datetime

import pytest

from archive.collection import Collection
from archive.ledger import Ledger
from newscrawl.config import CollectionConfig
from newscrawl.errors import DamagedError
from newscrawl.frontier.admission import Admission
from newscrawl.frontier.outcome import of_response
from newscrawl.model.capture import Capture
from newscrawl.model.link import Link, Role
from newscrawl.model.page import Page, PageKind

HOME = "https://paper.example/"


def capture(url, provenance):
    return Capture(
        url=url, request=b"GET / HTTP/1.1\r\n\r\n",
        response=b"HTTP/1.1 404 Not Found\r\n\r\n" + url.encode() * 20,
        date=datetime.now(UTC), provenance=provenance,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    made = Collection(tmp_path / "c")
    made.create(CollectionConfig(start=(HOME,), scope="host"))
    return made


def opened(folder, **options):
    admission = Admission(in_scope=lambda url: True, trap=lambda url: None)
    return Ledger(folder, admission=admission, info={}, **options)


def fetched(ledger, lead):
    provenance = {"discovered-by": str(lead.role), "discovered-at": lead.found_at}
    return ledger.archive(capture(lead.url, provenance), has_lead=True)


def settled(ledger, lead, ref):
    page = Page(url=lead.url, kind=PageKind.ERROR, reason="http-404")
    ledger.settle(of_response(lead, status=404, ref=ref, page=page))


def leads(ledger, count):
    names = (f"{HOME}{number}" for number in range(count))
    ledger.discover(Link(url=url, role=Role.SECTION) for url in names)
    return ledger.lease(count, busy_hosts=())


def killed_run(folder):
    """Archive four pages and a robots.txt, settle all but the second page, and die."""
    ledger = opened(folder)
    taken = leads(ledger, 4)
    refs = [fetched(ledger, lead) for lead in taken]
    ledger.archive(capture(f"{HOME}robots.txt", {}), has_lead=False)
    for lead, ref in zip(taken, refs, strict=True):
        if ref is not refs[1]:
            settled(ledger, lead, ref)
    ledger.commit()
    ledger.abandon()
    return refs


def spoil(folder, ref):
    (path,) = folder.warc.glob(f"{ref.warc}*")
    data = bytearray(path.read_bytes())
    data[ref.offset + 20] ^= 255
    path.write_bytes(data)


def test_only_captures_without_row_are_taken_up(folder):
    refs = killed_run(folder)
    ledger = opened(folder)
    assert [lead.replay for lead in ledger.lease(9, busy_hosts=())] == [refs[1]]
    ledger.close("finished")


def test_what_has_its_row_is_not_read_again(folder):
    refs = killed_run(folder)
    spoil(folder, refs[0])
    ledger = opened(folder)
    (lead,) = ledger.lease(9, busy_hosts=())
    settled(ledger, lead, refs[1])
    ledger.commit()
    ledger.abandon()
    spoil(folder, refs[3])  # all of the file has its rows by now
    opened(folder).abandon()


def test_what_has_no_row_is_read_and_its_damage_found(folder):
    refs = killed_run(folder)
    opened(folder).abandon()
    spoil(folder, refs[3])
    with pytest.raises(DamagedError):
        opened(folder)


def test_killed_starts_give_the_same_lead_again(folder):
    refs = killed_run(folder)
    for _ in range(3):
        ledger = opened(folder)
        assert [lead.replay for lead in ledger.lease(9, busy_hosts=())] == [refs[1]]
        ledger.commit()
        ledger.abandon()


def test_files_of_one_run_have_marks_of_their_own(folder):
    ledger = opened(folder, max_warc_bytes=1)
    taken = leads(ledger, 4)
    refs = [fetched(ledger, lead) for lead in taken]
    settled(ledger, taken[0], refs[0])
    settled(ledger, taken[2], refs[2])
    ledger.commit()
    ledger.abandon()
    spoil(folder, refs[0])
    spoil(folder, refs[2])
    ledger = opened(folder)
    assert [lead.replay for lead in ledger.lease(9, busy_hosts=())] == [refs[1], refs[3]]
    ledger.abandon()

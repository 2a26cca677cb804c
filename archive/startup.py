"""Start-up: what a run finds of runs that died, put in order before anything is written."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from archive.captures import CaptureTable
from archive.collection import Collection
from archive.frontier import Frontier
from archive.inhand import InHand
from archive.originals import Originals
from archive.reader import Archived, iter_captures
from archive.recovery import recover
from newscrawl.directives import reserved
from newscrawl.errors import ArchiveError
from newscrawl.frontier import order
from newscrawl.frontier.admission import Entry
from newscrawl.model.fate import Fate, State
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.urlpattern import pattern
from newscrawl.urls import host, key


def as_found(lead: Lead, provenance: Mapping[str, str]) -> Lead:
    """Give the lead as it was when its capture was made; its row may have moved on since."""
    return replace(
        lead,
        role=Role(provenance.get("discovered-by", lead.role)),
        depth=int(provenance.get("hopsFromSeed", lead.depth)),
        via=provenance.get("via"),
        found_at=provenance.get("discovered-at", lead.found_at),
        reserved=reserved(provenance),
    )


def adopt(
    db: sqlite3.Connection, folder: Collection, in_hand: InHand, originals: Originals
) -> list[Lead]:
    """Close the WARC files of dead runs and give the leads whose captures were not settled.

    Such a lead is read again from the archive, not from the network. Captures that no row of
    the frontier asked for, as robots.txt, just get their row.
    """
    fresh = db.execute("SELECT count(*) FROM runs").fetchone()[0] == 0
    if fresh and any(folder.warc.glob("*.warc.gz*")):
        raise ArchiveError(
            f"{folder.root}: WARC files but no catalogue; run `newscrawl rebuild` to make it"
        )
    captures, frontier = CaptureTable(db), Frontier(db)
    recover(folder.warc, synced=captures.end_of)
    frontier.release_all()
    leads: dict[int, Lead] = {}
    for archived, start in _without_row(db, folder, in_hand):
        lead = _lead_of(db, archived)
        if lead is None:
            captures.add(archived.ref, url=archived.url, original=archived.is_original)
            continue
        # Of several captures of one row, as a redirect to https makes them, the last counts.
        earlier = leads.pop(lead.id, None)
        if earlier is not None and earlier.replay is not None:
            original = originals.take(earlier.replay)
            captures.add(earlier.replay, url=earlier.url, original=original)
            in_hand.let_go(earlier.replay)
        if lead.url != archived.url:
            frontier.move(lead, archived.url)
        leads[lead.id] = replace(as_found(lead, archived.provenance), url=archived.url)
        in_hand.hold(archived.ref, start=start)
        if archived.is_original:
            originals.note(archived.ref, url=archived.url)
    in_hand.save()
    db.commit()
    return list(leads.values())


def _without_row(
    db: sqlite3.Connection, folder: Collection, in_hand: InHand
) -> Iterator[tuple[Archived, int]]:
    """Give the captures that have no row, each with the mark of its file."""
    captures = CaptureTable(db)
    settled = {name for (name,) in db.execute("SELECT name FROM warcs")}
    for path in sorted(folder.warc.glob("*.warc.gz")):
        if path.name in settled:
            continue
        start, size = in_hand.mark(path.name), path.stat().st_size
        if start >= size:
            continue
        in_hand.looked_through(path.name, end=size)
        for archived in iter_captures(path, start=start):
            if not captures.has(path.name, archived.ref.offset):
                yield archived, start


def _lead_of(db: sqlite3.Connection, archived: Archived) -> Lead | None:
    """Give the lead that a capture was made for; None if there was none or it is settled.

    The row may be younger than the last commit; the capture's provenance then brings it back.
    """
    if "discovered-by" not in archived.provenance:
        return None
    frontier, url_key = Frontier(db), key(archived.url)
    if _row(db, url_key) is None:
        lead = as_found(Lead(id=0, url=archived.url, role=Role.OTHER), archived.provenance)
        entry = Entry(
            url=lead.url,
            key=url_key,
            host=host(lead.url),
            shape=pattern(lead.url),
            fate=Fate(state=State.QUEUED),
            role=lead.role,
            depth=lead.depth,
            priority=order.PRIORITY.get(lead.role, order.LAST),
            newest=0,
        )
        source = None if lead.via is None else _row(db, key(lead.via))
        found_at = datetime.fromisoformat(lead.found_at or archived.ref.date).timestamp()
        frontier.add([entry], source=source, now=found_at)
    return frontier.lead_for(url_key, archived.ref)


def _row(db: sqlite3.Connection, url_key: str) -> int | None:
    row = db.execute("SELECT id FROM urls WHERE key = ?", (url_key,)).fetchone()
    return None if row is None else int(row[0])

"""Start-up: what a run finds of runs that died, put in order before anything is written."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from archive.captures import CaptureTable
from archive.collection import Collection
from archive.frontier import Frontier
from archive.reader import iter_captures
from archive.recovery import recover
from newscrawl.errors import ArchiveError
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.urls import key


def as_found(lead: Lead, provenance: Mapping[str, str]) -> Lead:
    """Give the lead as it was when its capture was made; its row may have moved on since."""
    return replace(
        lead,
        role=Role(provenance.get("discovered-by", lead.role)),
        depth=int(provenance.get("hopsFromSeed", lead.depth)),
        via=provenance.get("via"),
        found_at=provenance.get("discovered-at", lead.found_at),
    )


def adopt(db: sqlite3.Connection, folder: Collection) -> list[Lead]:
    """Close the WARC files of dead runs and give the leads whose captures were not settled.

    Such a lead is read again from the archive, not from the network. Captures that no row of
    the frontier asked for, as robots.txt, just get their row.
    """
    fresh = db.execute("SELECT count(*) FROM runs").fetchone()[0] == 0
    if fresh and any(folder.warc.glob("*.warc.gz*")):
        raise ArchiveError(
            f"{folder.root}: WARC files but no catalogue; run `newscrawl rebuild` to make it"
        )
    known = dict(db.execute("SELECT warc, max(offset + length) FROM captures GROUP BY warc"))
    recover(folder.warc, synced=known)
    frontier = Frontier(db)
    frontier.release_all()
    captures = CaptureTable(db)
    settled = {name for (name,) in db.execute("SELECT name FROM warcs")}
    leads = []
    for path in sorted(folder.warc.glob("*.warc.gz")):
        if path.name in settled:
            continue
        for archived in iter_captures(path):
            if captures.has(path.name, archived.ref.offset):
                continue
            lead = frontier.lead_for(key(archived.url), archived.ref)
            if lead is None:
                captures.add(archived.ref, url=archived.url)
            else:
                leads.append(as_found(lead, archived.provenance))
    db.commit()
    return leads

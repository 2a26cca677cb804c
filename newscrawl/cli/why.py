"""What the decisions on one URL rest on: its page derived again, and what named it."""

import sqlite3
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from archive.collection import Collection
from archive.doubts import DoubtTable
from archive.queries import Naming, UrlStatus, capture_of, named_by
from archive.reader import read_payload
from archive.workers import derived
from newscrawl.config import rules_of
from newscrawl.discovery.patterns import expect
from newscrawl.frontier.meaning import meaning
from newscrawl.model.page import Page
from newscrawl.terminal import printable
from newscrawl.twins import canonical_fault

_SHOWN = 10
"""Sources listed on a terminal; JSON has them all."""
_FAULTS = {
    "malformed": "it is no URL",
    "other-site": "it leads to another site",
    "home": "it names the home page, which would make the whole site one page",
    "list": "it names a list, which would make all pages of the list one",
    "pagination": "it names the first page of this list",
    "drops-query": "it drops the number in the query that tells pages apart",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The grounds of one URL's fate."""

    kind: str | None
    """What its page is, derived again from the archive; None where no page is archived."""
    evidence: tuple[str, ...]
    """For this kind, strongest first."""
    meaning: str | None
    """Of the fate's reason, where it needs one."""
    role: str
    found_from: str | None
    named_by: tuple[Naming, ...]
    canonical: str | None
    canonical_fault: str | None
    """Why the canonical is not believed; None where it is, or none is stated."""


def explain(collection: Collection, db: sqlite3.Connection, status: UrlStatus) -> Why:
    """Gather the grounds; raises ArchiveError where the capture cannot be read back."""
    page = _page(collection, db, status.url)
    canonical = page.canonical if page is not None else status.canonical
    return Why(
        kind=None if page is None else str(page.kind),
        evidence=() if page is None else page.evidence,
        meaning=meaning(status.reason),
        role=status.role,
        found_from=status.found_from,
        named_by=tuple(named_by(db, status.url)),
        canonical=canonical,
        canonical_fault=canonical and canonical_fault(status.url, canonical),
    )


def _page(collection: Collection, db: sqlite3.Connection, url: str) -> Page | None:
    place = capture_of(db, url)
    if place is None:
        return None
    warc, offset = place
    site = DoubtTable(db).taught(warc, offset)
    return derived(
        read_payload(collection.warc / warc, offset),
        rules=rules_of(collection.config()),
        learned=expect(site, url) if site is not None else (),
    )


def print_why(console: Console, why: Why) -> None:
    """Print the grounds under the fate."""
    rows = [("meaning", why.meaning or "")]
    rows.append(("kind", why.kind or "no page of it is archived"))
    rows += [("", f"· {phrase}") for phrase in why.evidence]
    if why.canonical is not None:
        rows.append(("canonical", why.canonical))
        fault = why.canonical_fault
        believed = "believed" if fault is None else f"not believed: {_FAULTS.get(fault, fault)}"
        rows.append(("", f"· {believed}"))
    rows.append(("named by", f"{len(why.named_by)} lists, feeds, sitemaps and redirects"))
    rows += [("", f"· {one.kind} {one.url}") for one in why.named_by[:_SHOWN]]
    if len(why.named_by) > _SHOWN:
        rows.append(("", f"· and {len(why.named_by) - _SHOWN} more; --json names them"))
    for name, text in rows:
        if text:
            console.print(f"  {name:<10}{escape(printable(text))}", soft_wrap=True)

"""The second look: doubtful pages judged again by what the other pages of their site are."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from archive.collection import Collection
from archive.doubts import Doubt, DoubtTable
from archive.pool import answers
from archive.reader import read_payload
from archive.workers import derived, lost_page
from newscrawl.config import rules_of
from newscrawl.discovery.evidence import Evidence
from newscrawl.discovery.patterns import expect
from newscrawl.frontier import outcome
from newscrawl.model.page import Page
from newscrawl.model.rules import SiteRules
from newscrawl.model.visit import Visit
from newscrawl.recording import cleaned, extracted, recorded, validated

_Job = tuple[Path, Doubt, tuple[Evidence, ...]]


def look_again(db: sqlite3.Connection, folder: Collection) -> set[str]:
    """Judge all doubtful pages by the patterns of their sites; give the WARC files it changed.

    The patterns rest on what each page's own bytes say, so that the outcome depends on the
    captures alone, not on their order, and a rebuild comes to the same.
    """
    table = DoubtTable(db)
    doubts = list(table.all())
    site = table.patterns() if doubts else None
    jobs: list[_Job] = []
    changed = set()
    for doubt in doubts:
        evidence = tuple(expect(site, doubt.lead.url)) if site else ()
        is_wanted = sum(one.weight for one in evidence) > doubt.lacks
        if is_wanted and not doubt.is_taken:
            jobs.append((folder.warc / doubt.ref.warc, doubt, evidence))
        elif doubt.is_taken and not is_wanted:
            table.give_back(doubt)
            changed.add(doubt.ref.warc)
    for doubt, visit in _looked_at(jobs, rules_of(folder.config())) if jobs else ():
        table.take(doubt, visit)
        if visit.record is not None:
            changed.add(doubt.ref.warc)
    return changed


def _looked_at(jobs: list[_Job], rules: SiteRules) -> list[tuple[Doubt, Visit]]:
    # A crawl ends inside its own event loop; the pool wants one of its own.
    with ThreadPoolExecutor(1) as thread:
        pages = thread.submit(_pages, jobs, rules).result()
    return [(doubt, _visit(doubt, page, rules)) for (_, doubt, _), page in pages]


def _pages(jobs: list[_Job], rules: SiteRules) -> list[tuple[_Job, Page]]:
    return list(answers(jobs, partial(_derive, rules=rules), lost=_lost))


def _derive(job: _Job, *, rules: SiteRules) -> Page:
    path, doubt, evidence = job
    return derived(read_payload(path, doubt.ref.offset), rules=rules, learned=evidence)


def _lost(job: _Job, reason: str) -> Page:
    return lost_page(job[1].lead.url, reason)


def _visit(doubt: Doubt, page: Page, rules: SiteRules) -> Visit:
    visit = outcome.of_response(
        doubt.lead, status=doubt.ref.status, ref=doubt.ref, page=page, obey=rules.obey
    )
    for step in (extracted, cleaned, validated, recorded):
        visit = step(visit)
    return visit

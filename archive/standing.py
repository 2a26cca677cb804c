"""The table of states: since when an archived article's URL gives something else, or nothing."""

import sqlite3
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from archive.articles import ArticleTable
from archive.edges import SOURCE_KINDS
from archive.frontier import timestamp
from newscrawl.model.fate import GONE, MOVED, Fate, State
from newscrawl.model.link import Role
from newscrawl.model.page import Page, PageKind
from newscrawl.model.visit import Visit
from newscrawl.report.history import Away
from newscrawl.urls import key, site

PRESENT, UNREACHABLE = "present", "unreachable"
SAME_TEXT = "same-text"
_ABSENT = frozenset({"http-404", "http-410"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A state of an article's URL and when it was first seen."""

    at: str
    """WARC-Date of the capture that shows it, or when the host gave no answer."""
    state: str
    """present, gone, moved or unreachable."""
    reason: str
    """http-404, http-410, redirect-home, redirect-list, soft-404, where it moved, or the fate's."""


class StandingTable:
    """Dated states; every method works inside the caller's transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._articles = ArticleTable(db)

    def ruled(self, visit: Visit) -> Visit:
        """Give a visit with a record the fate that the pipelines of a crawl give it."""
        if visit.record is None or visit.fate is None or visit.fate.reason != "article":
            return visit
        url = visit.lead.url
        twin = self._articles.judge(visit.record, url_key=key(url), site=site(url)).twin_of
        fate = Fate(state=State.ARCHIVED, reason=f"duplicate:{twin}")
        return visit if twin is None else replace(visit, fate=fate)

    def judged(self, visit: Visit) -> Visit:
        """Give a visit of an archived article's URL its fate there; others as they are.

        The article stays the row's page whatever its URL answers now.
        """
        assert visit.fate is not None
        own = key(visit.lead.url)
        if visit.fate.reason == f"duplicate:{own}":
            unchanged = Fate(state=State.NOT_MODIFIED, reason=SAME_TEXT)
            return replace(visit, fate=unchanged)
        if visit.record is not None or visit.ref is None or not self._articles.has(own):
            return visit
        reason = self._absence(visit)
        if reason is None:
            return visit
        return replace(visit, fate=Fate(state=State.ARCHIVED, reason=reason))

    def _absence(self, visit: Visit) -> str | None:
        """Say how an answer without the article shows that it is away; None where it does not."""
        fate, page = visit.fate, visit.page
        assert fate is not None
        if fate.state is State.FAILED and fate.reason in _ABSENT:
            return GONE + fate.reason
        if fate.state is not State.ARCHIVED or page is None:
            return None
        if page.kind is not PageKind.REDIRECT:
            return f"{GONE}soft-404"
        target = _target(page)
        if target is None:
            return None
        if urlsplit(target).path in ("", "/"):
            return f"{GONE}redirect-home"
        row = self._db.execute("SELECT kind FROM urls WHERE key = ?", (key(target),)).fetchone()
        return f"{GONE}redirect-list" if row is not None and row[0] in SOURCE_KINDS else MOVED

    def note(self, visit: Visit, *, at: float) -> None:
        """Date a state that differs from the one before; `at` is for visits without an answer."""
        state = _state(visit)
        if state is None or not self._articles.has(key(visit.lead.url)):
            return
        last = self._db.execute(
            "SELECT state, reason FROM states WHERE url = ? ORDER BY at DESC LIMIT 1",
            (visit.lead.id,),
        ).fetchone()
        if state != (last or (PRESENT, "")):
            self._db.execute(
                "INSERT OR REPLACE INTO states (url, at, state, reason) VALUES (?, ?, ?, ?)",
                (visit.lead.id, timestamp(at) if visit.ref is None else visit.ref.date, *state),
            )


def standings(db: sqlite3.Connection, url: str) -> list[Standing]:
    """Give the dated states of a URL, oldest first; none where it was always present."""
    rows = db.execute(
        "SELECT at, s.state, s.reason FROM states AS s JOIN urls ON id = s.url WHERE key = ?"
        " ORDER BY at",
        (key(url),),
    ).fetchall()
    return [Standing(at=at, state=state, reason=reason) for at, state, reason in rows]


def absent(db: sqlite3.Connection) -> list[Away]:
    """Give the URLs whose article is not there any more, with their last state, newest first."""
    rows = db.execute(
        "SELECT urls.url, max(at), s.state, s.reason FROM states AS s JOIN urls ON id = s.url"
        " GROUP BY s.url HAVING s.state <> ? ORDER BY 2 DESC, 1",
        (PRESENT,),
    ).fetchall()
    return [Away(url=url, at=at, state=state, reason=reason) for url, at, state, reason in rows]


def _state(visit: Visit) -> tuple[str, str] | None:
    fate = visit.fate
    assert fate is not None
    if fate.state in (State.QUEUED, State.LEASED):
        return None
    if fate.state in (State.FAILED, State.EXCLUDED):
        return UNREACHABLE, fate.reason
    if fate.reason.startswith(GONE):
        return GONE.rstrip(":"), fate.reason.removeprefix(GONE)
    if fate.reason == MOVED:
        return MOVED, (_target(visit.page) if visit.page else None) or ""
    return PRESENT, ""


def _target(page: Page) -> str | None:
    return next((link.url for link in page.links if link.role is Role.REDIRECT), None)

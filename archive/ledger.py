"""The ledger: one run's hold on its collection, from the lock to the last record file."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from archive.agenda import AgendaTable
from archive.articles import ArticleTable
from archive.captures import CaptureTable
from archive.catalog import open_catalog
from archive.collection import Collection as Folder
from archive.collection import WriteLock
from archive.doubts import DoubtTable
from archive.edges import EdgeTable
from archive.finish import finish
from archive.frontier import Frontier, seconds, timestamp
from archive.ground import Ground
from archive.inhand import InHand
from archive.originals import Originals
from archive.requisites import RequisiteTable
from archive.runs import begin_run
from archive.spool import IndexSpool
from archive.standing import StandingTable
from archive.startup import adopt
from archive.writer import WarcWriter
from newscrawl.frontier import order
from newscrawl.frontier.admission import Admission
from newscrawl.frontier.allowance import Window
from newscrawl.frontier.limits import LIMITS, Limits
from newscrawl.frontier.listing import (
    entries_digest,
    goes_on,
    parted,
    walks_on,
    without_pagination,
)
from newscrawl.frontier.yields import Yields, is_gain
from newscrawl.model.capture import ArchiveRef, Capture
from newscrawl.model.lead import Lead
from newscrawl.model.link import REQUISITE_ROLES, Link
from newscrawl.model.page import Page
from newscrawl.model.record import ArticleRecord
from newscrawl.model.visit import Visit
from newscrawl.schedule.policy import policy_of
from newscrawl.urlpattern import pattern
from newscrawl.urls import host, key, site

COMMIT_VISITS = 200
"""Visits after which the ledger commits by itself."""
RETRY_SECONDS = 6 * 3600.0
"""Time after which a scheduled pass asks again for what failed in an earlier one."""
_SEEN_LIMIT = 500_000


class Ledger:
    """Writes captures first, then in batches what is derived from them.

    Every commit syncs the WARC before the catalogue, so a row never outlives its bytes. Any
    method may raise ArchiveError; the caller then stops and calls `abandon`.
    """

    def __init__(
        self,
        folder: Folder,
        *,
        admission: Admission,
        info: Mapping[str, str],
        clock: Callable[[], float] = time.time,
        max_warc_bytes: int = 1_000_000_000,
        limits: Limits = LIMITS,
    ) -> None:
        self._folder = folder
        self._admission = admission
        self._clock = clock
        self._lock = WriteLock(folder)
        try:
            self._take_up(folder)
        except BaseException:
            self._lock.release()
            raise
        self._started = timestamp(clock())
        self.run = begin_run(self._db, now=clock())
        self._frontier = Frontier(self._db)
        self._captures = CaptureTable(self._db)
        self._edges = EdgeTable(self._db)
        self._articles = ArticleTable(self._db)
        self._doubts = DoubtTable(self._db)
        self._standing = StandingTable(self._db)
        self._agenda = AgendaTable(self._db)
        self._writer = WarcWriter(
            folder.warc, prefix="NEWSCRAWL", info={**info, "run": self.run},
            max_bytes=max_warc_bytes, originals=self._originals,
            spool=IndexSpool(folder.index.parent),
        )  # fmt: skip
        self._yields = Yields()
        self._ground = Ground(self._frontier, limits)
        self._requisites = RequisiteTable(self._db)
        self._seen: dict[str, tuple[int, int]] = {}
        self._shown_with: dict[str, tuple[int, int]] = {}
        self._unsaved = 0

    def _take_up(self, folder: Folder) -> None:
        self._db = open_catalog(folder.catalog)
        self._in_hand = InHand(self._db)
        self._originals = Originals(self._db, folder.warc)
        self._replays = adopt(self._db, folder, self._in_hand, self._originals)

    def archive(self, capture: Capture, *, has_lead: bool) -> ArchiveRef:
        """Write a capture; one that no lead asked for, as robots.txt, gets its row at once."""
        ref = self._writer.write(capture)
        self._in_hand.hold(ref)
        if not has_lead:
            self._captures.add(ref, url=capture.url, original=self._originals.take(ref))
            self._in_hand.let_go(ref)
            self._unsaved += 1
        return ref

    def archive_rendered(
        self, url: str, html: bytes, *, concurrent_to: str, provenance: Mapping[str, str]
    ) -> ArchiveRef:
        """Write a page as a browser rendered it, as a `resource` record."""
        ref = self._writer.write_resource(
            url,
            "text/html; charset=utf-8",
            html,
            date=datetime.fromtimestamp(self._clock(), UTC),
            concurrent_to=concurrent_to,
            provenance=provenance,
        )
        self._in_hand.hold(ref)
        return ref

    def discover(self, links: Iterable[Link]) -> None:
        """Add links that no page named."""
        self._add(links, source=None)

    def renew(self, kinds: Collection[str]) -> int:
        """Queue settled pages of these kinds again when nothing else is queued.

        With any kinds, articles are queued, too, that are due for another look.
        """
        now, policy = self._clock(), policy_of(self._folder.config().schedule)
        if self._replays or self._frontier.next_due((0, order.REQUISITES)) is not None:
            return 0
        articles = self._agenda.queue_due(policy, now=now, sources=False) if kinds else 0
        return articles + self._frontier.renew(kinds, now=now)

    def renew_due(self) -> int:
        """Queue the sources and articles that are due, and what failed some time ago."""
        now, policy = self._clock(), policy_of(self._folder.config().schedule)
        failed = self._frontier.renew_failed(before=now - RETRY_SECONDS, now=now)
        return failed + self._agenda.queue_due(policy, now=now)

    def lease(
        self, limit: int, *, busy_hosts: Collection[str], window: Window = (0, order.END)
    ) -> list[Lead]:
        """Take leads: first what a dead run archived but did not settle, then what is due.

        Only rows with a priority in `window` are taken.
        """
        taken, self._replays = self._replays[:limit], self._replays[limit:]
        while len(taken) < limit:
            leads = self._frontier.lease(
                limit - len(taken), busy_hosts=busy_hosts, window=window, now=self._clock()
            )
            if not leads:
                break
            taken += self._ground.worth_fetching(leads)
        return taken

    def release(self, leads: Iterable[Lead]) -> list[Lead]:
        """Give back leads that were not fetched; gives them as a list."""
        given = list(leads)
        self._frontier.release(lead.id for lead in given)
        return given

    def dealings(self, span: float) -> list[tuple[str, float]]:
        """Give hosts with seconds from now: of requests, below 0, and of holds, above."""
        now = self._clock()
        rows = self._captures.since(timestamp(now - span)) if span > 0 else []
        asked = [(host(url), datetime.fromisoformat(at).timestamp() - now) for url, at in rows]
        return [*asked, *self._frontier.held(now=now)]

    def next_due(self, window: Window = (0, order.END)) -> float | None:
        """Give the seconds until a URL with such a priority is due; None when none is queued."""
        if self._replays:
            return 0.0
        due = self._frontier.next_due(window)
        return None if due is None else max(0.0, due - self._clock())

    def queued(self) -> int:
        """Count the URLs that wait."""
        return len(self._replays) + self._frontier.queued()

    def twin_of(self, record: ArticleRecord, url: str) -> str | None:
        """Name the URL key whose article this record repeats."""
        return self._articles.judge(record, url_key=key(url), site=site(url)).twin_of

    def settle(self, visit: Visit) -> None:
        """Write fate, links and article of a visit in one transaction."""
        visit, url = self._standing.judged(visit), visit.lead.url
        at = self._clock() if visit.ref is None else seconds(visit.ref.date)
        capture, listed = None, []
        if visit.ref is not None:
            original = self._originals.take(visit.ref)
            capture = self._captures.add(visit.ref, url=url, original=original)
            self._in_hand.let_go(visit.ref)
        self._ground.note_answer(visit)
        if visit.page is not None:
            page = self._without_repetition(visit.lead, visit.page)
            links, held_back = parted(page)
            new_entries = self._add(links, source=visit.lead)
            self._add(walks_on(page, held_back, new_entries=new_entries), source=visit.lead)
            listed = self._edges.add(page, source=visit.lead.id, at=at)
            self._requisites.add(page, source=visit.lead.id)
            self._learn(visit, new_entries=new_entries)
            self._ground.note_page(visit, new_entries=new_entries)
            further = [key(raw) for raw in goes_on(page, new_entries=new_entries)]
            self._frontier.walk_again(further, before=self._started, now=self._clock())
        if visit.moved_to is not None:
            self._frontier.move(visit.lead, visit.moved_to)
        self._frontier.settle(visit, capture=capture, now=self._clock())
        if capture is not None:
            self._doubts.add(visit, capture=capture)
        if visit.record is not None and capture is not None:
            self._articles.add(visit.record, capture=capture, url_key=key(url), site=site(url))
        self._standing.note(visit)
        self._agenda.note(visit, at=at, listed=listed)
        self._unsaved += 1
        if self._unsaved >= COMMIT_VISITS:
            self.commit()

    def _without_repetition(self, lead: Lead, page: Page) -> Page:
        entries = entries_digest(page)
        if entries is None or not self._frontier.repeats(lead, entries):
            return page
        return without_pagination(page)

    def commit(self) -> None:
        """Make everything so far durable: the bytes first, then the rows that point at them."""
        if self._unsaved:
            self._writer.sync()
            self._in_hand.save()
            self._db.commit()
            self._unsaved = 0

    def close(self, outcome: str) -> None:
        """End the run: close the WARC, write records, index and run file, release the lock."""
        self.commit()
        self._writer.close()
        self._frontier.release_all()
        finish(
            self._db, self._folder, run=self.run, outcome=outcome, now=self._clock(),
            unsettled=self._in_hand.warcs(), spool=self._writer.spool,
        )  # fmt: skip
        self.abandon()

    def abandon(self) -> None:
        """Let go after a fault; what was not committed is derived again by the next run."""
        if self._writer.spool is not None:
            self._writer.spool.close()
        self._db.close()
        self._lock.release()

    def _add(self, links: Iterable[Link], *, source: Lead | None) -> int:
        entries = []
        depth = -1 if source is None else source.depth
        for known in (self._seen, self._shown_with):
            if len(known) > _SEEN_LIMIT:
                known.clear()
        for link in links:
            # The raw URL first: most links of a page stood on the page before.
            rank = order.priority(link, source), depth
            # What is refused as a page may be wanted as a requisite.
            seen = self._shown_with if link.role in REQUISITE_ROLES else self._seen
            best = seen.get(link.url)
            if best is not None and best[0] <= rank[0] and best[1] <= depth:
                continue
            seen[link.url] = rank
            entry = self._ground.judged(self._admission.admit(link, source=source), source)
            if entry is not None:
                offset = self._yields.offset(entry.shape)
                entries.append(replace(entry, priority=entry.priority + offset))
        if not entries:
            return 0
        self._unsaved += 1
        found_from = None if source is None else source.id
        return self._frontier.add(entries, source=found_from, now=self._clock())

    def _learn(self, visit: Visit, *, new_entries: int) -> None:
        if visit.lead.role in REQUISITE_ROLES:
            return
        shape = pattern(visit.lead.url)
        before = self._yields.offset(shape)
        after = self._yields.note(shape, gain=is_gain(visit, new_entries=new_entries))
        if after is not None:
            self._frontier.shift(shape, after - before)

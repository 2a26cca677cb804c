"""The ledger: one run's hold on its collection, from the lock to the last record file."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime

from archive.agenda import AgendaTable
from archive.articles import ArticleTable
from archive.captures import CaptureTable
from archive.catalog import open_catalog
from archive.collection import Collection as Folder
from archive.collection import WriteLock
from archive.doubts import DoubtTable
from archive.evidence import Evidence
from archive.finish import finish
from archive.following import Following
from archive.frontier import Frontier, seconds, timestamp
from archive.ground import Ground
from archive.inhand import InHand
from archive.originals import Originals
from archive.reader import read_payload
from archive.runs import begin_run
from archive.spool import IndexSpool
from archive.standing import StandingTable
from archive.startup import adopt
from archive.writer import WarcWriter
from newscrawl.frontier import order
from newscrawl.frontier.admission import Admission
from newscrawl.frontier.allowance import Window
from newscrawl.frontier.limits import LIMITS, Limits
from newscrawl.frontier.listing import goes_on
from newscrawl.frontier.yields import Yields, is_gain
from newscrawl.model.capture import ArchiveRef, Capture
from newscrawl.model.lead import Lead
from newscrawl.model.link import REQUISITE_ROLES, Link
from newscrawl.model.record import ArticleRecord
from newscrawl.model.visit import Visit
from newscrawl.schedule.policy import policy_of
from newscrawl.urlpattern import pattern
from newscrawl.urls import host, key, site

COMMIT_VISITS = 200
"""Visits after which the ledger commits by itself."""
RETRY_SECONDS = 6 * 3600.0
"""Time after which a scheduled pass asks again for what failed in an earlier one."""


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
        self._articles = ArticleTable(self._db)
        self._doubts = DoubtTable(self._db)
        self._standing = StandingTable(self._db)
        self._agenda = AgendaTable(self._db)
        self._evidence = Evidence(self._db)
        self._writer = WarcWriter(
            folder.warc, prefix="NEWSCRAWL", info={**info, "run": self.run},
            max_bytes=max_warc_bytes, originals=self._originals,
            spool=IndexSpool(folder.index.parent),
        )  # fmt: skip
        self._yields = Yields()
        self._ground = Ground(self._frontier, limits, clock=clock)
        self._following = Following(
            self._db, frontier=self._frontier, admission=admission, ground=self._ground,
            yields=self._yields, clock=clock,
        )  # fmt: skip
        self._unsaved = 0

    def _take_up(self, folder: Folder) -> None:
        self._db = open_catalog(folder.catalog)
        self._in_hand = InHand(self._db)
        self._originals = Originals(self._db, folder.warc)
        self._replays = adopt(self._db, folder, self._in_hand, self._originals)

    def archive(self, capture: Capture, *, has_lead: bool) -> ArchiveRef:
        """Write a capture; one that no lead asked for, as robots.txt, gets its row at once."""
        ref = self._writer.write(capture)
        self._evidence.exchange(capture.url, capture.network, at=capture.date.timestamp())
        self._in_hand.hold(ref)
        if not has_lead:
            self._captures.add(ref, url=capture.url, original=self._originals.take(ref))
            self._in_hand.let_go(ref)
            self._unsaved += 1
        return ref

    def archive_unread(self, capture: Capture) -> None:
        """Write what came instead of a response; it gets no row."""
        self._writer.write_unread(capture)
        self._unsaved += 1

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
        self._unsaved += 1
        self._following.add(links, source=None)

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
        # A request in the future was made before the clock was set back, nobody knows when.
        past = [(name, when) for name, when in asked if when <= 0]
        return [*past, *self._frontier.held(now=now)]

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

    def follow(self, visit: Visit) -> Iterator[None]:
        """Put the links of a visit in the frontier, piece by piece, before it is settled.

        A crash between two pieces loses nothing: the page is read again until it has its fate.
        """
        for _ in self._following.pieces(visit, at=self._time_of(visit)):
            self._unsaved += 1
            yield

    def recent(self, url: str, span: float) -> tuple[int, bytes] | None:
        """Give status and decoded body of a whole answer of the last seconds, from the archive."""
        found = self._captures.last(url, since=timestamp(self._clock() - span))
        if found is None or not (found[2] == 200 or 400 <= found[2] < 500):
            return None
        warc, offset, status = found
        return status, read_payload(self._folder.warc / warc, offset).body

    def relieve(self) -> None:
        """Forget what is kept in memory for speed alone."""
        self._following.forget()

    def settle(self, visit: Visit) -> None:
        """Write fate, article and the links that are not followed yet in one transaction."""
        visit, url = self._standing.judged(visit), visit.lead.url
        at, capture = self._time_of(visit), None
        if visit.ref is not None:
            original = self._originals.take(visit.ref)
            capture = self._captures.add(visit.ref, url=url, original=original)
            self._in_hand.let_go(visit.ref)
        self._ground.note_answer(visit)
        followed = self._following.taken(visit, at=at)
        if followed is not None:
            self._learn(visit, new_entries=followed.new_entries)
            self._ground.note_page(visit, new_entries=followed.new_entries)
            further = goes_on(followed.page, new_entries=followed.new_entries)
            self._frontier.walk_again(map(key, further), before=self._started, now=self._clock())
        if visit.moved_to is not None:
            self._frontier.move(visit.lead, visit.moved_to)
        self._frontier.settle(visit, capture=capture, now=self._clock())
        if capture is not None:
            self._doubts.add(visit, capture=capture)
        if visit.record is not None and capture is not None:
            self._articles.add(visit.record, capture=capture, url_key=key(url), site=site(url))
        self._standing.note(visit, at=at)
        self._agenda.note(visit, at=at, listed=followed.listed if followed else ())
        self._evidence.visit(visit, at=at)
        self._unsaved += 1
        if self._unsaved >= COMMIT_VISITS:
            self.commit()

    def _time_of(self, visit: Visit) -> float:
        return self._clock() if visit.ref is None else seconds(visit.ref.date)

    def commit(self) -> None:
        """Make everything so far durable: the bytes first, then the rows that point at them."""
        if self._frontier.go_on() or self._unsaved:
            self._writer.sync()
            self._in_hand.save()
            self._db.commit()
            self._unsaved = 0

    def close(self, outcome: str) -> None:
        """End the run: close the WARC, write records, index and run file, release the lock."""
        while self._frontier.go_on():
            self._unsaved += 1
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

    def _learn(self, visit: Visit, *, new_entries: int) -> None:
        if visit.lead.role in REQUISITE_ROLES:
            return
        shape = pattern(visit.lead.url)
        before = self._yields.offset(shape)
        after = self._yields.note(shape, gain=is_gain(visit, new_entries=new_entries))
        if after is not None:
            self._frontier.shift(shape, after - before)

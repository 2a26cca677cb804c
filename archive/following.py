"""Following: the links of a page put into the frontier, so many at a time."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from archive.edges import EdgeTable
from archive.frontier import Frontier
from archive.ground import Ground
from archive.requisites import RequisiteTable
from newscrawl.frontier import order
from newscrawl.frontier.admission import Admission
from newscrawl.frontier.listing import entries_digest, parted, walks_on, without_pagination
from newscrawl.frontier.yields import Yields
from newscrawl.model.lead import Lead
from newscrawl.model.link import REQUISITE_ROLES, Link
from newscrawl.model.page import Page
from newscrawl.model.visit import Visit

PIECE = 500
"""Links that are taken before others get their turn; some 30 ms of CPU."""
_SEEN_LIMIT = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What came of the links of a page."""

    page: Page
    """The page, without the links that are not worth following."""
    new_entries: int
    listed: tuple[Link, ...]
    """The entries that it did not name before."""


class Following:
    """Adds links; every piece works inside the caller's transaction.

    A piece that is added once more changes nothing. So a crash between two of them costs
    nothing, as long as the page's own fate is written after the last.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        *,
        frontier: Frontier,
        admission: Admission,
        ground: Ground,
        yields: Yields,
        clock: Callable[[], float],
    ) -> None:
        self._edges = EdgeTable(db)
        self._requisites = RequisiteTable(db)
        self._frontier = frontier
        self._admission = admission
        self._ground = ground
        self._yields = yields
        self._clock = clock
        self._seen: dict[str, tuple[int, int]] = {}
        self._shown_with: dict[str, tuple[int, int]] = {}
        self._done: dict[int, Followed] = {}

    def pieces(self, visit: Visit, *, at: float) -> Iterator[None]:
        """Add the links of a visit's page piece by piece; other visits may go between them."""
        if visit.page is None or visit.lead.id in self._done:
            return
        lead, page = visit.lead, self._without_repetition(visit.lead, visit.page)
        links, held_back = parted(page)
        new_entries, listed = 0, []
        for piece in _parts(links):
            part = replace(page, links=piece)
            new_entries += self.add(piece, source=lead)
            listed += self._edges.add(part, source=lead.id, at=at)
            self._requisites.add(part, source=lead.id)
            yield
        for piece in _parts(walks_on(page, held_back, new_entries=new_entries)):
            self.add(piece, source=lead)
            yield
        self._done[lead.id] = Followed(page=page, new_entries=new_entries, listed=tuple(listed))

    def taken(self, visit: Visit, *, at: float) -> Followed | None:
        """Give what came of a page's links, adding what is not added yet; None without a page."""
        for _ in self.pieces(visit, at=at):
            pass
        return self._done.pop(visit.lead.id, None)

    def add(self, links: Iterable[Link], *, source: Lead | None) -> int:
        """Add links that a page, or None for nobody, named; give how many promise articles."""
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
        found_from = None if source is None else source.id
        return self._frontier.add(entries, source=found_from, now=self._clock())

    def forget(self) -> None:
        """Forget which links were seen; the frontier's table knows them, too."""
        self._seen.clear()
        self._shown_with.clear()
        self._edges.forget()

    def _without_repetition(self, lead: Lead, page: Page) -> Page:
        entries = entries_digest(page)
        if entries is None or not self._frontier.repeats(lead, entries):
            return page
        return without_pagination(page)


def _parts(links: tuple[Link, ...]) -> Iterator[tuple[Link, ...]]:
    return (links[start : start + PIECE] for start in range(0, len(links), PIECE))

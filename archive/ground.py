"""The ground of a crawl: rows of the frontier that are not worth a fetch any more."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from archive.frontier import Frontier
from newscrawl.frontier.admission import Entry
from newscrawl.frontier.barren import Barren, Fruit, Group, branch, counts
from newscrawl.frontier.limits import Limits
from newscrawl.frontier.order import PROMISING
from newscrawl.frontier.retry import HOST_DOWN, HOST_TIME
from newscrawl.frontier.silence import Silence
from newscrawl.frontier.stay import Stay
from newscrawl.model.fate import Fate, State
from newscrawl.model.lead import Lead
from newscrawl.model.link import Role
from newscrawl.model.visit import Visit
from newscrawl.urlpattern import pattern
from newscrawl.urls import host

TOO_MANY_HOPS = "redirects"
_NO_OTHERS = (False, False)


class Ground:
    """Applies what is learnt of traps and silent hosts to the rows of the frontier.

    Only rows that no run has settled are judged: a list page without news is no trap.
    """

    def __init__(self, frontier: Frontier, limits: Limits, *, clock: Callable[[], float]) -> None:
        self._frontier = frontier
        self._limits = limits
        self._barren = Barren(limits.trap_pages)
        self._silence = Silence(limits.host_failures)
        self._stay = Stay(limits.host_seconds)
        self._clock = clock
        self._hops: tuple[int, int] = (-1, 0)
        self._contents: set[str] = set()
        # By row whether a page being settled names entries outside its shape, and its branch.
        self._others: dict[int, tuple[bool, bool]] = {}

    def worth_fetching(self, leads: Iterable[Lead]) -> list[Lead]:
        """Settle the leads that lie in a closed group or on a silent host; give the others."""
        kept = []
        for lead in leads:
            fate = self._fate(lead)
            if fate is None:
                kept.append(lead)
            else:
                self._frontier.drop(lead, fate)
        return kept

    def judged(self, entry: Entry | None, source: Lead | None) -> Entry | None:
        """Give a new entry with the fate that its group, or its chain of redirects, has."""
        if entry is None or entry.fate.state is not State.QUEUED:
            return entry
        if entry.role is Role.REDIRECT and source is not None and self._is_far(source):
            return replace(entry, fate=Fate(state=State.EXCLUDED, reason=TOO_MANY_HOPS))
        why = self._barren.why_closed(entry.url, entry.shape, entry.role)
        if why is None:
            if source is not None and entry.priority < PROMISING:
                self._note_entry(entry, source)
            return entry
        return replace(entry, fate=Fate(state=State.EXCLUDED, reason=why))

    def note_answer(self, visit: Visit) -> None:
        """Count a fetch for its host."""
        assert visit.fate is not None
        reason = visit.fate.reason if visit.status is None else None
        self._silence.note(host(visit.lead.url), reason)
        self._stay.note(host(visit.lead.url), self._clock())

    def note_page(self, visit: Visit, *, new_entries: int) -> None:
        """Count a page for its groups; one that was known before says nothing about a trap."""
        others = self._others.pop(visit.lead.id, _NO_OTHERS)
        other_shape, other_branch = others if new_entries else _NO_OTHERS
        if not counts(visit):
            return
        fruit = Fruit(
            is_article=self._is_first(visit), other_shape=other_shape, other_branch=other_branch
        )
        if not fruit.for_branch and not self._frontier.is_new(visit.lead):
            return
        shape = pattern(visit.lead.url)
        for closed in self._barren.note(visit.lead.url, shape, fruit):
            if closed.group is Group.SHAPE:
                self._frontier.exclude_shape(closed.name, f"trap:{closed.group}")

    def _note_entry(self, entry: Entry, source: Lead) -> None:
        has_shape, has_branch = self._others.get(source.id, _NO_OTHERS)
        if has_shape and has_branch:
            return
        self._others[source.id] = (
            has_shape or entry.shape != pattern(source.url),
            has_branch or branch(entry.url) != branch(source.url),
        )

    def _is_first(self, visit: Visit) -> bool:
        """Tell whether a visit brought an article whose words no other page of this run had."""
        if visit.record is None or visit.record.content_digest in self._contents:
            return False
        self._contents.add(visit.record.content_digest)
        return visit.fate is not None and visit.fate.reason == "article"

    def _fate(self, lead: Lead) -> Fate | None:
        if lead.role is Role.START:
            return None
        name = host(lead.url)
        if self._silence.is_silent(name):
            return Fate(state=State.FAILED, reason=HOST_DOWN)
        if self._stay.is_over(name, self._clock()):
            return Fate(state=State.FAILED, reason=HOST_TIME)
        why = self._barren.why_closed(lead.url, pattern(lead.url), lead.role)
        if why is None or not self._frontier.is_new(lead):
            return None
        return Fate(state=State.EXCLUDED, reason=why)

    def _is_far(self, lead: Lead) -> bool:
        if self._hops[0] != lead.id:
            self._hops = lead.id, self._frontier.hops(lead)
        return self._hops[1] >= self._limits.redirects

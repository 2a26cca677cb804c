"""The allowance of a run: pages in one budget, what they are shown with in another."""

from collections.abc import Iterator, Sequence

from newscrawl.frontier.budget import Budget, RequisiteBudget
from newscrawl.frontier.order import END, FIRST, REQUISITES
from newscrawl.model.lead import Lead
from newscrawl.model.link import REQUISITE_ROLES
from newscrawl.model.rules import Requisites
from newscrawl.model.visit import Visit

Window = tuple[int, int]
"""Least priority, and the one that all are below."""


class Allowance:
    """Tells which leads may be taken now; requisites only where no page waits."""

    def __init__(
        self, max_pages: int | None, *, wanted: Requisites, max_requisites: int | None
    ) -> None:
        self._pages = Budget(max_pages)
        self._requisites = RequisiteBudget(0 if wanted is Requisites.NONE else max_requisites)
        self._is_bare = wanted is Requisites.NONE

    @property
    def is_spent(self) -> bool:
        """Tell whether one of the budgets ended the run."""
        return self._pages.is_spent or (self._requisites.is_spent and not self._is_bare)

    def rooms(self, wanted: int) -> Iterator[tuple[int, Window]]:
        """Give how many leads may be taken from which window; the next, where that is empty."""
        room, below = self._pages.room(wanted)
        if room > 0:
            yield room, (FIRST, below)
        may_wait = self._pages.is_full or (room > 0 and below < REQUISITES)
        room = self._requisites.room(wanted)
        if room > 0 and not may_wait:
            yield room, (REQUISITES, END)

    def open(self) -> Window | None:
        """Give the window of all that may be taken now or later; None where nothing may."""
        least = REQUISITES if self._pages.is_spent else FIRST
        below = REQUISITES if self._requisites.is_spent else END
        return (least, below) if least < below else None

    def take(self, leads: Sequence[Lead]) -> None:
        """Note leads taken."""
        requisites = sum(lead.role in REQUISITE_ROLES for lead in leads)
        self._requisites.take(requisites)
        self._pages.take(len(leads) - requisites)

    def give_back(self, leads: Sequence[Lead]) -> None:
        """Note leads that were not fetched after all."""
        requisites = sum(lead.role in REQUISITE_ROLES for lead in leads)
        self._requisites.take(-requisites)
        self._pages.take(requisites - len(leads))

    def settle(self, visit: Visit) -> None:
        """Note a visit that is over."""
        if visit.lead.role in REQUISITE_ROLES:
            return
        self._pages.settle(visit)
        if visit.status == 200:
            self._requisites.note_page()

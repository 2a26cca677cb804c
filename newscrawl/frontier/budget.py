"""The budget of a run: how many leads may be taken now, and which are worth it."""

from newscrawl.frontier.order import PROMISING, REQUISITES
from newscrawl.model.visit import Visit

REQUESTS_A_PAGE = 3
"""Requests at most for each page of the budget, so that a site of dead links ends, too."""
MAX_IN_HAND = 16
"""Visits under way at once where a budget makes the order matter."""
MAX_UNSETTLED = 64
"""Visits under way at once in any crawl: what is learnt of a trap must not come hundreds late."""
FIRST_REQUISITES = 1000
"""Requisites that a run may fetch whatever it does."""
REQUISITES_A_PAGE = 100
"""Requisites more for each page that it fetches, so that style sheets without end do end."""
MAX_LESSER = 4
"""Leads taken at once where none promises articles."""


class Budget:
    """Counts pages: documents answered with 200; redirects and errors cost requests only."""

    def __init__(self, max_pages: int | None) -> None:
        self._pages = max_pages
        self._requests = None if max_pages is None else max_pages * REQUESTS_A_PAGE
        self._in_hand = 0

    @property
    def is_spent(self) -> bool:
        """Tell whether nothing more may be taken, now or after the visits in hand."""
        spent = self._requests is not None and self._requests <= 0
        return spent or (self._pages is not None and self._pages <= 0 and not self._in_hand)

    @property
    def is_full(self) -> bool:
        """Tell whether so many visits are under way that no other may begin."""
        return self._in_hand >= MAX_UNSETTLED

    def room(self, wanted: int) -> tuple[int, int]:
        """Give how many leads may be taken, and the priority that theirs must be below.

        With a budget no request goes to the lesser while visits in hand may name better.
        """
        if self._pages is None or self._requests is None:
            return min(wanted, MAX_UNSETTLED - self._in_hand), REQUISITES
        most = min(wanted, self._pages, self._requests, MAX_IN_HAND - self._in_hand)
        return (most, PROMISING) if self._in_hand else (min(most, MAX_LESSER), REQUISITES)

    def take(self, count: int) -> None:
        """Note leads taken; each may turn out to be a page."""
        self._in_hand += count
        if self._pages is not None and self._requests is not None:
            self._pages -= count
            self._requests -= count

    def settle(self, visit: Visit) -> None:
        """Note a visit that is over; what was no page is given back."""
        self._in_hand -= 1
        if self._pages is None or self._requests is None:
            return
        if visit.status != 200:
            self._pages += 1
        if visit.status is None:
            self._requests += 1


class RequisiteBudget:
    """Counts the requests for requisites, which cost no pages."""

    def __init__(self, limit: int | None) -> None:
        self._left = FIRST_REQUISITES if limit is None else limit
        self._a_page = REQUISITES_A_PAGE if limit is None else 0

    @property
    def is_spent(self) -> bool:
        """Tell whether no more may be taken, unless further pages come."""
        return self._left <= 0

    def room(self, wanted: int) -> int:
        """Give how many leads may be taken."""
        return max(0, min(wanted, self._left))

    def take(self, count: int) -> None:
        """Note leads taken."""
        self._left -= count

    def note_page(self) -> None:
        """Note a page that was fetched."""
        self._left += self._a_page

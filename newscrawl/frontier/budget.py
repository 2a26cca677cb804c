"""The budget of a run: how many leads may be taken now, and which are worth it."""

from newscrawl.frontier.order import LAST, PROMISING
from newscrawl.model.visit import Visit

REQUESTS_A_PAGE = 3
"""Requests at most for each page of the budget, so that a site of dead links ends, too."""
MAX_IN_HAND = 16
"""Visits under way at once where a budget makes the order matter."""
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

    def room(self, wanted: int) -> tuple[int, int]:
        """Give how many leads may be taken, and the priority that theirs must be below.

        With a budget no request goes to the lesser while visits in hand may name better.
        """
        if self._pages is None or self._requests is None:
            return wanted, LAST
        most = min(wanted, self._pages, self._requests, MAX_IN_HAND - self._in_hand)
        return (most, PROMISING) if self._in_hand else (min(most, MAX_LESSER), LAST)

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

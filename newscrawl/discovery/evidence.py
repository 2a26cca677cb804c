"""Evidence: single observations on a page, each speaking for or against a kind with a weight."""

from typing import NamedTuple

from newscrawl.discovery.joining import Base, resolve
from newscrawl.discovery.segments import Shape
from newscrawl.discovery.survey import Survey
from newscrawl.document import Document
from newscrawl.model.page import PageKind

MANY = 4
"""So many of a kind make a list."""
LITTLE_TEXT = 600
"""Characters of running text below which a page is no article to read."""


class Evidence(NamedTuple):
    """One observation."""

    kind: PageKind
    weight: float
    """Roughly the logarithm of the odds; below zero it speaks against the kind."""
    phrase: str
    """For the user."""


class View(NamedTuple):
    """A page as evidence is drawn from it."""

    document: Document
    url: str
    """Without fragment."""
    shape: Shape
    base: Base | None
    seen: Survey
    targets: frozenset[str]
    """URLs that the page links to."""
    paging: int
    """Links to other parts of a list."""

    @property
    def title(self) -> str:
        """The document's title, at most 500 characters of it."""
        return (self.document.title or "")[:500]

    def is_own(self, href: str) -> bool:
        """Tell whether an href leads nowhere but to this page."""
        target = resolve(self.base, href) if self.base and href else None
        return target is None or target.rstrip("/") == self.url.rstrip("/")

    def names_itself(self, href: str) -> bool:
        """Tell whether an href spells out the URL of this page."""
        return self.base is not None and resolve(self.base, href) == self.url

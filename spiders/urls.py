"""The URL spider: archives exactly the URLs it is given."""

from collections.abc import Iterable
from dataclasses import replace

from newscrawl.model.link import REQUISITE_ROLES, Link, Role
from newscrawl.model.page import Page
from spiders.news import NewsSpider


class UrlsSpider(NewsSpider):
    """Fetches a list of URLs and follows nothing but their redirects and requisites."""

    name = "urls"
    looked_at_again = ()

    def first_links(self) -> Iterable[Link]:
        """Name the URLs of the list."""
        return [Link(url=url, role=Role.START) for url in self.start_urls]

    def chosen(self, page: Page) -> Page:
        """Keep redirects, and what the page is shown with."""
        wanted = {Role.REDIRECT, *REQUISITE_ROLES}
        kept = tuple(link for link in page.links if link.role in wanted)
        return replace(page, links=kept)

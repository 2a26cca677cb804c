"""The parts of rendered pages: what a browser asks for, downloaded by Scrapy's engine."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.utils.datatypes import LocalCache

from newscrawl.coding import decode
from newscrawl.net.errors import RenderingError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

BROWSER = "newscrawl_browser"
"""Key of `Request.meta`: True asks for a rendered page."""
PART_OF = "newscrawl_part_of"
"""Key of `Request.meta`: the URL of the page whose rendering asked for this request."""
COSTLY = frozenset({"Image", "Media", "Font", "Other"})
"""Resource types (CDP Network.ResourceType) that a text can do without; Other is the icon."""

_WANTED = frozenset({"Document", "Stylesheet", "Script", "XHR", "Fetch", *COSTLY})
_WEB = frozenset({"http", "https"})
_SHARED = frozenset({"Stylesheet", "Script"})
_MAX_SHARED = 1_000_000
_MAX_BODY = 20_000_000
# The rest is the crawler's own to say, or belongs to a connection.
_FORWARDED = frozenset({"accept", "accept-language", "content-type", "origin", "referer", "range"})
_HOP_BY_HOP = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


class Parts:
    """Downloads for all pages of a crawl; scripts and styles that pages share come once."""

    def __init__(self, crawler: "Crawler", *, requisites: bool) -> None:
        self._crawler = crawler
        self._kinds = _WANTED if requisites else _WANTED - COSTLY
        self._shared: LocalCache[str, Response] = LocalCache(64)

    def is_wanted(self, asked: dict[str, Any], kind: str) -> bool:
        """Tell whether a page may have this: of a kind that is loaded, and asked for politely."""
        # A page's own script may post for its text; forms and beacons are not for a crawler.
        may_send = asked["method"] in ("GET", "HEAD") or kind in ("XHR", "Fetch")
        return kind in self._kinds and may_send and urlsplit(asked["url"]).scheme in _WEB

    async def document(self, page: Request, asked: dict[str, Any]) -> "Response":
        """Download a page itself; what the archive notes of it is noted on the page's request."""
        request = self._request(page, asked, meta={**_own(page), BROWSER: False})
        response = await self._download(request)
        page.meta.update({**_own(request), BROWSER: True})
        return response

    async def part(self, page: Request, asked: dict[str, Any], kind: str) -> "Response":
        """Download a part of a page."""
        url = asked["url"]
        if kind in _SHARED and url in self._shared:
            return self._shared[url]
        response = await self._download(self._request(page, asked, meta={PART_OF: page.url}))
        is_small = response.status == 200 and len(response.body) <= _MAX_SHARED
        if kind in _SHARED and is_small and asked["method"] == "GET":
            self._shared[url] = response
        return response

    async def _download(self, request: Request) -> "Response":
        engine = self._crawler.engine
        if engine is None:
            raise RenderingError("the crawl has ended")
        # The page's own request holds the slot of its host until the page is done.
        slot = f"browser:{urlsplit(request.url).hostname}"
        engine.downloader.per_slot_settings.setdefault(slot, {"concurrency": 4, "delay": 0.0})
        request.meta["download_slot"] = slot
        return await engine.download_async(request)

    def _request(self, page: Request, asked: dict[str, Any], *, meta: dict[str, Any]) -> Request:
        headers: dict[str, Any] = {
            name: value for name, value in asked["headers"].items() if name.lower() in _FORWARDED
        }
        if agent := page.headers.get("User-Agent"):
            headers["User-Agent"] = agent
        return Request(
            asked["url"],
            method=asked["method"],
            headers=headers,
            body=asked.get("postData", ""),
            meta={**meta, "verbatim_url": True},
        )


def decoded(response: "Response") -> tuple[bytes, list[dict[str, str]]]:
    """Give body and header fields as a browser takes them, without content coding."""
    codings = ",".join(v.decode("latin-1") for v in response.headers.getlist("Content-Encoding"))
    words = [word.strip().lower() for word in codings.split(",")]
    body, _ = decode(response.body, words, limit=_MAX_BODY)
    fields = [
        {"name": name.decode("latin-1"), "value": value.decode("latin-1")}
        for name, values in response.headers.items()
        for value in values
        if name.decode("latin-1").lower() not in _HOP_BY_HOP
    ]
    return body, fields


def is_page(response: "Response") -> bool:
    """Tell whether a browser would show HTML and not an error, a redirect or another type."""
    kind: bytes = response.headers.get("Content-Type") or b"text/html"
    return response.status == 200 and b"html" in kind.lower()


def _own(request: Request) -> dict[str, Any]:
    return {key: value for key, value in request.meta.items() if key.startswith("newscrawl_")}

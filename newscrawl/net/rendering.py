"""A rendering: one page in the browser, whose every request Scrapy's engine answers."""

import asyncio
import base64
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request

from newscrawl.coding import decode
from newscrawl.errors import NewscrawlError
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
_MAX_BODY = 20_000_000
_QUIET = 0.5
"""Seconds without a request after which a page counts as loaded."""
# The rest is the crawler's own to say, or belongs to a connection.
_FORWARDED = frozenset({"accept", "accept-language", "content-type", "origin", "referer", "range"})
_HOP_BY_HOP = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection"})


class Rendering:
    """The state of one page; the methods are hooks that the browser calls."""

    def __init__(self, crawler: "Crawler", request: Request, *, refused: frozenset[str]) -> None:
        self._crawler = crawler
        self._request = request
        self._wanted = _WANTED - refused
        self._session: Any = None
        self._frame: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._last = 0.0
        self.page: Any = None
        self.document: Response | None = None
        """The newest answer to the main frame."""
        self.plain = False
        """The first answer is no HTML page that could be rendered: redirect, error, other type."""
        self.failure: Exception | None = None
        self.html: bytes | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether there is nothing to render."""
        return self.plain or self.failure is not None

    async def attach(self, page: Any, _: Request) -> None:
        """Take over all network of a new page (CDP domain Fetch)."""
        self.page = page
        # Playwright's own interception does not see redirects, and costs a round trip.
        await page.unroute_all()
        page.on("popup", lambda popup: self._start(popup.close()))
        session = self._session = await page.context.new_cdp_session(page)
        session.on("Fetch.requestPaused", lambda event: self._start(self._answer(event)))
        await session.send("Fetch.enable", {"patterns": [{"urlPattern": "*"}]})

    async def settle(self, page: Any, seconds: float) -> None:
        """Wait until the page asks for nothing any more, `seconds` at most, and read its DOM."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        self._last = loop.time()
        while (
            not self.is_over
            and loop.time() < end
            and (self._tasks or loop.time() - self._last < _QUIET)
        ):
            await asyncio.sleep(0.05)
        self.html = (await page.content()).encode("utf-8", "replace")

    async def close(self) -> None:
        """Stop all downloads of the page and close it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.page is not None and not self.page.is_closed():
            with suppress(Exception):
                await asyncio.wait_for(self.page.close(), timeout=5)

    def _start(self, coroutine: Any) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._last = asyncio.get_running_loop().time()
        if not task.cancelled():
            # A page that closes meanwhile fails its open commands; nothing is lost by that.
            task.exception()

    async def _answer(self, event: dict[str, Any]) -> None:
        """Download what the page asks for, and hand it over or tell the page it failed."""
        asked = event["request"]
        is_main = self._is_main(event)
        if event["resourceType"] not in self._wanted or not _is_web(asked["url"]):
            await self._fail(event, "BlockedByClient")
            return
        try:
            response = await self._download(asked, event["resourceType"], is_main=is_main)
        except Exception as error:  # noqa: BLE001 - whatever failed, the page goes on without
            is_first = is_main and self.document is None
            if is_first or isinstance(error, NewscrawlError):
                self.failure = self.failure or error
            await (self._empty(event) if is_first else self._fail(event, "Failed"))
            return
        if is_main:
            self.plain = self.plain or (self.document is None and not _is_page(response))
            self.document = response
        if is_main and self.plain:
            await self._empty(event)
        else:
            body, headers = decoded(response)
            await self._fulfill(event, response.status, body, headers)

    async def _download(self, asked: dict[str, Any], kind: str, *, is_main: bool) -> "Response":
        engine = self._crawler.engine
        assert engine is not None
        method = asked["method"]
        if method not in ("GET", "HEAD") and kind not in ("XHR", "Fetch"):
            raise RenderingError(f"a page may not {method} {asked['url']}")
        host = urlsplit(asked["url"]).hostname or ""
        # The page's own request holds the slot of its host until the page is done.
        slot = f"browser:{host}"
        engine.downloader.per_slot_settings.setdefault(slot, {"concurrency": 4, "delay": 0.0})
        meta: dict[str, Any] = {PART_OF: self._request.url}
        if is_main and self.document is None:
            meta = {k: v for k, v in self._request.meta.items() if k.startswith("newscrawl_")}
            meta[BROWSER] = False
        request = Request(
            asked["url"],
            method=method,
            headers=self._headers(asked["headers"]),
            body=asked.get("postData", ""),
            meta={**meta, "download_slot": slot, "verbatim_url": True},
        )
        response = await engine.download_async(request)
        if is_main and self.document is None:
            # What the archive noted of the document holds for the page, too.
            noted = {k: v for k, v in request.meta.items() if k.startswith("newscrawl_")}
            self._request.meta.update({**noted, BROWSER: True})
        return response

    def _headers(self, asked: dict[str, str]) -> dict[str, Any]:
        headers: dict[str, Any] = {k: v for k, v in asked.items() if k.lower() in _FORWARDED}
        agent = self._request.headers.get("User-Agent")
        return {**headers, "User-Agent": agent} if agent else headers

    async def _fulfill(
        self, event: dict[str, Any], status: int, body: bytes, headers: list[dict[str, str]]
    ) -> None:
        await self._session.send(
            "Fetch.fulfillRequest",
            {
                "requestId": event["requestId"],
                "responseCode": status,
                "responseHeaders": headers,
                "body": base64.b64encode(body).decode(),
            },
        )

    async def _empty(self, event: dict[str, Any]) -> None:
        """End a page that will not be rendered; a failed load would be logged and waited for."""
        await self._fulfill(event, 200, b"", [{"name": "Content-Type", "value": "text/html"}])

    async def _fail(self, event: dict[str, Any], why: str) -> None:
        answer = {"requestId": event["requestId"], "errorReason": why}
        await self._session.send("Fetch.failRequest", answer)

    def _is_main(self, event: dict[str, Any]) -> bool:
        """Tell whether a request is for the main frame: the frame that asks first."""
        frame: str = event["frameId"]
        if self._frame is None:
            self._frame = frame
        return frame == self._frame and str(event["resourceType"]) == "Document"


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


def _is_page(response: "Response") -> bool:
    kind = (response.headers.get("Content-Type") or b"text/html").lower()
    return bool(response.status == 200 and b"html" in kind)


def _is_web(url: str) -> bool:
    return url.startswith(("http://", "https://"))

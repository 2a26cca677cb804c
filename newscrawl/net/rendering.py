"""A rendering: one page in the browser, its network taken over by the crawler."""

import asyncio
import base64
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from newscrawl.errors import NewscrawlError
from newscrawl.net.parts import Parts, decoded, is_page

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from scrapy import Request
    from scrapy.http import Response

_QUIET = 0.5
"""Seconds without a request after which a page counts as loaded."""


class Rendering:
    """The state of one page; `attach` and `settle` are hooks for scrapy-playwright."""

    def __init__(self, request: "Request", parts: Parts) -> None:
        self._request = request
        self._parts = parts
        self._session: Any = None
        self._frame: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._last = 0.0
        self._page: Any = None
        self.document: Response | None = None
        """The newest answer to the main frame."""
        self.plain = False
        """The first answer is nothing to render: a redirect, an error, another type than HTML."""
        self.failure: Exception | None = None
        self.html: bytes | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether there is nothing to render."""
        return self.plain or self.failure is not None

    async def attach(self, page: Any, _: "Request") -> None:
        """Take over all network of a new page (CDP domain Fetch)."""
        self._page = page
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
        while not self.is_over and loop.time() < end:
            if not self._tasks and loop.time() - self._last > _QUIET:
                break
            await asyncio.sleep(0.05)
        self.html = (await page.content()).encode("utf-8", "replace")

    async def close(self) -> None:
        """Stop waiting for what the page asked for, and close it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._page is not None and not self._page.is_closed():
            with suppress(Exception):
                await asyncio.wait_for(self._page.close(), timeout=5)

    def _start(self, coroutine: "Coroutine[Any, Any, None]") -> None:
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
        asked, kind = event["request"], event["resourceType"]
        is_main = self._is_main(event)
        is_first = is_main and self.document is None
        if not self._parts.is_wanted(asked, kind):
            await self._fail(event, "BlockedByClient")
            return
        try:
            if is_first:
                response = await self._parts.document(self._request, asked)
            else:
                response = await self._parts.part(self._request, asked, kind)
        except Exception as error:  # noqa: BLE001 - whatever failed, the page goes on without
            if is_first or isinstance(error, NewscrawlError):
                self.failure = self.failure or error
            await (self._empty(event) if is_first else self._fail(event, "Failed"))
            return
        if is_main:
            self.plain = self.plain or (is_first and not is_page(response))
            self.document = response
        if is_main and self.plain:
            await self._empty(event)
        else:
            await self._fulfill(event, response.status, *decoded(response))

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

"""The browser: a download handler that renders pages in the system's Chromium."""

import asyncio
import os
import shutil
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import DownloadTimeoutError
from scrapy.http import HtmlResponse

from newscrawl.errors import UsageError
from newscrawl.net.errors import RenderingError
from newscrawl.net.paced import PacedDownloadHandler
from newscrawl.net.parts import BROWSER, Parts
from newscrawl.net.rendering import Rendering

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

NAMES = ("chromium", "chromium-browser", "google-chrome")

# The browser has no way to the network of its own: it resolves no name, and its proxy is a
# closed port, so that what slips past the interception fails instead of leaving unarchived.
_FLAGS = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)
_NO_PROXY = {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"}


def find_browser() -> str:
    """Give the path of the system's Chromium; raise UsageError where there is none on PATH."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise UsageError(f"no browser on PATH (tried {', '.join(NAMES)}): install chromium")
    return path


class BrowserDownloadHandler(PacedDownloadHandler):
    """Renders requests with meta `newscrawl_browser`; all others go over the wire at once.

    Whatever the page asks for is downloaded by Scrapy's engine, hence archived, guarded and
    asked of robots.txt like any request. A first answer that cannot be rendered (redirect, error,
    other type than HTML) is given as it came. Settings: NEWSCRAWL_BROWSER_PAGES (open at a time),
    NEWSCRAWL_BROWSER_TIMEOUT (seconds for a page in all), NEWSCRAWL_BROWSER_SETTLE (seconds to
    wait for scripts), NEWSCRAWL_BROWSER_REQUISITES (load images, media and fonts, too).
    """

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._timeout = settings.getfloat("NEWSCRAWL_BROWSER_TIMEOUT", 60.0)
        self._settle = settings.getfloat("NEWSCRAWL_BROWSER_SETTLE", 5.0)
        requisites = settings.getbool("NEWSCRAWL_BROWSER_REQUISITES")
        self._parts = Parts(crawler, requisites=requisites)
        self._pages = asyncio.Semaphore(settings.getint("NEWSCRAWL_BROWSER_PAGES", 2))
        self._browser: Any = None
        self._starting = asyncio.Lock()

    async def rendered(self, request: Request, url: str, html: bytes) -> None:
        """Take the DOM of a rendered page, UTF-8; to be overridden, an error fails the download."""

    async def download_request(self, request: Request) -> "Response":
        """Render the page where its request asks for that, download it otherwise."""
        if not request.meta.get(BROWSER):
            return await super().download_request(request)
        rendering = Rendering(request, self._parts)
        async with self._pages:
            try:
                await self._run(rendering, request)
            finally:
                await rendering.close()
        document, html = rendering.document, rendering.html
        if rendering.failure is not None:
            raise rendering.failure
        if document is None or html is None:
            raise RenderingError(f"{request.url} was not rendered")
        if rendering.plain:
            return document.replace(request=request)
        await self.rendered(request, document.url, html)
        return HtmlResponse(
            document.url,
            status=document.status,
            headers={"Content-Type": "text/html; charset=utf-8"},
            body=html,
            encoding="utf-8",
            request=request,
            flags=["rendered"],
        )

    async def close(self) -> None:
        """Close the browser, too."""
        await super().close()
        if self._browser is not None:
            await asyncio.wait_for(self._browser.close(), timeout=30)

    async def _run(self, rendering: Rendering, request: Request) -> None:
        """Open the page and wait for it; the browser's own errors get our class."""
        browser = await self._started()
        try:
            async with asyncio.timeout(self._timeout):
                await browser.download_request(self._page_request(rendering, request))
        except TimeoutError as error:
            raise DownloadTimeoutError(f"rendering {request.url} took too long") from error
        except Exception as error:
            if not rendering.is_over:
                raise RenderingError(f"{request.url} was not rendered: {error}") from error

    def _page_request(self, rendering: Rendering, request: Request) -> Request:
        """Build the request that drives scrapy-playwright, by its documented meta keys."""
        from scrapy_playwright.page import PageMethod  # noqa: PLC0415 - only where it is used

        agent = request.headers.get("User-Agent") or b""
        context = {
            "accept_downloads": False,
            "service_workers": "block",
            "user_agent": agent.decode("latin-1") or None,
        }
        return Request(
            request.url,
            meta={
                "playwright": True,
                "playwright_context_kwargs": context,
                "playwright_page_init_callback": rendering.attach,
                "playwright_page_goto_kwargs": {"wait_until": "domcontentloaded"},
                "playwright_page_methods": [PageMethod(rendering.settle, self._settle)],
            },
        )

    async def _started(self) -> Any:
        """Give the handler of scrapy-playwright, started at its first use."""
        async with self._starting:
            if self._browser is None:
                from scrapy_playwright.handler import (  # noqa: PLC0415 - only where it is used
                    ScrapyPlaywrightDownloadHandler,
                )

                path = find_browser()
                browser = ScrapyPlaywrightDownloadHandler(self._crawler)
                browser.config.launch_options = {
                    "executable_path": path,
                    "args": list(_FLAGS),
                    "proxy": _NO_PROXY,
                    # Chromium's sandbox cannot run as root.
                    "chromium_sandbox": os.geteuid() != 0,
                }
                # Its own start hangs on a signal that was sent before its first use.
                await browser._launch()
                self._browser = browser
        return self._browser

"""Files about a host, as robots.txt: fetched through the engine, so archived and guarded."""

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy import Request

from newscrawl.coding import decode
from newscrawl.errors import NewscrawlError
from newscrawl.net.errors import AddressRefused, HeldError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

HOST_FILE = "newscrawl_host_file"
"""Key of `Request.meta`: this request fetches a file about its host, it is no page."""
MAX_REDIRECTS = 5
"""Hops to follow (RFC 9309 §2.3.1.2); behind them the file counts as missing."""
MAX_SIZE = 500 * 1024
"""Bytes that are read (RFC 9309 §2.5)."""


async def fetch(crawler: "Crawler", url: str) -> tuple[int, bytes]:
    """Follow redirects to a file; give status and decoded body, (0, b"") for no answer.

    Raises HeldError where the host is to be left alone, AddressRefused where it is private.
    """
    engine = crawler.engine
    assert engine is not None
    for hop in range(MAX_REDIRECTS + 1):
        try:
            response = await engine.download_async(Request(url, meta={HOST_FILE: True}))
        except (NewscrawlError, HeldError):
            raise
        except Exception as error:
            # Whatever failed, there is no answer.
            if hop == 0 and isinstance(error, AddressRefused):
                raise
            return 0, b""
        location = response.headers.get(b"Location")
        if not (300 <= response.status < 400 and location):
            return response.status, _body(response)
        url = _join(url, location)
        if not url:
            break
    return 404, b""


def _body(response: "Response") -> bytes:
    codings = [coding.decode("latin-1") for coding in response.headers.getlist("Content-Encoding")]
    words = [word.strip().lower() for word in ",".join(codings).split(",")]
    return decode(response.body, words, limit=MAX_SIZE)[0]


def _join(base: str, location: bytes) -> str:
    """Resolve a Location field; an empty string where it leads nowhere a crawler can go."""
    try:
        url = urljoin(base, location.decode("latin-1").strip())
        return url if urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname else ""
    except ValueError:
        return ""

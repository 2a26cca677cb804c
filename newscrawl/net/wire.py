"""The wire: a Scrapy download handler that captures every exchange byte for byte.

This is the one module that leans on private names of Scrapy and Twisted; they are listed in
`PRIVATE_NAMES`, and a contract test fails where one of them has gone.
"""

# Twisted's client is not annotated, and names its methods in camel case.
# mypy: allow-untyped-calls
# ruff: noqa: N802

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from scrapy.core.downloader.handlers import http11
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from twisted.internet.defer import Deferred, fail
from twisted.internet.error import ConnectionDone
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool

from newscrawl.errors import ArchiveError
from newscrawl.net.errors import AddressRefused, TooLargeError
from newscrawl.net.exchange import Exchange
from newscrawl.net.guard import check_url, refusal
from newscrawl.net.resolver import hidden_refusal

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from newscrawl.model.capture import Capture

PRIVATE_NAMES = (
    "scrapy.core.downloader.handlers.http11:_LenientHTTP11ClientProtocol",
    "scrapy.core.downloader.handlers.http11:_LenientHTTP11ClientFactory",
    "twisted.web.client:HTTPConnectionPool._factory",
    "twisted.web._newclient:HTTP11ClientProtocol._parser",
    "twisted.web._newclient:HTTP11ClientProtocol._currentRequest",
    "twisted.web._newclient:HTTP11ClientProtocol._disconnectParser",
    "twisted.web._newclient:HTTP11ClientProtocol._finishResponse",
)
HEADER_LIMIT = 256 * 1024
"""Most bytes of status line and header fields; browsers refuse more, too."""


class _Tee:
    """A transport that notes what is written; everything else goes to the real one."""

    def __init__(self, transport: Any, sent: bytearray) -> None:
        self._transport = transport
        self._sent = sent

    def write(self, data: bytes) -> None:
        self._sent += data
        self._transport.write(data)

    def writeSequence(self, pieces: list[bytes]) -> None:
        self.write(b"".join(pieces))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class WireProtocol(http11._LenientHTTP11ClientProtocol):
    """An HTTP/1.1 client connection that fills the exchange of the request it carries."""

    transport: Any
    exchange: Exchange | None = None
    guarded = False
    refused: AddressRefused | None = None

    def connectionMade(self) -> None:
        """Abort before a byte is written, TLS hello included, where the peer is not public."""
        super().connectionMade()
        peer = self._peer()
        if self.guarded and (why := refusal(peer or "")):
            self.refused = AddressRefused(peer or "", why)
            self.transport.abortConnection()

    def request(self, request: Any) -> Deferred[Any]:
        """Send a request, its written bytes teed into its exchange."""
        if self.refused is not None:
            return fail(self.refused)
        exchange: Exchange = request.exchange
        self.exchange = exchange
        exchange.begin(date=datetime.now(UTC), ip=self._peer())
        write_to = type(request).writeTo
        request.writeTo = lambda transport: write_to(request, _Tee(transport, exchange.sent))
        deferred = super().request(request)
        if self._parser is not None:
            # Twisted closes on a line of 16 KiB, which long policy headers reach.
            self._parser.MAX_LENGTH = 2 * HEADER_LIMIT
        return deferred

    def dataReceived(self, data: bytes) -> None:
        """Note received bytes, then parse them; end what grows over the limits."""
        exchange = self.exchange
        if exchange is not None:
            if not exchange.received:
                exchange.tls = self._tls_version()
            exchange.received += data
        super().dataReceived(data)
        if exchange is None or exchange.complete:
            return
        if self._parser is None:
            # The parser gave up; a later connectionLost is our own doing.
            self.exchange = None
            exchange.stop("unspecified")
            return
        size = len(exchange.received)
        in_headers = self._parser.state != "BODY"
        if (exchange.limit and size > exchange.limit) or (in_headers and size > HEADER_LIMIT):
            self.exchange = None
            exchange.stop("length")
            self.transport.abortConnection()
            self._disconnectParser(Failure(TooLargeError(exchange.url)))

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Note a connection that ended before its response did."""
        exchange = self.exchange
        super().connectionLost(reason)
        if exchange is not None:
            # A body that runs to the close is whole only after a clean close (RFC 9112 §8).
            exchange.complete = exchange.complete and bool(reason.check(ConnectionDone))
            exchange.stop("disconnect")

    def _finishResponse(self, rest: bytes) -> None:
        # Detach first: the next request may start on this connection inside super().
        exchange, self.exchange = self.exchange, None
        if exchange is not None:
            exchange.finish(surplus=len(rest))
        if rest and self._currentRequest is not None:
            # Bytes behind the message would be taken for the next response.
            self._currentRequest.persistent = False
        super()._finishResponse(rest)

    def _peer(self) -> str | None:
        return getattr(self.transport.getPeer(), "host", None)

    def _tls_version(self) -> str | None:
        version = getattr(self.transport.getHandle(), "get_protocol_version_name", None)
        return version() if version else None


class _WireFactory(http11._LenientHTTP11ClientFactory):
    """Builds wire connections."""

    guarded = False

    def buildProtocol(self, addr: Any) -> WireProtocol:
        protocol = WireProtocol(self._quiescentCallback)
        protocol.guarded = self.guarded
        return protocol


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """An endpoint that tells each new connection whether its peer is to be checked."""

    endpoint: Any
    guarded: bool

    def connect(self, factory: _WireFactory) -> Deferred[Any]:
        factory.guarded = self.guarded
        connected: Deferred[Any] = self.endpoint.connect(factory)
        return connected


@dataclass(frozen=True, slots=True)
class _Link:
    """A connection that hands its exchange on, also to the connection of Twisted's own retry."""

    connection: Any
    exchange: Exchange

    def request(self, request: Any) -> Deferred[Any]:
        request.exchange = self.exchange
        sent: Deferred[Any] = self.connection.request(request)
        return sent


class _WirePool(HTTPConnectionPool):
    """A pool of wire connections."""

    _factory = _WireFactory

    def __init__(self, stock: HTTPConnectionPool, *, guarded: bool) -> None:
        super().__init__(stock._reactor, persistent=stock.persistent)
        self.maxPersistentPerHost = stock.maxPersistentPerHost
        self.guarded = guarded
        self.exchange: Exchange | None = None

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:
        """Give a connection for the exchange that was set just before, in the same call."""
        exchange, self.exchange = self.exchange, None
        if exchange is None:
            return fail(ArchiveError("a request reached the wire without its exchange"))
        checked: Any = _Endpoint(endpoint, self.guarded and not exchange.proxied)
        connected: Deferred[Any] = super().getConnection(key, checked)
        return connected.addCallback(_Link, exchange)


class WireDownloadHandler(http11.HTTP11DownloadHandler):
    """Downloads over HTTP/1.1 and gives every exchange to `captured` before Scrapy sees it."""

    def __init__(self, crawler: "Crawler") -> None:
        super().__init__(crawler)
        self._guarded = not crawler.settings.getbool("NEWSCRAWL_ALLOW_PRIVATE")
        self._pool: _WirePool = _WirePool(self._pool, guarded=self._guarded)

    async def captured(self, request: "Request", capture: "Capture") -> None:
        """Take a capture; to be overridden, an error raised here fails the download."""

    async def download_request(self, request: "Request") -> "Response":
        """Download, capture, then answer; an exchange that broke off is captured too."""
        if self._guarded:
            check_url(request.url)
        maxsize = request.meta.get("download_maxsize", self._default_maxsize)
        exchange = Exchange(
            url=urldefrag(request.url).url,
            proxied=bool(request.meta.get("proxy")),
            limit=maxsize + HEADER_LIMIT if maxsize else 0,
        )
        self._pool.exchange = exchange
        try:
            response = await super().download_request(request)
        except (Exception, asyncio.CancelledError) as error:
            exchange.stop(_truncation(error))
            await self._hand_over(request, exchange)
            if named := self._named(error, request, exchange):
                raise named from error
            raise
        if not exchange.received:
            raise ArchiveError(f"nothing was captured of {request.url}: Scrapy's internals changed")
        if not await self._hand_over(request, exchange):
            raise DownloadFailedError(f"{request.url} gave a status line that is none of HTTP")
        return response

    async def _hand_over(self, request: "Request", exchange: Exchange) -> bool:
        capture = exchange.capture()
        if capture is not None:
            await self.captured(request, capture)
        return capture is not None

    def _named(
        self, error: BaseException, request: "Request", exchange: Exchange
    ) -> Exception | None:
        """Give an error that says more than Scrapy's, or None."""
        if isinstance(error, DownloadCancelledError) or exchange.truncated == "length":
            return TooLargeError(f"{request.url} is over the size limit")
        if isinstance(error, CannotResolveHostError):
            return hidden_refusal(self._pool._reactor, request.url)
        return None


def _truncation(error: BaseException) -> str:
    """Name the WARC-Truncated reason that a failed download stands for."""
    if isinstance(error, DownloadCancelledError):
        return "length"
    return "time" if isinstance(error, DownloadTimeoutError) else "unspecified"

"""Connections that fill an exchange with the bytes they carry.

This is the one module that leans on private names of Scrapy and Twisted; they are listed in
`PRIVATE_NAMES`, and a contract test fails where one of them has gone.
"""

# Twisted's client is not annotated, and names its methods in camel case.
# mypy: allow-untyped-calls
# ruff: noqa: N802

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scrapy.core.downloader.handlers import http11
from twisted.internet.defer import Deferred, fail
from twisted.internet.error import ConnectionDone
from twisted.internet.protocol import connectionDone
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool

from newscrawl.errors import ArchiveError
from newscrawl.net.errors import AddressRefused, TooLargeError
from newscrawl.net.exchange import Exchange, Tls
from newscrawl.net.guard import refusal

PRIVATE_NAMES = (
    "scrapy.core.downloader.handlers.http11:_LenientHTTP11ClientProtocol",
    "scrapy.core.downloader.handlers.http11:_LenientHTTP11ClientFactory",
    "twisted.web.client:HTTPConnectionPool._factory",
    "twisted.web._newclient:HTTP11ClientProtocol._parser",
    "twisted.web._newclient:HTTP11ClientProtocol._currentRequest",
    "twisted.web._newclient:HTTP11ClientProtocol._disconnectParser",
    "twisted.web._newclient:HTTP11ClientProtocol._finishResponse",
)


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
    _ip: str | None = None
    _tls: Tls | None = None
    _lines = 0

    def connectionMade(self) -> None:
        """Abort before a byte is written, TLS hello included, where the peer is not public."""
        super().connectionMade()
        self._ip = getattr(self.transport.getPeer(), "host", None)
        if self.guarded and (why := refusal(self._ip or "")):
            self.refused = AddressRefused(self._ip or "", why)
            self.transport.abortConnection()

    def request(self, request: Any) -> Deferred[Any]:
        """Send a request, its written bytes teed into its exchange."""
        if self.refused is not None:
            return fail(self.refused)
        exchange: Exchange = request.exchange
        self.exchange = exchange
        self._lines = 0
        exchange.begin(date=datetime.now(UTC), ip=self._ip)
        write_to = type(request).writeTo
        request.writeTo = lambda transport: write_to(request, _Tee(transport, exchange.sent))
        deferred = super().request(request)
        if self._parser is not None:
            # Twisted closes on a line of 16 KiB, which long policy headers reach.
            self._parser.MAX_LENGTH = 2 * exchange.header_limit
        return deferred

    def dataReceived(self, data: bytes) -> None:
        """Note received bytes, then parse them; end what grows over the limits."""
        exchange = self.exchange
        if exchange is not None:
            if not exchange.received:
                exchange.tls = self._tls = self._tls or self._tls_facts()
            is_over = self._are_endless(data, exchange)
            exchange.received += data
            if is_over:
                self._give_up(exchange)
                return
        super().dataReceived(data)
        if exchange is None or exchange.complete:
            return
        if self._parser is None:
            # The parser gave up; a later connectionLost is our own doing.
            self.exchange = None
            exchange.stop("unspecified")
            return
        if exchange.limit and len(exchange.received) > exchange.limit:
            self._give_up(exchange)

    def _are_endless(self, data: bytes, exchange: Exchange) -> bool:
        """Tell whether headers are too long with these bytes, be the rest of the answer in them."""
        if self._parser is None or self._parser.state == "BODY":
            return False
        end = data.find(b"\r\n\r\n")
        head_size = end if end >= 0 else len(data)
        self._lines += data.count(b"\n", 0, head_size)
        size = len(exchange.received) + head_size
        exchange.has_endless_headers = (
            size > exchange.header_limit or self._lines > exchange.header_lines
        )
        return exchange.has_endless_headers

    def _give_up(self, exchange: Exchange) -> None:
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

    def _tls_facts(self) -> Tls | None:
        handle = self.transport.getHandle()
        if not hasattr(handle, "get_protocol_version_name"):
            return None
        certificate = handle.get_peer_certificate()
        digest = certificate.digest("sha256").decode() if certificate else ""
        return Tls(
            version=handle.get_protocol_version_name(),
            cipher=handle.get_cipher_name() or "",
            certificate=digest.replace(":", "").lower(),
            valid=_validity(certificate),
        )


def _validity(certificate: Any) -> tuple[str, str]:
    """Give from when until when a certificate holds; empty where it does not say so in order."""
    try:
        held = certificate.to_cryptography()
        begins, ends = held.not_valid_before_utc, held.not_valid_after_utc
    except (AttributeError, ValueError, OverflowError):
        return "", ""
    return begins.strftime("%Y-%m-%dT%H:%M:%SZ"), ends.strftime("%Y-%m-%dT%H:%M:%SZ")


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


class WirePool(HTTPConnectionPool):
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

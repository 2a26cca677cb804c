"""The private names of Scrapy and Twisted that the wire leans on: their loss must be loud."""

import inspect
from typing import Any

import pytest
from crawls import fetch
from rawserver import RawServer
from scrapy.core.downloader.handlers import http11
from scrapy.utils.test import get_crawler
from twisted.web import _newclient
from twisted.web.client import HTTPConnectionPool

from newscrawl.errors import ArchiveError
from newscrawl.net.connection import WireProtocol
from newscrawl.net.wire import WireDownloadHandler

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.fixture
def stock(run):
    """The handler of Scrapy as it comes; it needs the reactor of the session."""
    return http11.HTTP11DownloadHandler(get_crawler())


def test_stock_handler_has_what_ours_takes_over(stock):
    assert isinstance(stock._pool, HTTPConnectionPool)
    assert isinstance(stock._default_maxsize, int)
    assert {"persistent", "maxPersistentPerHost", "_reactor"} <= vars(stock._pool).keys()
    # Ours is a subclass of the lenient factory: another one would be a loss.
    assert stock._pool._factory is http11._LenientHTTP11ClientFactory


def test_agent_takes_its_connections_from_the_pool():
    assert list(inspect.signature(HTTPConnectionPool.getConnection).parameters) == [
        "self", "key", "endpoint",
    ]  # fmt: skip
    source = inspect.getsource(http11.HTTP11DownloadHandler.download_request)
    assert "pool=self._pool" in source


def test_parser_and_request_are_as_the_connection_knows_them():
    assert _newclient.BODY == "BODY"
    assert _newclient.HTTPParser.MAX_LENGTH > 0
    assert callable(_newclient.Request.writeTo)
    assert "persistent" in inspect.signature(_newclient.Request._construct).parameters
    made = WireProtocol(lambda _: None)
    assert (made._parser, made._currentRequest) == (None, None)


def test_bytes_that_pass_by_the_capture_fail_the_download(run, monkeypatch):
    def passing_by(self: WireProtocol, data: bytes) -> None:
        super(WireProtocol, self).dataReceived(data)

    monkeypatch.setattr(WireProtocol, "dataReceived", passing_by)

    async def scenario() -> Any:
        async with RawServer({"/": OK}) as server:
            handlers = {"http": WireDownloadHandler}
            fetched = await fetch([server.url("/")], {"DOWNLOAD_HANDLERS": handlers})
            return fetched[server.url("/")]

    outcome = run(scenario())
    assert isinstance(outcome, ArchiveError)
    assert "internals changed" in str(outcome)


def test_connection_that_is_not_ours_fails_the_download(run, monkeypatch):
    monkeypatch.setattr("newscrawl.net.wire.WirePool", lambda stock, guarded: stock)

    async def scenario() -> Any:
        async with RawServer({"/": OK}) as server:
            handlers = {"http": WireDownloadHandler}
            fetched = await fetch([server.url("/")], {"DOWNLOAD_HANDLERS": handlers})
            return fetched[server.url("/")]

    assert isinstance(run(scenario()), ArchiveError)

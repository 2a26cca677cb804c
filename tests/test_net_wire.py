"""The wire: every exchange is captured byte for byte, whatever becomes of it."""

import pytest
from crawls import fetch
from rawserver import Answer, RawServer

from newscrawl.net.wire import WireDownloadHandler


def wire(**settings):
    """Give a list that will hold the captures, and settings with a handler that fills it."""
    kept = []

    class Keeper(WireDownloadHandler):
        async def captured(self, request, capture):
            kept.append(capture)

    return kept, {"DOWNLOAD_HANDLERS": {"http": Keeper, "https": Keeper}, **settings}


def message(head, body=b"", *, end="keep"):
    """Make an answer from lines of a head, joined as on the wire, and a body."""
    return Answer((b"\r\n".join([*head, b"", b""]) + body,), end=end)


OK = b"HTTP/1.1 200 OK"
EMPTY = b"Content-Length: 0"
ODD = {
    "/plain": message([OK, b"Content-Length: 2"], b"hi"),
    "/odd-case": message(
        [b"HTTP/1.1 200 Fine", b"sErVeR:x", b'eTAG:  "a"  ', b"content-LENGTH: 0"]
    ),
    "/duplicate": message([OK, b"Set-Cookie: a=1", b"X: 1", b"Set-Cookie: b=2", EMPTY]),
    "/folded": message([OK, b"X-Long: one", b" two", b"\tthree", EMPTY]),
    "/latin-1": message([b"HTTP/1.1 200 D\xe9j\xe0", b"X-Name: caf\xe9", EMPTY]),
    "/no-colon": message([OK, b"this is no field", EMPTY]),
    "/long-line": message([OK, b"X-Policy: " + b"p" * 60_000, EMPTY]),
    "/bare-lf": Answer((b"HTTP/1.1 200 OK\nContent-Length: 3\n\nabc",)),
    "/chunked": message(
        [OK, b"Transfer-Encoding: chunked"],
        b'3;name="v"\r\nabc\r\n2\r\nde\r\n0;last\r\nX-Trailer: t\r\n\r\n',
    ),
    "/redirect": message([b"HTTP/1.1 302 Found", b"Location: /plain", EMPTY]),
    "/not-modified": message([b"HTTP/1.1 304 Not Modified", b'ETag: "a"']),
    "/no-content": message([b"HTTP/1.1 204 No Content"]),
    "/error": message([b"HTTP/1.1 500 Oh no", b"Content-Length: 4"], b"sorr"),
    "/until-close": message([b"HTTP/1.0 200 OK"], b"all of it", end="close"),
    "/pieces": Answer((b"HTTP/1.1 2", b"00 OK\r\nContent-Le", b"ngth: 4\r\n\r\nab", b"cd")),
}


@pytest.mark.parametrize("path", ODD)
def test_received_bytes_are_those_the_server_sent(run, path):
    kept, settings = wire()

    async def scenario():
        async with RawServer(ODD) as server:
            fetched = await fetch([server.url(path)], settings)
            return server, fetched

    server, _ = run(scenario())
    (capture,) = kept
    assert capture.response == server.wire(path)
    assert [capture.request] == server.requests_for(path)
    assert capture.url == server.url(path)
    assert capture.ip == "127.0.0.1"
    assert capture.truncated is None

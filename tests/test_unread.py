"""Bytes that are no response are kept: instead of one, before one, or behind one."""

from urllib.parse import unquote_to_bytes

import pytest
from crawls import fetch
from rawserver import Answer, RawServer
from soundness import check_bytes
from test_exact_capture import PRODUCT

from archive.reader import iter_captures
from archive.recovery import whole_groups
from archive.walk import walk
from newscrawl.net.exchange import HEADER_LIMIT

CLOSED = {
    "garbage": b"\x00\x01 no protocol at all\r\n\r\nbytes",
    "begun": b"HTTP/1.",
    "interim": b"HTTP/1.1 100 Continue\r\n\r\n",
    "html": b"<html>an answer of 1991</html>",
    "redis": b"-ERR unknown command\r\n",
}
EARLY = (
    b"HTTP/1.1 103 Early Hints\r\nLink: </100%.css>; x=\xe9\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"


@pytest.fixture
def crawled(run, tmp_path):
    """Crawl answers by path; give the WARC file and the server."""

    async def crawl(answers):
        chosen = {
            **PRODUCT, "SCHEDULER": "scrapy.core.scheduler.Scheduler", "ITEM_PIPELINES": {},
            "DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 1, "NEWSCRAWL_ALLOW_PRIVATE": True,
            "NEWSCRAWL_ROBOTS": False, "NEWSCRAWL_COLLECTION": str(tmp_path / "c"),
            "NEWSCRAWL_START": ["http://127.0.0.1/"],
        }  # fmt: skip
        async with RawServer(answers) as server:
            fetched = await fetch([server.url(path) for path in answers], chosen)
        (path,) = (tmp_path / "c" / "warc").glob("*.warc.gz")
        return path, server, fetched

    return lambda answers: run(crawl(answers))


def records(path, server, place):
    """Give request and metadata of the bytes that came instead of an answer."""
    url = server.url(place)
    found = {m.urn("WARC-Target-URI"): m for m in walk(path) if m.type in ("request", "metadata")}
    return found[url], found[f"urn:newscrawl:unread:{url}"]


def test_bytes_without_status_line_are_kept_as_metadata_of_their_request(crawled):
    endless = b"HTTP/1.1 103 Early Hints\r\n\r\n" * (HEADER_LIMIT // 20)
    answers = {f"/{name}": Answer((wire,), end="close") for name, wire in CLOSED.items()}
    answers |= {"/hang": Answer((b"HTT",), end="hang"), "/reset": Answer((b"HTT",), end="reset")}
    answers |= {"/endless": Answer((endless,)), "/": OK}
    path, server, fetched = crawled(answers)
    check_bytes(path)
    for place in answers.keys() - {"/"}:
        request, unread = records(path, server, place)
        assert isinstance(fetched[server.url(place)], Exception)
        assert request.block in server.requests_for(place)
        assert request.urn("WARC-Concurrent-To") == unread.urn("WARC-Record-ID")
        assert unread.urn("WARC-Concurrent-To") == request.urn("WARC-Record-ID")
        assert server.wire(place).startswith(unread.block)
        assert len(unread.block) > HEADER_LIMIT or unread.block == server.wire(place)
    truncated = {place: records(path, server, place)[1].field("WARC-Truncated")
                 for place in ("/hang", "/endless", "/begun")}  # fmt: skip
    assert truncated == {"/hang": "time", "/endless": "length", "/begun": "disconnect"}
    assert [capture.url for capture in iter_captures(path)] == [server.url("/")]


def test_recovery_keeps_bytes_that_are_the_last_of_their_file(crawled):
    path, *_ = crawled({"/": Answer((b"no protocol",), end="close")})
    assert whole_groups(path) == (path.stat().st_size, 1)


def test_what_came_before_and_behind_a_response_is_kept_beside_it(crawled):
    surplus = b"HTTP/1.1 200 OK\r\nX: injected\r\n\r\n%\xff"
    path, *_ = crawled({"/": EARLY + OK + surplus})
    (metadata,) = [m for m in walk(path) if m.type == "metadata"]
    (capture,) = iter_captures(path)
    assert capture.response == OK
    told = dict(line.split(": ", 1) for line in metadata.block.decode().splitlines())
    assert unquote_to_bytes(told["interim-responses"]) == EARLY
    assert unquote_to_bytes(told["surplus-bytes"]) == surplus

"""The robots middleware: asks once, obeys, and treats silence as a no."""

import gzip

import pytest
from crawls import fetch
from rawserver import Answer, RawServer
from scrapy import signals

from newscrawl.errors import ArchiveError
from newscrawl.net.failure import reason
from newscrawl.net.paced import PacedDownloadHandler
from newscrawl.net.pacer import Pacer
from newscrawl.net.robots import RobotsMiddleware, robots_read
from newscrawl.net.wire import WireDownloadHandler

PACED = {
    "DOWNLOAD_HANDLERS": {"http": PacedDownloadHandler},
    "EXTENSIONS": {Pacer: 0},
    "CONCURRENT_REQUESTS": 1,
}
PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\npage"


def answer(body=b"", *, status=b"200 OK", fields=()):
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *fields]
    return b"\r\n".join([*lines, b"", body])


def redirect(location):
    return answer(status=b"302 Found", fields=[b"Location: " + location])


def settings(**more):
    return {
        "DOWNLOAD_HANDLERS": {"http": WireDownloadHandler},
        "DOWNLOADER_MIDDLEWARES": {RobotsMiddleware: 100},
        "USER_AGENT": "newscrawl/1 (+https://paper.example/bot)",
        "DOWNLOAD_TIMEOUT": 0.5,
        **more,
    }


def crawl(run, answers, paths=("/page",), **more):
    """Crawl paths of a server; give the server and each path's status or reason of failure."""

    async def scenario():
        async with RawServer({"/page": PAGE, **answers}) as server:
            urls = [server.url(path) for path in paths]
            fetched = await fetch(urls, settings(**more))
            outcomes = [fetched[url] for url in urls]
            return server, [
                reason(one) if isinstance(one, Exception) else one.status for one in outcomes
            ]

    return run(scenario())


@pytest.mark.parametrize(
    ("robots", "outcome"),
    [
        (answer(b"User-agent: *\nDisallow: /page"), "robots"),
        (answer(b"User-agent: newscrawl\nDisallow: /"), "robots"),
        (answer(b"User-agent: *\nAllow: /"), 200),
        (answer(b"<html>no rules here</html>"), 200),
        (answer(status=b"404 Not Found"), 200),
        (answer(status=b"403 Forbidden"), 200),
        (answer(status=b"500 Internal Server Error"), "robots:unreachable"),
        (answer(status=b"503 Service Unavailable"), "robots:unreachable"),
        (answer(status=b"429 Too Many Requests"), "robots:unreachable"),
        (Answer((), end="reset"), "robots:unreachable"),
        (Answer((), end="hang"), "robots:unreachable"),
        (answer(b"x" * 500_000 + b"\nUser-agent: *\nDisallow: /"), "robots"),
        (
            answer(
                gzip.compress(b"User-agent: *\nDisallow: /"), fields=[b"Content-Encoding: gzip"]
            ),
            "robots",
        ),
        (redirect(b"http://[::1"), 200),
        (redirect(b"ftp://paper.example/robots.txt"), 200),
        (answer(status=b"302 Found"), 200),
    ],
)
def test_robots_txt_decides_on_the_page(run, robots, outcome):
    server, outcomes = crawl(run, {"/robots.txt": robots})
    assert outcomes == [outcome]
    assert len(server.requests_for("/page")) == (outcome == 200)


def test_five_redirects_are_followed_and_a_sixth_counts_as_missing(run):
    rules = answer(b"User-agent: *\nDisallow: /")
    hops = {
        "/robots.txt": redirect(b"/1"),
        **{f"/{n}": redirect(b"/%d" % (n + 1)) for n in range(1, 9)},
    }
    assert crawl(run, {**hops, "/5": rules})[1] == ["robots"]
    assert crawl(run, {**hops, "/6": rules})[1] == [200]


def test_robots_txt_is_read_once_for_all_requests_of_an_origin(run):
    paths = ["/page", "/page?1", "/page?2", "/robots.txt?3"]
    server, _ = crawl(run, dict.fromkeys(paths, PAGE) | {"/robots.txt": answer()}, paths)
    assert len(server.requests_for("/robots.txt")) == 1
    assert server.requests[0][0] == "/robots.txt"


def test_robots_txt_passes_the_archiving_handler(run):
    kept = []

    class Keeper(WireDownloadHandler):
        async def captured(self, request, capture):
            kept.append(capture.url)

    server, _ = crawl(run, {"/robots.txt": redirect(b"/other")}, DOWNLOAD_HANDLERS={"http": Keeper})
    assert kept == [server.url(path) for path in ("/robots.txt", "/other", "/page")]


def test_fault_of_the_archive_is_no_silence_of_the_server(run):
    class Full(WireDownloadHandler):
        async def captured(self, request, capture):
            raise ArchiveError("no space left")

    _, outcomes = crawl(run, {"/robots.txt": answer()}, DOWNLOAD_HANDLERS={"http": Full})
    assert outcomes == ["error:ArchiveError"]


def test_refused_address_is_named_as_such(run):
    server, outcomes = crawl(run, {"/robots.txt": answer()}, NEWSCRAWL_ALLOW_PRIVATE=False)
    assert outcomes == ["address:loopback"]
    assert server.requests == []


def test_crawl_delay_slows_the_slot_and_policy_is_handed_on(run):
    seen = {}

    class Listener:
        @classmethod
        def from_crawler(cls, crawler):
            self = cls()
            self.crawler = crawler
            crawler.signals.connect(self.read, robots_read)
            crawler.signals.connect(self.left, signals.response_downloaded)
            seen["self"] = self
            return self

        def read(self, origin, policy, status):
            seen.update(origin=origin, sitemaps=policy.sitemaps, status=status)

        def left(self, request):
            slot = self.crawler.engine.downloader.slots[request.meta["download_slot"]]
            seen["slot"] = (slot.delay, slot.jitter)

    rules = answer(b"User-agent: *\nCrawl-delay: 500\nSitemap: https://paper.example/news.xml")
    server, outcomes = crawl(
        run,
        {"/robots.txt": rules},
        EXTENSIONS={Listener: 0, Pacer: 0},
        NEWSCRAWL_MAX_CRAWL_DELAY=0.1,
    )
    assert outcomes == [200]
    assert seen["slot"] == (0.1, 0.0)
    assert seen["origin"] == server.url("")
    assert seen["sitemaps"] == ("https://paper.example/news.xml",)
    assert seen["status"] == 200


def test_middleware_can_be_switched_off(run):
    server, outcomes = crawl(
        run, {"/robots.txt": answer(b"User-agent: *\nDisallow: /")}, NEWSCRAWL_ROBOTS=False
    )
    assert outcomes == [200]
    assert server.requests_for("/robots.txt") == []


def test_robots_txt_of_a_host_that_is_held_back_is_asked_for_later(run):
    refusal = answer(status=b"429 Too Many Requests", fields=[b"Retry-After: 100"])
    server, outcomes = crawl(
        run,
        {"/robots.txt": refusal},
        ["/page", "/page?2"],
        **PACED,
    )
    assert outcomes == ["error:HeldError", "error:HeldError"]
    assert len(server.requests) == 1

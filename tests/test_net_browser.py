"""The browser: what scripts make of a page, and every byte of it through Scrapy."""

from pathlib import Path

import pytest
from crawls import fetch
from rawserver import Answer, RawServer
from scrapy import Request

from newscrawl.errors import ArchiveError, UsageError
from newscrawl.net.browser import BrowserDownloadHandler, find_browser
from newscrawl.net.failure import reason
from newscrawl.net.rendering import BROWSER, PART_OF

pytestmark = pytest.mark.browser


def answer(body, kind=b"text/html", *, status=b"200 OK", fields=()):
    lines = [b"HTTP/1.1 " + status, b"Content-Type: " + kind, b"Content-Length: %d" % len(body)]
    return b"\r\n".join([*lines, *fields, b"", body])


SCRIPT = b"""
document.getElementById("late").textContent = "written by a script";
fetch("/more.json").then(r => r.json()).then(more => {
  document.body.append(more.text);
});
"""
SITE = {
    "/story": answer(
        b'<!doctype html><title>t</title><p id="late"></p><script src="/app.js"></script>'
        b'<img src="/picture.png"><iframe src="/frame"></iframe>'
    ),
    "/app.js": answer(b"", b"text/javascript", status=b"302 Found", fields=[b"Location: /v2.js"]),
    "/v2.js": answer(SCRIPT, b"text/javascript"),
    "/more.json": answer(b'{"text": "fetched caf\xc3\xa9"}', b"application/json"),
    "/frame": answer(b"<p>framed</p>"),
    "/moved": answer(b"", status=b"301 Moved Permanently", fields=[b"Location: /story"]),
    "/paper.pdf": answer(b"%PDF-1.4", b"application/pdf"),
    "/missing": answer(b"<p>gone</p>", status=b"404 Not Found"),
    "/broken": Answer((b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",), end="close"),
    "/endless": answer(b"<script>for (;;) {}</script>"),
    "/escape": answer(
        b'<script>location.protocol; new WebSocket("ws://127.0.0.1:PORT/socket");'
        b'new Image().src = "http://127.0.0.1:PORT/pixel"; window.open("/popup");'
        b'navigator.serviceWorker && navigator.serviceWorker.register("/worker.js");'
        b'navigator.sendBeacon("/beacon", "x");</script><p>here</p>'
    ),
}


def render(run, path, *, site=SITE, handler=None, **settings):
    """Render one page; give the server, the outcome, the captures and the DOMs handed over."""
    captured, rendered = [], []

    class Keeper(BrowserDownloadHandler):
        async def captured(self, request, capture):
            captured.append((request.meta.get(PART_OF), capture))
            request.meta["newscrawl_ref"] = capture.url

        async def rendered(self, request, url, html):
            rendered.append((url, html))

    handlers = {"http": handler or Keeper}

    async def scenario():
        async with RawServer(site) as server:
            if "PORT" in str(site.get(path)):
                site[path] = site[path].replace(b"PORT", b"%d" % server.port)
                body = site[path].partition(b"\r\n\r\n")[2]
                server.answers = {**site, path: answer(body)}
            request = Request(server.url(path), meta={BROWSER: True})
            settled = {"NEWSCRAWL_BROWSER_SETTLE": 5, "LOG_ENABLED": False, **settings}
            fetched = await fetch([request], {"DOWNLOAD_HANDLERS": handlers, **settled})
            return server, fetched[request.url]

    server, outcome = run(scenario(), timeout=120)
    return server, outcome, captured, rendered


def children():
    """Count living processes below this one."""
    task = Path("/proc/self/task")
    return sum(len((thread / "children").read_text().split()) for thread in task.iterdir())


def test_page_is_rendered_and_every_byte_passes_scrapy(run):
    server, response, captured, rendered = render(run, "/story")
    assert response.css("#late::text").get() == "written by a script"
    assert "fetched café" in response.text
    assert (response.url, response.status) == (server.url("/story"), 200)
    assert rendered == [(server.url("/story"), response.body)]
    assert {c.url: c.response for _, c in captured} == {
        server.url(path): SITE[path]
        for path in ("/story", "/app.js", "/v2.js", "/more.json", "/frame")
    }
    assert sorted(c.request for _, c in captured) == sorted(data for _, data in server.requests)
    assert {part for part, _ in captured} == {None, server.url("/story")}
    assert response.request.meta["newscrawl_ref"] == server.url("/story")
    assert server.requests_for("/picture.png") == []
    assert children() == 0


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [("/moved", 301, b""), ("/paper.pdf", 200, b"%PDF-1.4"), ("/missing", 404, b"<p>gone</p>")],
)
def test_answer_that_cannot_be_rendered_is_given_as_it_came(run, caplog, path, status, body):
    server, response, captured, rendered = render(run, path)
    assert (response.url, response.status, response.body) == (server.url(path), status, body)
    assert [c.url for _, c in captured] == [server.url(path)]
    assert response.request.meta["newscrawl_ref"] == server.url(path)
    assert rendered == []
    assert "Traceback" not in caplog.text


def test_failed_download_of_the_page_keeps_its_own_error(run, caplog):
    _, outcome, captured, _ = render(run, "/broken")
    assert reason(outcome) == "truncated"
    assert [c.truncated for _, c in captured] == ["disconnect"]
    assert "Traceback" not in caplog.text


def test_guard_stands_before_the_browser_too(run):
    server, outcome, _, _ = render(run, "/story", NEWSCRAWL_ALLOW_PRIVATE=False)
    assert reason(outcome) == "address:loopback"
    assert server.connections == 0


def test_fault_of_the_archive_in_a_part_fails_the_page(run):
    class Full(BrowserDownloadHandler):
        async def captured(self, request, capture):
            if capture.url.endswith("/more.json"):
                raise ArchiveError("no space left")

    assert reason(render(run, "/story", handler=Full)[1]) == "error:ArchiveError"


def test_page_that_never_ends_is_given_up_and_leaves_no_process(run):
    _, outcome, captured, rendered = render(run, "/endless", NEWSCRAWL_BROWSER_TIMEOUT=3)
    assert reason(outcome) == "timeout"
    assert (len(captured), rendered) == (1, [])
    assert children() == 0


def test_page_cannot_reach_the_network_beside_scrapy(run):
    server, response, _, _ = render(run, "/escape", NEWSCRAWL_BROWSER_SETTLE=1)
    assert "here" in response.text
    assert [path for path, _ in server.requests] == ["/escape"]
    assert server.connections == 1


def test_missing_browser_is_one_line(run, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UsageError, match="chromium"):
        find_browser()
    outcome = render(run, "/story")[1]
    assert isinstance(outcome, UsageError)

"""The browser: what scripts make of a page, and every byte of it through Scrapy."""

from pathlib import Path

import pytest
from crawls import fetch
from rawserver import Answer, RawServer
from scrapy import Request

from newscrawl.errors import ArchiveError, UsageError
from newscrawl.net.browser import BrowserDownloadHandler, find_browser
from newscrawl.net.failure import reason
from newscrawl.net.parts import BROWSER, PART_OF

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
        b"""<p>here</p><script>
        new WebSocket(`ws://${location.host}/socket`);
        new Image().src = "/pixel";
        window.open("/popup");
        navigator.serviceWorker?.register("/worker.js");
        navigator.sendBeacon("/beacon", "x");
        new RTCPeerConnection({iceServers: [{urls: `stun:${location.host}`}]})
          .createDataChannel("x");
        </script>"""
    ),
}


def render(run, *paths, site=SITE, handler=None, **settings):
    """Render pages in one crawl; give server, outcomes, captures and the DOMs handed over."""
    captured, rendered = [], []

    class Keeper(BrowserDownloadHandler):
        async def captured(self, request, capture):
            captured.append((request.meta.get(PART_OF), capture))
            request.meta["newscrawl_ref"] = capture.url

        async def rendered(self, request, url, html):
            rendered.append((url, html))

    async def scenario():
        async with RawServer(site) as server:
            requests = [Request(server.url(path), meta={BROWSER: True}) for path in paths]
            handlers = {"DOWNLOAD_HANDLERS": {"http": handler or Keeper}}
            fetched = await fetch(requests, {**handlers, **settings})
            return server, [fetched[request.url] for request in requests]

    server, outcomes = run(scenario(), timeout=120)
    return server, outcomes, captured, rendered


def children():
    """Count living processes below this one, without the tracker of Python's own pools."""
    task = Path("/proc/self/task")
    found = [c for t in task.iterdir() for c in (t / "children").read_text().split()]
    commands = [Path("/proc", child, "cmdline").read_bytes() for child in found]
    return sum(b"resource_tracker" not in command for command in commands)


def test_page_is_rendered_and_every_byte_passes_scrapy(run):
    server, (response,), captured, rendered = render(run, "/story")
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


def test_answer_that_cannot_be_rendered_is_given_as_it_came(run, caplog):
    paths = ("/moved", "/paper.pdf", "/missing", "/broken")
    server, outcomes, captured, rendered = render(run, *paths)
    *plain, broken = outcomes
    assert [(one.status, one.body) for one in plain] == [
        (301, b""),
        (200, b"%PDF-1.4"),
        (404, b"<p>gone</p>"),
    ]
    assert [one.url for one in plain] == [server.url(path) for path in paths[:3]]
    assert [one.request.meta["newscrawl_ref"] for one in plain] == [one.url for one in plain]
    assert reason(broken) == "truncated"
    assert sorted(c.url for _, c in captured) == sorted(server.url(path) for path in paths)
    assert rendered == []
    assert "Traceback" not in caplog.text


def test_guard_stands_before_the_browser_too(run):
    server, (outcome,), _, _ = render(run, "/story", NEWSCRAWL_ALLOW_PRIVATE=False)
    assert reason(outcome) == "address:loopback"
    assert server.connections == 0


def test_fault_of_the_archive_in_a_part_fails_the_page(run):
    class Full(BrowserDownloadHandler):
        async def captured(self, request, capture):
            if capture.url.endswith("/more.json"):
                raise ArchiveError("no space left")

    _, (outcome,), _, _ = render(run, "/story", handler=Full)
    assert reason(outcome) == "error:ArchiveError"


def test_page_that_never_ends_is_given_up_and_leaves_no_process(run):
    _, (outcome,), captured, rendered = render(run, "/endless", NEWSCRAWL_BROWSER_TIMEOUT=3)
    assert reason(outcome) == "timeout"
    assert (len(captured), rendered) == (1, [])
    assert children() == 0


def test_page_cannot_reach_the_network_beside_scrapy(run):
    server, (response,), _, _ = render(run, "/escape", NEWSCRAWL_BROWSER_SETTLE=1)
    assert "here" in response.text
    assert [path for path, _ in server.requests] == ["/escape"]
    assert server.connections == 1


def test_missing_browser_is_one_line(run, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UsageError, match="chromium"):
        find_browser()
    _, (outcome,), _, _ = render(run, "/story")
    assert isinstance(outcome, UsageError)


def test_script_that_pages_share_is_downloaded_once(run):
    page = answer(b'<p id="late"></p><script src="/v2.js"></script>')
    site = {"/1": page, "/2": page, "/v2.js": SITE["/v2.js"], "/more.json": SITE["/more.json"]}
    server, outcomes, captured, _ = render(run, "/1", "/2", site=site, NEWSCRAWL_BROWSER_PAGES=1)
    assert ["fetched café" in response.text for response in outcomes] == [True, True]
    assert sorted(c.url for _, c in captured) == [
        server.url(path) for path in ("/1", "/2", "/more.json", "/more.json", "/v2.js")
    ]

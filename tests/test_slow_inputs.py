"""Inputs that are known to stop parsers: each ends in its child within 10 s CPU and 1 GB."""

import asyncio
import resource
from datetime import UTC, datetime
from multiprocessing import get_context

import pytest
from hostile_site import GOOD, gzip_of_blanks, gzip_of_sitemap, story, zipped

from archive.reader import read_response
from archive.workers import WorkerPool
from archive.writer import WarcWriter
from newscrawl.derive import derive
from newscrawl.message import payload
from newscrawl.model.capture import Capture
from newscrawl.model.page import PageKind

MOST_CPU, MOST_MEMORY = 10.0, 1_000_000_000
HTML, XML = "text/html", "application/xml"
ITEM = "<item><link>http://a.example/</link></item>"


def spans(count):
    return "<table>" + "<tr><td colspan=1000000 rowspan=65000>x" * count


def attributes(count, quote=""):
    return " ".join(f"a{n}={quote}b{quote}" for n in range(count))


def inputs(short):
    """Give name, media type and body; the sizes are those that were measured to be deadly."""
    yield "colspan-15-kb", HTML, story(1, extra=spans(300))
    yield "nested-div-200-kb", HTML, story(2, extra="<div>" * 40_000)
    yield "attributes-709-kb", HTML, story(3, extra=f"<p {attributes(70_000)}>")
    yield "sitemap-tags-600-kb", XML, "<urlset>" + "<a " * 200_000
    yield "feed-attributes-40k", XML, f"<rss {attributes(40_000, chr(34))}><channel/></rss>"
    yield "sitemap-gz-bomb", XML, gzip_of_sitemap(100_000_000)
    yield "line-breaks-5-mb", HTML, story(4, tail="a<br>" * (100_000 if short else 1_000_000))
    if short:
        return
    yield "attributes-9-mb", HTML, story(5, extra=f"<p {attributes(900_000)}>")
    yield "same-paragraph-8-mb", HTML, story(6, tail="<p>the same words again</p>" * 320_000)
    yield "headings-100k", HTML, story(7, tail="<h2>a heading</h2>" * 100_000)
    yield "figures-50k", HTML, story(8, tail="<figure><img src=a><figcaption>b</figure>" * 50_000)
    yield "links-200k", HTML, story(9, tail="".join(f"<a href=/{n}>x</a>" for n in range(200_000)))
    yield "cells-500k", HTML, story(10, tail="<table><tr>" + "<td>1" * 500_000)
    yield "rows-300k", HTML, story(11, tail="<table>" + "<tr><td>1" * 300_000)
    yield "metas-200k", HTML, story(12, head="<meta name=a content=b>" * 200_000)
    yield "comments-3-mb", HTML, story(13, tail="<!-- a -->" * 300_000)
    yield (
        "feed-items-200k",
        XML,
        (f"<rss><channel>{ITEM * 200_000}</channel></rss>"),
    )
    yield (
        "sitemap-urls-500k",
        XML,
        (f"<urlset>{'<url><loc>http://a.example/</loc></url>' * 500_000}</urlset>"),
    )
    yield (
        "json-ld-many",
        HTML,
        story(14, head='<script type="application/ld+json">{}</script>' * 50_000),
    )
    yield "blanks-100-mb", HTML, gzip_of_blanks(100_000_000)


def message(kind, body):
    data = body.encode() if isinstance(body, str) else body
    coding = "Content-Encoding: gzip\r\n" if data[:2] == b"\x1f\x8b" and kind == HTML else ""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{coding}Content-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def _derive(pipe, response):
    page = derive(payload(response, "https://paper.example/2026/05/03/a-long-story/"))
    used = resource.getrusage(resource.RUSAGE_SELF)
    pipe.send((page.reason, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024))


def cost(response):
    """Derive in a fresh child: reason, CPU seconds, peak memory in bytes."""
    ours, theirs = get_context("spawn").Pipe()
    child = get_context("spawn").Process(target=_derive, args=(theirs, response), daemon=True)
    child.start()
    theirs.close()
    try:
        return ours.recv()
    finally:
        child.join(5)
        child.kill()


def over(short):
    costs = {name: cost(message(kind, body)) for name, kind, body in inputs(short)}
    return {
        name: one for name, one in costs.items() if one[1] > MOST_CPU or one[2] > MOST_MEMORY
    }, costs


def test_known_slow_inputs_end_within_the_limits_of_a_worker():
    beyond, costs = over(short=True)
    assert beyond == {}
    assert costs["colspan-15-kb"][0] == "article"


@pytest.mark.soak
def test_all_known_slow_inputs_end_within_the_limits_of_a_worker(capsys):
    beyond, costs = over(short=False)
    with capsys.disabled():
        for name, (reason, seconds, size) in costs.items():
            print(f"{name:24} {reason:24} {seconds:6.2f} s {size // 1_000_000:5} MB")  # noqa: T201
    assert beyond == {}


def endless(payload):
    while payload.body:
        pass


def test_page_that_is_killed_keeps_its_raw_record_and_is_flagged(tmp_path):
    capture = Capture(
        url="https://paper.example/", request=b"GET / HTTP/1.1\r\n\r\n",
        response=message(HTML, GOOD), date=datetime(2026, 5, 3, tzinfo=UTC),
    )  # fmt: skip
    with WarcWriter(tmp_path, prefix="T", info={}) as writer:
        ref = writer.write(capture)

    async def derive_it():
        pool = WorkerPool(tmp_path, size=1, work=endless, page_seconds=0.3)
        try:
            return await asyncio.wait_for(pool.submit(ref), 60)
        finally:
            pool.close()

    page = asyncio.run(derive_it())
    assert (page.kind, page.reason) == (PageKind.OTHER, "extract-timeout")
    assert read_response(tmp_path / ref.warc, ref.offset).response == capture.response


def greedy(payload):
    return bytearray(2_000_000_000)


def test_page_that_takes_too_much_memory_is_given_up_alone(tmp_path):
    capture = Capture(
        url="https://paper.example/", request=b"GET / HTTP/1.1\r\n\r\n",
        response=message(HTML, GOOD), date=datetime(2026, 5, 3, tzinfo=UTC),
    )  # fmt: skip
    with WarcWriter(tmp_path, prefix="T", info={}) as writer:
        refs = [writer.write(capture), writer.write(capture)]

    async def derive_them():
        pool = WorkerPool(tmp_path, size=1, work=greedy)
        try:
            return await asyncio.wait_for(asyncio.gather(*map(pool.submit, refs)), 60)
        finally:
            pool.close()

    assert [page.reason for page in asyncio.run(derive_them())] == ["extract-crash"] * 2


def test_no_coding_makes_a_body_larger_than_its_bound():
    for times in (1, 2, 3):
        body = zipped(gzip_of_blanks(100_000_000), times - 1)
        codings = ", ".join(["gzip"] * times).encode()
        sent = b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\n\r\n%s" % (codings, body)
        decoded = payload(sent, "https://paper.example/")
        assert len(decoded.body) <= 20_000_000
        assert "too-large" in decoded.faults

"""Fuzzing of everything that reads the web or an archive: any bytes end in a value.

Inputs are words of each language in any order, and mutations of the files in `tests/corpus`; an
input that broke something is added there. The short form runs with each test run, the long one by
`make soak`, as many seconds for each entry point as FUZZ_SECONDS says (600 by default).
"""

import gzip
import os
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.reader import iter_captures
from archive.walk import walk
from newscrawl.derive import derive
from newscrawl.discovery.feeds import read_feed
from newscrawl.discovery.sitemaps import read_sitemap
from newscrawl.errors import ArchiveError
from newscrawl.frontier.traps import trap
from newscrawl.message import payload
from newscrawl.model.page import Page
from newscrawl.model.payload import Payload
from newscrawl.robots import RobotsPolicy
from newscrawl.urlpattern import pattern
from newscrawl.urls import host, key, normalise, site, untracked

BASE = "https://paper.example/2026/05/03/a-story/"


def mixed(*words: str, most: int = 40) -> st.SearchStrategy[bytes]:
    """Give documents made of words of a language and of any bytes between them."""
    parts = st.sampled_from([word.encode() for word in words])
    return st.lists(parts | st.binary(max_size=6), max_size=most).map(b"".join)


HTML = mixed(
    "<html>", "<body>", "<p>", "</p>", "<a href='/x'>", "</a>", "<a href='http://[::1'>", "<table>",
    "<td colspan=9999999>", "<meta http-equiv=refresh content='0;url=//x'>", "<svg>", "<template>",
    "<meta charset=utf-16>", "<title>", "<h1>", "<script type='application/ld+json'>", '{"@type":',
    '"NewsArticle"', "}", "[[[[", "</script>", "<!--", "-->", "&#x110000;", "&amp", "<![CDATA[",
    "<base href='//[x'>", "<time datetime='9999-99-99'>", "<article>", "\0", "a word of text. ",
    "<link rel=canonical href=':'>", "<select>", "<math>", "\u202e", "\ud7ff", "'", '"', ">", "<",
)  # fmt: skip
XML = mixed(
    "<rss>", "<channel>", "<item>", "</item>", "<link>", "</link>", "http://a.example/", "<urlset>",
    "<url>", "</url>", "<loc>", "</loc>", "<sitemapindex>", "<sitemap>", "<feed>", "<entry>", "&x;",
    "<!DOCTYPE r [<!ENTITY x 'y'>]>", "<?xml version='1.0' encoding='utf-32'?>", "<![CDATA[", "]]>",
    "<lastmod>2026-13-45</lastmod>", "<pubDate>", "<link href='", "'/>", "xmlns:n='", "<n:loc>",
    '[{"link":"', '"}]', "\ufeff", "<", ">", "&#0;", "\x1f\x8b",
)  # fmt: skip
ROBOTS = mixed(
    "User-agent: ", "*", "newscrawl", "Disallow: ", "Allow: ", "/", "$", "%",
    "Crawl-delay: ",
    "nan",
    "1e999",
    "-1", "Sitemap: ", "http://[", "\n", "\r", "#", "\ufeff", "****/" * 20, "Request-rate:",
    "1/0", "Visit-time: x",
)  # fmt: skip
URLS = st.lists(
    st.sampled_from(
        ["http", "https", "://", ":", "//", "/", "?", "#", "@", "[", "]", "::1", "0x7f.1", "..",
         "%", "%2e", "%00", "&", "=", "a.example", "xn--", "１", "\u2024", "\\", " ", "\t", "sid=",
         "file", "999999", ":0", "\ud800", ";jsessionid=", "|", "é"]
    ) | st.text(max_size=4), max_size=14,
).map("".join)  # fmt: skip
CORPUS = Path(__file__).with_name("corpus")


def corpus(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


@st.composite
def mutated(draw: st.DrawFn, seeds: list[bytes], words: st.SearchStrategy[bytes]) -> bytes:
    """Give a file of the corpus that was cut, overwritten, repeated and mixed with another."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 5))):
        at, size = draw(st.integers(0, len(data))), draw(st.integers(0, 60))
        piece = draw(st.binary(max_size=8) | words | st.sampled_from(seeds))
        repeated = bytes(data[at : at + size]) * draw(st.integers(0, 5))
        data[at : at + size] = draw(st.sampled_from([b"", piece, repeated]))
    return bytes(data)


def of_corpus(name: str, words: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return words | mutated(corpus(name), words)


WARC_WORDS = mixed(
    "WARC/1.1\r\n", "\r\n", "WARC-Type: revisit\r\n", "Content-Length: ", "-1", "999999999999",
    "WARC-Date: 0000-00-00\r\n", "WARC-Record-ID: <>\r\n", "HTTP/1.1 200 OK\r\n\r\n", " ", ":",
    "WARC-Refers-To-File-Offset: x\r\n", "WARC-Truncated: time\r\n", "\0", most=4,
)  # fmt: skip


@st.composite
def warcs(draw: st.DrawFn) -> bytes:
    """Give a file of records, hostile as records or as gzip members."""
    seeds = corpus("warc")
    record = st.sampled_from(seeds) | mutated(seeds, WARC_WORDS)
    records = draw(st.lists(record, min_size=1, max_size=4))
    data = bytearray(b"".join(gzip.compress(record, mtime=0) for record in records))
    if draw(st.booleans()):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    return bytes(data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data)


def texts(data: bytes) -> list[str]:
    return data.decode("utf-8", "surrogatepass").splitlines()


@st.composite
def spoilt(draw: st.DrawFn, url: str) -> str:
    """Give a URL with other text somewhere in it."""
    at, size = draw(st.integers(0, len(url))), draw(st.integers(0, 8))
    return url[:at] + draw(URLS) + url[at + size :]


def read_html(body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    assert isinstance(derive(payload(head + body, BASE)), Page)


def read_message(body: bytes) -> None:
    assert isinstance(derive(payload(body, BASE)), Page)


def read_any_feed(body: bytes) -> None:
    for kind in ("application/rss+xml", "application/json", ""):
        read_feed(body, BASE, content_type=kind)


def read_any_sitemap(body: bytes) -> None:
    read_sitemap(body, BASE)


def read_robots(body: bytes) -> None:
    policy = RobotsPolicy.from_response(200, body)
    policy.allows(BASE, "newscrawl")
    policy.crawl_delay("newscrawl")
    assert isinstance(policy.sitemaps, tuple)


def read_url(text: str) -> None:
    for url in (text, f"http://a.example/{text}"):
        clean = normalise(url)
        key(url), host(url), site(url), pattern(url), untracked(url), trap(url, year=2026)
        if clean is not None:
            assert normalise(clean) == clean
            assert key(clean) == key(url)
            assert clean.startswith(("http://", "https://"))


POINTS = {
    "html": (of_corpus("html", HTML), read_html),
    "message": (
        mixed("HTTP/1.1 200 OK", "\r\n", "\r\n\r\n", "Content-Length: ", "Content-Encoding: gzip",
              "Transfer-Encoding: chunked", "ffff\r\n", "0\r\n\r\n", "\x1f\x8b\x08", "<html>", "9"),
        read_message,
    ),
    "feed": (of_corpus("feed", XML), read_any_feed),
    "sitemap": (of_corpus("sitemap", XML), read_any_sitemap),
    "robots": (of_corpus("robots", ROBOTS), read_robots),
    "url": (URLS | st.sampled_from(texts(corpus("url")[0])).flatmap(spoilt), read_url),
}  # fmt: skip


def fuzz(strategy: st.SearchStrategy, read, count: int) -> None:
    quiet = settings(
        max_examples=count, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    quiet(given(strategy)(lambda data: read(data)))()


def fuzz_for(seconds: float, strategy: st.SearchStrategy, read) -> int:
    end, rounds = monotonic() + seconds, 0
    while monotonic() < end:
        fuzz(strategy, read, 500)
        rounds += 500
    return rounds


def warc_reader(folder):
    path = folder / "x.warc.gz"

    def read(data: bytes) -> None:
        path.write_bytes(data)
        for reader in (walk, iter_captures):
            with suppress(ArchiveError):
                list(reader(path))
        with suppress(ArchiveError):
            for capture in iter_captures(path):
                assert isinstance(capture.payload(), Payload)

    return read


@pytest.mark.parametrize("point", ["html", "feed", "sitemap", "robots"])
def test_corpus_ends_in_values(point):
    for body in corpus(point):
        POINTS[point][1](body)


def test_urls_of_the_corpus_end_in_values():
    for url in texts(corpus("url")[0]):
        read_url(url)


def test_records_of_the_corpus_end_in_captures(tmp_path):
    records = corpus("warc")
    for chosen in (records, *([record] for record in records)):
        warc_reader(tmp_path)(b"".join(gzip.compress(record, mtime=0) for record in chosen))


@pytest.mark.parametrize("point", POINTS)
def test_any_input_ends_in_a_value(point):
    fuzz(*POINTS[point], 60)


def test_any_file_ends_in_records_or_one_line(tmp_path):
    fuzz(warcs(), warc_reader(tmp_path), 60)


@pytest.mark.soak
@pytest.mark.parametrize("point", [*POINTS, "warc"])
def test_minutes_of_any_input_end_in_values(point, tmp_path):
    seconds = float(os.environ.get("FUZZ_SECONDS", "600"))
    chosen = POINTS.get(point) or (warcs(), warc_reader(tmp_path))
    assert fuzz_for(seconds, *chosen) > 0

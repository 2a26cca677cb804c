"""newscrawl.discovery.sitemaps: sitemaps of every kind, whole and broken."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.sitemaps import MAX_ENTRIES, read_sitemap
from newscrawl.model.link import Role

URL = "http://a.example/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
ONE = "<url><loc>http://a.example/1</loc></url>"


def urlset(inside):
    return f'<?xml version="1.0"?><urlset {NS}>{inside}</urlset>'.encode()


def urls(sitemap):
    return [entry.url for entry in sitemap.entries]


def test_entries_have_addresses_and_dates():
    sitemap = read_sitemap(
        urlset(
            "<url><loc> http://a.example/1?a=1&amp;b=2\n</loc><lastmod>2024-05-17</lastmod></url>"
            "<url><loc>/2</loc><lastmod>2024-05-17T10:00:00+02:00</lastmod></url>"
            "<url><loc>http://a.example/3</loc><lastmod>0001-01-01T00:00:00Z</lastmod></url>"
        ),
        URL,
    )
    assert [(entry.url, entry.date) for entry in sitemap.entries] == [
        ("http://a.example/1?a=1&b=2", "2024-05-17"),
        ("http://a.example/2", "2024-05-17T10:00:00+02:00"),
        ("http://a.example/3", None),
    ]
    assert {entry.role for entry in sitemap.entries} == {Role.SITEMAP_ENTRY}
    assert sitemap.faults == ()


def test_index_names_its_children():
    body = f"""<sitemapindex {NS}><sitemap><loc>http://a.example/s1.xml.gz</loc>
      <lastmod>2024-05-17</lastmod></sitemap></sitemapindex>""".encode()
    sitemap = read_sitemap(body, URL)
    [child] = sitemap.children
    assert (child.url, child.role, child.date) == (
        "http://a.example/s1.xml.gz",
        Role.SITEMAP,
        "2024-05-17",
    )
    assert sitemap.entries == ()


def test_news_data_is_kept_and_pictures_and_languages_are_not():
    body = f"""<urlset {NS} xmlns:news="n" xmlns:image="i" xmlns:video="v" xmlns:xhtml="h"><url>
      <xhtml:link rel="alternate" hreflang="fr" href="http://a.example/fr/1"/>
      <image:image><image:loc>http://a.example/1.jpg</image:loc><image:title>No</image:title></image:image>
      <video:video><video:title>No</video:title></video:video>
      <loc>http://a.example/1</loc><lastmod>2024-05-18</lastmod>
      <news:news><news:publication><news:name>Paper</news:name></news:publication>
      <news:publication_date>2024-05-17T08:00:00Z</news:publication_date>
      <news:title>Flood &amp; fire</news:title></news:news></url></urlset>""".encode()
    [entry] = read_sitemap(body, URL).entries
    assert entry.url == "http://a.example/1"
    assert (entry.text, entry.date) == ("Flood & fire", "2024-05-17T08:00:00Z")


def test_gzip_is_taken_off_and_a_bomb_is_cut():
    assert urls(read_sitemap(gzip.compress(urlset(ONE)), URL)) == ["http://a.example/1"]
    bomb = read_sitemap(gzip.compress(urlset(ONE) + b" " * 60_000_000), URL)
    assert "too-large" in bomb.faults
    torn = read_sitemap(gzip.compress(urlset(ONE))[:-9], URL)
    assert (urls(torn), torn.faults) == (["http://a.example/1"], ("truncated",))


def test_text_sitemap_is_read_line_by_line():
    sitemap = read_sitemap(
        b"\xef\xbb\xbfhttp://a.example/1\r\nnonsense\nhttps://a.example/2\n", URL
    )
    assert urls(sitemap) == ["http://a.example/1", "https://a.example/2"]


def test_broken_sitemap_gives_up_its_entries():
    body = urlset(
        f"{ONE}<url><loc>http://a.example/2<lastmod>2024-05-17</lastmod></url></x>"
        "<url><loc>http://a.example/3?a=1&b=2</loc></url>"
    )
    sitemap = read_sitemap(body, URL)
    assert urls(sitemap) == [
        "http://a.example/1",
        "http://a.example/2",
        "http://a.example/3?a=1&b=2",
    ]
    assert sitemap.faults == ("bad-xml",)
    assert urls(read_sitemap(urlset(ONE + ONE)[:-20], URL)) == ["http://a.example/1"] * 2


def test_html_and_nothing_are_faults():
    assert read_sitemap(b"<!doctype html><html><body>Not found", URL).faults == ("html",)
    assert read_sitemap(b"", URL).faults == ("empty",)
    assert read_sitemap(b"<x/>", URL).faults == ("empty",)


def test_no_more_entries_than_the_protocol_allows():
    sitemap = read_sitemap(urlset(ONE * (MAX_ENTRIES + 5)), URL)
    assert len(sitemap.entries) == MAX_ENTRIES
    assert sitemap.faults == ("too-many-entries",)
    lines = read_sitemap(b"http://a.example/1\n" * (MAX_ENTRIES + 5), URL)
    assert (len(lines.entries), lines.faults) == (MAX_ENTRIES, ("too-many-entries",))


def test_bombs_end_within_bounds():
    for body in (
        b"<a " * 200_000,
        b"<url>" * 200_000,
        "<url>".encode("utf-32") * 9,
        b"</a>" * 99_999,
    ):
        assert read_sitemap(body, URL).entries == ()


@given(st.binary() | st.text(alphabet="<>/ \"'=[]!-?urlloc:&;").map(str.encode))
def test_no_bytes_raise(body):
    read_sitemap(body, URL)
    read_sitemap(b"<urlset><url>" + body, URL)

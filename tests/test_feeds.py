"""newscrawl.discovery.feeds: feeds of every kind, whole and broken."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.discovery.feeds import MAX_ENTRIES, read_feed
from newscrawl.model.link import Role

URL = "http://a.example/feed"
ITEM = "<item><title>One</title><link>http://a.example/1</link></item>"


def rss(inside, head=""):
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{inside}</channel></rss>'.encode()
    )


def urls(feed):
    return [entry.url for entry in feed.entries]


def test_rss_entry_has_address_title_and_date():
    body = rss(
        "<item><title>A &lt;b&gt;bold&lt;/b&gt; &amp;amp; plain</title><link> /1?a=1&b=2 </link>"
        "<pubDate>Fri, 17 May 2024 10:00:00 GMT</pubDate></item>",
        head="<title>Paper &amp;amp; Ink</title>",
    )
    feed = read_feed(body, URL)
    assert (feed.title, feed.faults, feed.next) == ("Paper & Ink", (), ())
    [entry] = feed.entries
    assert entry.url == "http://a.example/1?a=1&b=2"
    assert (entry.text, entry.date) == ("A bold & plain", "2024-05-17T10:00:00Z")
    assert entry.role is Role.FEED_ENTRY


@pytest.mark.parametrize(
    ("item", "url"),
    [
        ("<guid>http://a.example/2</guid>", "http://a.example/2"),
        ('<guid isPermaLink="true">http://a.example/2</guid>', "http://a.example/2"),
        ("<link>http://p.example/x</link><f:origLink>http://a.example/3</f:origLink>", "http://a.example/3"),
        ("<link><![CDATA[http://a.example/4?x=1&amp;y=2]]></link>", "http://a.example/4?x=1&y=2"),
        ("<link/><guid>http://a.example/5</guid>", "http://a.example/5"),
    ],
)  # fmt: skip
def test_address_of_an_entry_is_found_where_it_stands(item, url):
    assert urls(read_feed(rss(f"<item>{item}</item>"), URL)) == [url]


@pytest.mark.parametrize(
    "item",
    ['<guid isPermaLink="false">http://a.example/2</guid>', "<guid>tag:77</guid>", "<link/>"],
)
def test_entry_without_an_address_is_left_out(item):
    feed = read_feed(rss(f"<item>{item}</item>"), URL)
    assert (feed.entries, feed.faults) == ((), ("empty",))


def test_atom_takes_the_page_and_not_the_other_relations():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://a.example/news/">
    <title>Paper</title><link rel="self" href="/atom"/><link rel="next" href="/atom?page=2"/>
    <entry><title type="html">One &amp;amp; two</title><id>urn:1</id>
      <link rel="replies" href="/c"/><link type="application/json" href="/j"/><link href="1.html"/>
      <updated>2024-05-18T10:00:00+02:00</updated><published>2024-05-17</published></entry>
    </feed>"""
    feed = read_feed(body, URL)
    assert [(e.url, e.text, e.date) for e in feed.entries] == [
        ("http://a.example/news/1.html", "One & two", "2024-05-17")
    ]
    assert [(page.url, page.role) for page in feed.next] == [
        ("http://a.example/atom?page=2", Role.PAGINATION)
    ]


def test_rss_1_has_its_items_beside_the_channel():
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
      <channel rdf:about="http://a.example/"><title>Paper</title></channel>
      <item rdf:about="http://a.example/1"><title>One</title><dc:date>2024-05-17</dc:date></item>
      </rdf:RDF>"""
    feed = read_feed(body, URL)
    assert (feed.title, urls(feed)) == ("Paper", ["http://a.example/1"])
    assert feed.entries[0].date == "2024-05-17"


def test_json_feed_is_read():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Paper",
        "next_url": "/feed?page=2",
        "items": [
            {"id": "1", "url": "/1", "title": "One", "date_published": "2024-05-17T10:00:00Z"},
            {"id": "http://a.example/2", "title": 7},
            {"id": "3", "external_url": "http://b.example/3"},
            "nonsense",
        ],
    }
    found = read_feed(json.dumps(feed).encode(), URL, content_type="application/feed+json")
    assert urls(found) == ["http://a.example/1", "http://a.example/2", "http://b.example/3"]
    assert found.entries[0].date == "2024-05-17T10:00:00Z"
    assert [page.url for page in found.next] == ["http://a.example/feed?page=2"]
    assert read_feed(b'{"items": 3}', URL).faults == ("empty",)
    assert read_feed(b"{" * 99_999, URL).faults == ("bad-json",)


def test_full_wordpress_feed_has_a_next_page_and_a_short_one_has_none():
    head = "<generator>https://wordpress.org/?v=6.5</generator>"
    full = rss(ITEM * 10, head=head)
    assert [p.url for p in read_feed(full, URL).next] == ["http://a.example/feed?paged=2"]
    assert [p.url for p in read_feed(full, URL + "?cat=3&paged=7").next] == [
        "http://a.example/feed?cat=3&paged=8"
    ]
    assert read_feed(rss(ITEM * 9, head=head), URL).next == ()
    assert read_feed(rss(ITEM * 10), URL).next == ()


@pytest.mark.parametrize(
    "inside",
    [
        f"<item><title>a<link>http://a.example/0</link></item>{ITEM}",
        f"<item><title>a<b>c</title><link>http://a.example/0</link></item>{ITEM}",
        f"<item><title>a < b</title><link>http://a.example/0</link></item>{ITEM}",
        f"<item><title>a&nbsp;&mdash;&unknown; b & c</title><link>http://a.example/0</link></item>{ITEM}",
        f"<item><link>http://a.example/0</link>{ITEM}",
        f"<item><title>a\x0b\x00</title><link>http://a.example/0</link></item></x></y>{ITEM}",
    ],
)
def test_broken_xml_gives_up_its_entries(inside):
    assert urls(read_feed(rss(inside), URL)) == ["http://a.example/0", "http://a.example/1"]


def test_what_stands_before_and_after_the_feed_does_no_harm():
    body = b"<br /><b>Warning</b>: no such file\n" + rss(ITEM) + b"<script>x</script>"
    assert urls(read_feed(body, URL)) == ["http://a.example/1"]
    assert urls(read_feed(b"\n\n junk " + rss(ITEM), URL)) == ["http://a.example/1"]
    assert urls(read_feed(rss(ITEM * 2)[:-45], URL)) == ["http://a.example/1"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"])
def test_unicode_of_any_width_is_read(encoding):
    assert urls(read_feed(rss(ITEM).decode().encode(encoding), URL)) == ["http://a.example/1"]


def test_declared_and_served_encodings_are_obeyed_and_bad_bytes_are_a_fault():
    item = "<item><title>Ночь</title><link>http://a.example/1</link></item>"
    text = rss(item).decode().replace('"1.0"', '"1.0" encoding="windows-1251"')
    assert read_feed(text.encode("cp1251"), URL).entries[0].text == "Ночь"
    served = read_feed(rss(item).decode().encode("koi8-r"), URL, content_type="x; charset=koi8-r")
    assert served.entries[0].text == "Ночь"
    broken = read_feed(rss(item.replace("Ночь", "caf?")).replace(b"?</t", b"\xe9</t"), URL)
    assert (broken.entries[0].text, broken.faults) == ("caf\ufffd", ("bad-bytes",))


def test_entities_are_never_expanded_or_fetched():
    body = b"""<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
    <rss><channel><item><title>x&b;&f;</title><link>http://a.example/1</link></item></channel></rss>"""
    assert read_feed(body, URL).entries[0].text == "x&b;&f;"


def test_html_and_nothing_are_faults():
    assert read_feed(b"<!DOCTYPE html><html><item><link>x</link></item>", URL).faults == ("html",)
    assert "empty" in read_feed(b"", URL).faults


@pytest.mark.parametrize(
    "body",
    [
        rss(ITEM * 200_000),
        b"<rss><item " + b" ".join(b'a%d="x"' % n for n in range(40_000)) + b"/></rss>",
        b"<rss><item " + b" ".join(b'a%d="x"' % n for n in range(40_000)) + b"></x></rss>",
        b"<a " * 100_000,
        b"<rss><item>" + b"<title>" * 200_000,
        b"<rss><item>" + b"<![CDATA[" * 200_000,
        b"<rss><item>" + b"<!--" * 200_000,
        b"<rss><item><title>" + b"&x;" * 200_000,
    ],
    ids=["items", "attributes", "broken attributes", "tags", "titles", "cdata", "comments", "ents"],
)
def test_bombs_end_within_bounds(body):
    assert len(read_feed(body, URL).entries) <= MAX_ENTRIES


@given(st.binary() | st.text(alphabet="<>/ \"'=[]!-?xml:itemlnk&;").map(str.encode))
def test_no_bytes_raise(body):
    read_feed(body, URL)
    read_feed(b"<rss><item>" + body, URL)

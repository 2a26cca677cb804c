"""newscrawl.urls: normalising, keys, hosts and sites."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from newscrawl.urls import host, join, key, normalise, site, untracked

WORDS = st.text(alphabet="abcXYZ019-._~%/;=&?+ äم\\\t\x00'[]|@:", max_size=30)
HOSTS = st.sampled_from(["a.example", "www.b.example:80", "ä.example."])
URLS = st.builds("{}://{}/{}".format, st.sampled_from(["http", "HTTPS"]), HOSTS, WORDS)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("http://a.example/x#part", "http://a.example/x"),
        ("  http://a.example\n/x\t", "http://a.example/x"),
        ("HTTP://A.Example:80", "http://a.example/"),
        ("https://a.example:443/", "https://a.example/"),
        ("https://a.example:80/", "https://a.example:80/"),
        ("http://a.example./x", "http://a.example/x"),
        ("http://a.example?x", "http://a.example/?x"),
        ("http://straße.example/", "http://xn--strae-oqa.example/"),
        ("http://user:secret@ä.example:80/x", "http://xn--4ca.example/x"),
        ("http://a.example/ä b", "http://a.example/%C3%A4%20b"),
        ("http://a.example/x/%2e%2E/./y/..", "http://a.example/"),
        ("http://a.example/../../x", "http://a.example/x"),
        ("http://a.example\\x\\y", "http://a.example/x/y"),
        ("http:/a.example/x", "http://a.example/x"),
        ("http://a.example/a;b=1?c=&d;e&a=", "http://a.example/a;b=1?c=&d;e&a="),
        ("http://[0:0::1]:8080/", "http://[::1]:8080/"),
        ("http://a.example/\ud800", "http://a.example/%3F"),
    ],
)
def test_url_is_made_fetchable(raw, expected):
    assert normalise(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "", "mailto:a@a.example", "javascript:void(0)", "/relative", "//a.example/x", "http://",
        "http:///", "http://a.example:99999/", "http://a.example:x/", "http://[::1", "http://a b/",
        "http://.example/", "http://" + "a" * 64 + ".example/", "http://a.example/" + "a" * 2000,
    ],
)  # fmt: skip
def test_what_cannot_be_fetched_has_no_normal_form(raw):
    assert normalise(raw) is None


def test_query_is_encoded_as_the_page_was():
    assert (
        normalise("http://a.example/ü?q=ü", encoding="latin-1") == "http://a.example/%C3%BC?q=%FC"
    )
    assert normalise("http://a.example/?q=م", encoding="latin-1") == "http://a.example/?q=%D9%85"
    assert normalise("http://a.example/?q=ü", encoding="nonsense") == "http://a.example/?q=%C3%BC"


@pytest.mark.parametrize(
    "twin",
    [
        "https://a.example/story?a=1&b=2",
        "http://www.a.example/story?b=2&a=1",
        "http://a.example:80/story?a=1&b=2#comments",
        "http://a.example/story?utm_source=rss&a=1&fbclid=x&b=2",
        "http://a.example/story;jsessionid=AB12?a=1&b=2",
        "http://a.example/%73tory?a=1&b=2&PHPSESSID=abc&",
        "http://a.example/story?a=1&b=2&sid=0123456789abcdef0123&ref=home",
    ],
)
def test_spellings_of_one_page_share_a_key(twin):
    assert key(twin) == "a.example/story?a=1&b=2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/"),
        ("http://a.example/?p=1", "http://a.example/?p=2"),
        ("http://a.example/?article12", "http://a.example/?article13"),
        ("http://a.example/story.php?sid=12", "http://a.example/story.php?sid=13"),
        ("http://a.example/a%2Fb", "http://a.example/a/b"),
        ("http://a.example/?a=1%262", "http://a.example/?a=1&2"),
        ("http://a.example/A", "http://a.example/a"),
    ],
)
def test_different_pages_have_different_keys(one, other):
    assert key(one) != key(other)


def test_index_page_is_its_folder():
    assert key("http://a.example/x/index.html") == key("http://a.example/x/?utm_medium=mail")
    assert key("http://a.example/x/index.php?id=1") != key("http://a.example/x/")


def test_reference_is_joined_and_nonsense_is_none():
    assert join("http://a.example/x/y", " ../z?q ") == "http://a.example/z?q"
    assert join("http://a.example/x", "http://[::1") is None
    assert join("", "") is None


def test_tracking_is_taken_out_and_the_rest_left_as_it_stood():
    assert untracked("http://a.example/?b=&utm_id=3&a=%7e") == "http://a.example/?b=&a=%7e"
    assert untracked("http://a.example/x?gclid=3") == "http://a.example/x"
    assert untracked("nonsense") == "nonsense"


@pytest.mark.parametrize(
    ("url", "name", "place"),
    [
        ("http://www.News.example.co.uk/x", "www.news.example.co.uk", "example.co.uk"),
        ("https://paper.github.io/the-world/", "paper.github.io", "paper.github.io"),
        ("https://github.io/", "github.io", "github.io"),
        ("http://127.0.0.1:8001/", "127.0.0.1", "127.0.0.1:8001"),
        ("http://localhost:80/", "localhost", "localhost"),
        ("http://[::1]:99/", "[::1]", "[::1]:99"),
        ("http://[::1]/", "[::1]", "[::1]"),
        ("http://www.news.test/", "www.news.test", "news.test"),
        ("nonsense", "", ""),
    ],
)
def test_host_and_site(url, name, place):
    assert (host(url), site(url)) == (name, place)


@given(URLS)
def test_normal_form_is_stable_and_scrapy_sends_it_unchanged(url):
    normal = normalise(url)
    assert normal is not None
    assert normalise(normal) == normal
    assert safe_url_string(normal) == normal
    assert key(normal) == key(url)


@given(URLS, st.sampled_from(["utm_source=x", "fbclid=1", "amp;gclid=2", "PHPSESSID=3"]))
def test_key_is_stable_under_tracking(url, parameter):
    bare = normalise(url)
    assert key(bare + ("&" if "?" in bare else "?") + parameter) == key(bare)
    assert key(untracked(url)) == key(url)


@given(st.text() | st.text().map("http://{}".format))
def test_no_text_raises(text):
    normal = normalise(text)
    assert normal is None or normalise(normal) == normal
    assert isinstance(key(text) + host(text) + site(text) + untracked(text), str)

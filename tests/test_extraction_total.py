"""Extraction and cleaning over hostile bytes: always a value, always the same one."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newscrawl.cleaning.article import clean
from newscrawl.extraction import NotAnArticle, extract
from newscrawl.model.article import Article

PAGE = (
    b"<!doctype html><html lang=en><head><title>A bridge closes | Paper</title>"
    b'<meta property="article:published_time" content="2024-05-04T02:41:00Z">'
    b'<meta property="og:image" content="/2024/05/03/a.jpg"><meta name=author content=ameyer>'
    b'<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"A bridge'
    b' closes","author":[{"name":"Anna Meyer"}],"datePublished":"2024-05-04T02:41:00Z",'
    b'"image":{"url":"a.jpg"},"articleSection":["Roads"],"isAccessibleForFree":"False"}]}</script>'
    b"</head><body><nav><a href=/a>Roads</a></nav><article><h1><small>Roads</small> A bridge closes"
    b'</h1><p class=byline>By <a rel=author href="/author/x">Anna Meyer</a></p>'
    b'<time itemprop=datePublished datetime="2024-05-03T22:41">May 3, 2024 10:41 PM</time>'
    b"<p>The old bridge over the river was shut on Friday, after engineers found cracks in two of"
    b" its piers, the city said. It will stay shut until the autumn.</p><ul><li>One</li></ul>"
    b"<p>Read also: Harbour opens</p><table><tr><td>1</td></tr></table><p>3 May 2024</p></article>"
)
FRAGMENTS = [
    b"<", b">", b'"', b"\x00", b"\xff\xfe", b"</script>", b"<script type='application/ld+json'>[",
    b"<h1>", b"</h1>", b"<!--", b"{}", b"null", b"<time datetime=9999-99-99T99:99>", b"<table>",
    b"<meta name=author content=,>", b"<meta name=date content=99999999999999>", b"<svg><title>",
    b"0000-00-00", b"31.12.2099 24:60", b"by by by", b"<template>", b"<body>", b"&#xD800;",
    b"<p itemprop='author datePublished'>", b"<meta property=og:title>", b'"@id":"x","author":[[[',
]  # fmt: skip
edit = st.tuples(
    st.integers(0, len(PAGE)), st.integers(0, 120), st.sampled_from(FRAGMENTS) | st.binary()
)
ADDRESSES = st.sampled_from(
    ["", "https://paper.example/2024/05/03/a", "http://[", "data:,", "https://paper.example:x/"]
) | st.text(max_size=40)
quick = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


def derived(html: bytes, url: str) -> Article | NotAnArticle:
    found = extract(html, url)
    return found if isinstance(found, NotAnArticle) else clean(found)


@quick
@given(html=st.binary(max_size=400), url=ADDRESSES)
def test_random_bytes_give_one_value(html, url):
    assert derived(html, url) == derived(html, url)


@quick
@given(edits=st.lists(edit, min_size=1, max_size=8), url=ADDRESSES)
def test_broken_pages_give_one_value(edits, url):
    html = PAGE
    for place, length, piece in edits:
        html = html[:place] + piece + html[place + length :]
    assert derived(html, url) == derived(html, url)


def test_the_page_before_it_is_broken_is_an_article():
    found = derived(PAGE, "https://paper.example/2024/05/03/a")
    assert isinstance(found, Article)
    assert (found.headline, found.authors) == ("A bridge closes", ("Anna Meyer",))
    assert found.date_published == "2024-05-03T22:41:00-04:00"
    assert found.access == "paywalled"
    assert "paywall" in found.labels

"""The made-up news site: served over real sockets, read back, compared with its truth."""

import gzip
import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html

from newscrawl.demo.server import RunningServer, serve
from newscrawl.demo.site import GONE, MOVED, DemoSite, DemoTruth
from newscrawl.demo.story import Only
from newscrawl.errors import UsageError

DEAD_LINK = "/2026/02/30/plan-du-sentier/"
HOST = {"Host": "paper.example"}
SITE = DemoSite()
TRUTH = SITE.truth()
ARTICLES = [truth for truth in TRUTH if truth.only is not Only.SCRIPT]


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    with serve(SITE) as running:
        yield running


def fetch(server: RunningServer, path: str, method="GET", **headers):
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def page(path: str) -> html.HtmlElement:
    response = SITE.respond("GET", path, HOST)
    assert response.status == 200, path
    return html.document_fromstring(response.body.decode())


def xml(path: str) -> etree._Element:
    response = SITE.respond("GET", path, HOST)
    assert response.status == 200, path
    return etree.fromstring(response.body)


def paths_in(root: html.HtmlElement, here: str) -> set[str]:
    """Give path and query of all links to the site itself."""
    base = urljoin("http://paper.example", here)
    urls = [urlsplit(urljoin(base, u)) for u in root.xpath("//a/@href | //link/@href | //img/@src")]
    return {
        (u.path or "/") + (f"?{u.query}" if u.query else "")
        for u in urls
        if u.netloc == "paper.example"
    }


def reachable(start: str) -> dict[str, int]:
    """Follow every link of every page and give the status of each."""
    found, waiting = {}, [start]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        response = SITE.respond("GET", path, HOST)
        found[path] = response.status
        if response.status in {301, 302}:
            location = urlsplit(dict(response.headers)["Location"])
            if location.netloc == "paper.example":
                waiting.append(location.path)
        elif dict(response.headers)["Content-Type"].startswith("text/html"):
            root = html.document_fromstring(response.body.decode())
            waiting.extend(paths_in(root, path) - found.keys())
    return found


@pytest.fixture(scope="module")
def crawled() -> dict[str, int]:
    return reachable("/")


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_every_link_of_every_page_answers_as_expected(crawled):
    odd = {path: status for path, status in crawled.items() if status != 200}
    assert {path for path, status in odd.items() if status == 410} == GONE
    assert {path for path, status in odd.items() if status == 404} == {DEAD_LINK}
    assert odd["/wp-admin/"] == 302
    assert odd[next(iter(MOVED))] == 301
    assert set(odd.values()) == {301, 302, 404, 410}


def test_links_lead_to_every_article_but_those_of_feed_and_sitemap(crawled):
    hidden = {Only.FEED, Only.SITEMAP}
    expected = {truth.url for truth in TRUTH if truth.only not in hidden}
    assert {truth.url for truth in TRUTH} & crawled.keys() == expected


def test_the_newsroom_filed_in_four_languages_and_five_sections():
    assert len(TRUTH) == 45
    assert {truth.language for truth in TRUTH} == {"fr", "en", "de", "es"}
    assert sum(truth.language == "fr" for truth in TRUTH) == 15
    assert len({truth.section for truth in TRUTH}) == 5
    assert {truth.only for truth in TRUTH} == {None, *Only}
    assert all(5 <= len(truth.paragraphs) <= 10 for truth in TRUTH)


@pytest.mark.parametrize("truth", ARTICLES, ids=lambda truth: truth.url)
def test_article_page_says_what_its_truth_says(truth: DemoTruth):
    root = page(truth.url)
    body = root.xpath("//div[@class='entry-content']")[0]
    lines = tuple(words(p) for p in body.xpath("./p"))
    assert tuple(line for line in lines if line not in truth.read_also) == truth.paragraphs
    assert sum(line in truth.read_also for line in lines) == len(truth.read_also)
    assert [words(h) for h in root.xpath("//h1")] == [truth.headline]
    assert root.findtext(".//title") == f"{truth.headline} | Courrier du Delta"
    assert tuple(words(h) for h in body.xpath(".//h2")) == truth.headings
    assert tuple("\n".join(words(li) for li in ul) for ul in body.xpath(".//ul")) == truth.lists
    assert tuple(words(q) for q in body.xpath(".//blockquote")) == truth.quotes
    assert tuple(words(c) for c in body.xpath(".//figcaption")) == tuple(
        f"{caption} {credit}" for caption, credit in zip(truth.captions, truth.credits, strict=True)
    )
    assert tuple(a.text for a in root.xpath("//a[@class='author']")) == truth.authors
    times = [datetime.fromisoformat(t) for t in root.xpath("//header//time/@datetime")]
    assert times == [time for time in (truth.published, truth.modified) if time]
    assert root.get("lang") == truth.language
    assert root.xpath("//link[@rel='canonical']/@href") == [f"http://paper.example{truth.url}"]


def test_json_ld_stands_on_most_articles_and_agrees_with_the_truth():
    without = 0
    for truth in ARTICLES:
        scripts = page(truth.url).xpath("//script[@type='application/ld+json']/text()")
        without += not scripts
        for text in scripts:
            value = json.loads(text)
            article = next(v for v in value.get("@graph", [value]) if v["@type"] == "NewsArticle")
            assert article["headline"] == truth.headline
            assert tuple(author["name"] for author in article["author"]) == truth.authors
            assert datetime.fromisoformat(article["datePublished"]) == truth.published
    assert 5 <= without <= 12


def test_text_of_the_live_page_is_only_in_its_script():
    live = next(truth for truth in TRUTH if truth.only is Only.SCRIPT)
    root = page(live.url)
    script = root.xpath("//main//script/text()")[0]
    entries = json.loads(script.partition("var entries = ")[2].partition(";\n")[0])
    assert tuple(entries) == live.paragraphs
    assert root.xpath("//main//p") == []


def test_amp_twin_has_the_same_paragraphs_and_names_the_article_as_canonical():
    truth = next(t for t in ARTICLES if t.only is None)
    root = page(f"{truth.url}amp/")
    lines = tuple(words(p) for p in root.xpath("//article/p"))
    assert tuple(line for line in lines if line not in truth.read_also) == truth.paragraphs
    assert root.xpath("//link[@rel='canonical']/@href") == [f"http://paper.example{truth.url}"]


def test_pagination_ends_with_the_article_that_nothing_else_links():
    hidden = next(truth for truth in TRUTH if truth.only is Only.PAGINATION)
    found = [n for n in (1, 2, 3) if hidden.url in paths_in(page(_section(hidden.section, n)), "/")]
    assert found == [3]
    assert SITE.respond("GET", _section(hidden.section, 4), HOST).status == 404


def _section(section: str, number: int) -> str:
    return f"/category/{section}/" + (f"page/{number}/" if number > 1 else "")


def test_sitemaps_list_what_truth_says_they_list():
    index = xml("/sitemap_index.xml")
    locations = [urlsplit(loc.text).path for loc in index.iterfind(".//{*}loc")]
    listed = [urlsplit(loc.text).path for p in locations for loc in xml(p).iterfind(".//{*}loc")]
    expected = {truth.url for truth in TRUTH if "sitemap" in truth.places}
    assert set(listed) & {truth.url for truth in TRUTH} == expected
    assert all(SITE.respond("GET", path, HOST).status == 200 for path in listed)
    assert any(truth.places == ("sitemap",) for truth in TRUTH)


def test_feeds_list_what_truth_says_they_list():
    items = [*xml("/feed/").iterfind(".//item"), *xml("/feed/?paged=2").iterfind(".//item")]
    expected = {truth.url: truth for truth in TRUTH if "feed" in truth.places}
    assert {urlsplit(item.findtext("link")).path for item in items} == expected.keys()
    for item in items:
        truth = expected[urlsplit(item.findtext("link")).path]
        assert item.findtext("title") == truth.headline
    assert SITE.respond("GET", "/feed/?paged=3", HOST).status == 404
    assert any(truth.places == ("feed",) for truth in TRUTH)


def test_atom_json_and_section_feeds_parse_with_ten_newest_or_fewer():
    atom = xml("/feed/atom/").findall("{http://www.w3.org/2005/Atom}entry")
    feed = json.loads(SITE.respond("GET", "/feed/json/", HOST).body)
    section = xml("/category/sport/feed/").findall(".//item")
    assert [len(atom), len(feed["items"]), len(section)] == [10, 10, 7]


def test_robots_forbids_the_internal_article_and_names_the_sitemap(server):
    status, headers, body = fetch(server, "/robots.txt")
    assert (status, headers.get_content_type()) == (200, "text/plain")
    lines = body.decode().splitlines()
    assert f"Sitemap: {server.url}/sitemap_index.xml" in lines
    assert "Disallow: /interne/" in lines
    forbidden = [truth for truth in TRUTH if truth.only is Only.DISALLOWED]
    assert [truth.url.startswith("/interne/") for truth in forbidden] == [True]


def test_bytes_are_the_same_from_every_new_site(crawled):
    again = DemoSite()
    for path in crawled:
        for headers in (HOST, HOST | {"Accept-Encoding": "gzip"}):
            assert again.respond("GET", path, headers) == SITE.respond("GET", path, headers)


def test_absolute_urls_use_the_host_header(server):
    _, _, body = fetch(server, "/")
    assert f'href="{server.url}/category/region/"'.encode() in body
    _, _, other = fetch(server, "/", Host="courrier.example:81")
    assert b'href="http://courrier.example:81/category/region/"' in other
    assert b"<script>" not in SITE.respond("GET", "/", {"Host": '"><script>'}).body


def test_gzip_is_sent_only_when_accepted(server):
    path = TRUTH[3].url
    _, plain_headers, plain = fetch(server, path)
    _, packed_headers, packed = fetch(server, path, **{"Accept-Encoding": "gzip, deflate"})
    assert plain_headers["Content-Encoding"] is None
    assert packed_headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert plain_headers["ETag"] != packed_headers["ETag"]


def test_unchanged_page_answers_304_to_its_etag_and_to_its_date(server):
    path = TRUTH[3].url
    _, headers, _ = fetch(server, path)
    for condition in (
        {"If-None-Match": f'"other", W/{headers["ETag"]}'},
        {"If-Modified-Since": headers["Last-Modified"]},
    ):
        status, _, body = fetch(server, path, **condition)
        assert (status, body) == (304, b"")
    assert fetch(server, path, **{"If-None-Match": '"other"'})[0] == 200
    assert fetch(server, path, **{"If-Modified-Since": "yesterday"})[0] == 200


def test_head_has_the_headers_of_get_and_other_methods_are_refused(server):
    status, head, body = fetch(server, "/", "HEAD")
    _, got, content = fetch(server, "/")
    assert (status, body, head["Content-Length"]) == (200, b"", str(len(content)))
    assert head["ETag"] == got["ETag"]
    assert fetch(server, "/wp-comments-post.php", "POST")[0] == 405


def test_one_connection_carries_many_requests_and_each_is_noted():
    with serve(SITE) as running:
        connection = http.client.HTTPConnection(urlsplit(running.url).netloc, timeout=20)
        for path in ("/", "/robots.txt", "/nowhere/"):
            connection.request("GET", path, headers={"User-Agent": "test"})
            connection.getresponse().read()
            local = connection.sock.getsockname()
        assert local[0] == "127.0.0.1"
        noted = [(r.method, r.path, r.headers["User-Agent"], r.status) for r in running.requests]
        connection.close()
    assert noted == [
        ("GET", "/", "test", 200),
        ("GET", "/robots.txt", "test", 200),
        ("GET", "/nowhere/", "test", 404),
    ]


def test_parallel_clients_get_whole_pages(server):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda truth: fetch(server, truth.url), TRUTH * 3))
    assert {status for status, _, _ in answers} == {200}
    assert all(body.rstrip().endswith(b"</html>") for _, _, body in answers)


def test_server_ends_although_a_client_keeps_its_connection():
    with serve(SITE) as running:
        connection = http.client.HTTPConnection(urlsplit(running.url).netloc, timeout=20)
        connection.request("GET", "/robots.txt")
        connection.getresponse().read()
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        fetch(running, "/")


def test_log_is_told_of_each_request():
    told = []
    with serve(SITE, log=told.append) as running:
        fetch(running, "/contact/")
    assert [(request.path, request.status) for request in told] == [("/contact/", 200)]


def test_synthetic_articles_are_distinct_and_all_listed():
    site = DemoSite(articles=1200)
    truths = site.truth()
    paragraphs = [p for truth in truths for p in truth.paragraphs]
    assert len({truth.url for truth in truths}) == 1200
    assert len(set(paragraphs)) == len(paragraphs)
    assert all({"tag", "author", "date", "sitemap"} <= set(truth.places) for truth in truths)
    second = site.respond("GET", "/post-sitemap2.xml", HOST)
    assert len(etree.fromstring(second.body)) == 200
    assert site.respond("GET", truths[-1].url, HOST).status == 200
    assert DemoSite(articles=7).truth()[0].paragraphs == truths[1193].paragraphs


def test_site_until_a_moment_lacks_later_stories_and_edits():
    moment = datetime.fromisoformat("2026-05-14T12:00:00+02:00")
    early = {truth.url: truth for truth in DemoSite(until=moment).truth()}
    late = {truth.url: truth for truth in TRUTH}
    assert early.keys() == {url for url, truth in late.items() if truth.published <= moment}
    edited = "/2026/05/14/ecluse-du-levant-rouvre/"
    assert early[edited].modified is None
    assert early[edited].paragraphs == late[edited].paragraphs[:-1]


def test_empty_months_have_a_page_but_the_calendar_ends(crawled):
    assert "/2025/01/" in crawled
    assert crawled["/2027/12/"] == 200
    assert SITE.respond("GET", "/2028/01/", HOST).status == 404


@pytest.mark.parametrize("target", ["http://[::1", "//", "/%00/", "/?p=x", "/feed/?paged=0", "*"])
def test_strange_targets_are_answered_with_an_error(target):
    assert SITE.respond("GET", target, HOST).status in {301, 400, 404}


@pytest.mark.parametrize(
    "choice", [{"articles": 0}, {"until": datetime.fromisoformat("2020-01-01T00:00:00+00:00")}]
)
def test_site_without_stories_is_refused(choice):
    with pytest.raises(UsageError, match="no stories"):
        DemoSite(**choice)

"""Overrides of collection.toml: small crawls of a made-up site that needs each of them."""

import json
import sqlite3

import pytest
from made_up_site import serving
from newscrawl_process import crawl, records, run

from archive.collection import Collection
from newscrawl.config import CollectionConfig, parse_config, rules_of
from newscrawl.derive import derive
from newscrawl.errors import UsageError
from newscrawl.model.link import Role
from newscrawl.model.page import PageKind
from newscrawl.model.payload import Payload

PROSE = " ".join(
    f"<p>In part {n} of this tale the river rose again and the council of the old town met to"
    " decide what had to be done about the bridge, the mill and the people who live there.</p>"
    for n in range(6)
)


def story(title, body=PROSE):
    return (
        f"<html lang=en><head><title>{title}</title><meta property='og:type' content='article'>"
        "<meta property='article:published_time' content='2026-05-04T10:00:00Z'></head><body>"
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    )


def listing(title, *paths):
    rows = "".join(
        f"<article><h2><a href='{path}'>The long story of the place {path}</a></h2>"
        "<p>A few words on what happened there.</p></article>"
        for path in paths
    )
    return (
        f"<html lang=en><head><title>{title}</title></head><body><main>{rows}</main></body></html>"
    )


ODD = (
    "<html><head><title>Odd</title></head><body><div class=hl>The odd tale of the mill</div>"
    "<div class=by>By Ada Smith</div><div class=day>4 May 2026</div><div class=txt>"
    f"{PROSE.replace('mill', 'weir')}<p class=ad>Buy our boots today, the best of boots.</p>"
    "</div><div class=other><p>Our shop sells boots and hats and many other things that people"
    " of the town may like to wear when the river rises once more, as it does each year.</p></div>"
    "</body></html>"
)
PAGES = {
    "/": listing("Home", "/2026/05/first-story-of-all/", "/2026/05/second-story-of-all/",
                 "/2026/05/third-story-of-all/", "/shop/2026/05/boots-on-sale-here/",
                 "/about/our-lovely-team-here")
    .replace("</main>", "</main><footer><a href='/odd?x=1'>Imprint</a>"
             "<a href='/more/b'>Something else</a></footer>"),
    "/2026/05/first-story-of-all/": story("The first story of all"),
    "/2026/05/second-story-of-all/": story("The second story of all", PROSE.replace("mill", "inn")),
    "/2026/05/third-story-of-all/": story("The third story of all", PROSE.replace("mill", "sea")),
    "/shop/2026/05/boots-on-sale-here/": story("Boots on sale", PROSE.replace("mill", "boot")),
    "/about/our-lovely-team-here": story("Our lovely team", PROSE.replace("mill", "team")),
    "/odd?x=1": ODD,
    "/more/b": listing("More", "/2026/04/fourth-story-of-all/"),
    "/2026/04/fourth-story-of-all/": story("The fourth story", PROSE.replace("mill", "hill")),
    "/hidden/": listing("Hidden", "/2026/03/fifth-story-of-all/"),
    "/2026/03/fifth-story-of-all/": story("The fifth story", PROSE.replace("mill", "dale")),
    "/hidden.rss": "<rss><channel><item><link>/2026/02/sixth-story-of-all/</link></item>"
    "</channel></rss>",
    "/2026/02/sixth-story-of-all/": story("The sixth story", PROSE.replace("mill", "lake")),
}  # fmt: skip
ELSEWHERE = {
    "/stories/7": story("The seventh story", PROSE.replace("mill", "moor")),
    "/private/8": story("The eighth story", PROSE.replace("mill", "tarn")),
}
OVERRIDES = """
[[site]]
host = "{host}"
deny = ["/shop/"]
article = ["/odd\\\\?x="]
not_article = ["/about/"]
pagination = ["/more/"]
sections = ["{base}/hidden/"]
feeds = ["{base}/hidden.rss"]

[site.selectors]
headline = ".hl"
author = ".by"
date = ".day"
body = ".txt"
remove = ".ad"

[[site]]
host = "{elsewhere}"
allow = ["/stories/"]
"""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """The same site crawled without and with overrides: (base, elsewhere, asked, folders)."""
    root = tmp_path_factory.mktemp("overrides")
    plain, ruled = root / "plain", root / "ruled"
    with serving(ELSEWHERE) as (elsewhere, _):
        links = "".join(f"<a href='{elsewhere}{path}'>Elsewhere {path}</a>" for path in ELSEWHERE)
        home = PAGES["/"].replace("</main>", f"{links}</main>")
        with serving({**PAGES, "/": home}) as (base, asked):
            crawl(base, plain)
            before = list(asked)
            asked.clear()
            Collection(ruled).create(CollectionConfig(start=(f"{base}/",)))
            text = OVERRIDES.format(
                host=base.partition("//")[2], base=base, elsewhere=elsewhere.partition("//")[2]
            )
            file = ruled / "collection.toml"
            file.write_text(file.read_text() + text)
            crawl(base, ruled)
            yield base, elsewhere, {"plain": before, "ruled": list(asked)}, plain, ruled


def by_path(folder, base):
    return {record["url"].removeprefix(base): record for record in records(folder)}


def role_of(folder, url):
    with sqlite3.connect(folder / "catalog.sqlite") as db:
        row = db.execute("SELECT role, state, reason FROM urls WHERE url = ?", (url,)).fetchone()
    db.close()
    return row


def test_the_site_needs_its_overrides(crawled):
    base, elsewhere, asked, plain, _ = crawled
    found = by_path(plain, base)
    assert "/2026/05/first-story-of-all/" in found
    assert "/about/our-lovely-team-here" in found
    assert "/shop/2026/05/boots-on-sale-here/" in found
    assert not {"/odd?x=1", "/2026/03/fifth-story-of-all/", "/2026/02/sixth-story-of-all/"} & {
        *found
    }
    assert not any(url.startswith(elsewhere) for url in found)
    assert "/hidden/" not in asked["plain"]


def test_denied_urls_are_not_fetched_and_have_their_fate(crawled):
    base, _, asked, _, ruled = crawled
    path = "/shop/2026/05/boots-on-sale-here/"
    assert path not in asked["ruled"]
    assert role_of(ruled, base + path)[1:] == ("excluded", "deny")


def test_allow_widens_the_scope_at_its_own_host_only(crawled):
    base, elsewhere, _, _, ruled = crawled
    found = by_path(ruled, base)
    assert f"{elsewhere}/stories/7" in found
    assert f"{elsewhere}/private/8" not in found
    assert role_of(ruled, f"{elsewhere}/private/8")[1:] == ("excluded", "scope")


def test_article_and_selectors_give_the_record_of_a_page_that_looks_like_none(crawled):
    base, _, _, _, ruled = crawled
    record = by_path(ruled, base)["/odd?x=1"]
    assert record["headline"] == "The odd tale of the mill"
    assert record["authors"] == ["Ada Smith"]
    assert record["date_published"] == "2026-05-04"
    assert record["headline_source"] == record["date_published_source"] == "selector"
    assert record["text"].count("In part") == 6
    assert "boots" not in record["text"]


def test_selectors_that_find_nothing_leave_the_general_rules_in_force(crawled):
    base, _, _, plain, ruled = crawled
    path = "/2026/05/first-story-of-all/"
    assert by_path(ruled, base)[path]["text"] == by_path(plain, base)[path]["text"]


def test_not_article_keeps_a_page_out_of_the_records(crawled):
    base, _, asked, _, ruled = crawled
    assert "/about/our-lovely-team-here" in asked["ruled"]
    assert "/about/our-lovely-team-here" not in by_path(ruled, base)


def test_pagination_gets_its_role(crawled):
    base, _, _, plain, ruled = crawled
    assert role_of(plain, f"{base}/more/b")[0] != "pagination"
    assert role_of(ruled, f"{base}/more/b")[0] == "pagination"


def test_sections_and_feeds_that_nothing_names_are_read(crawled):
    base, _, _, _, ruled = crawled
    assert {"/2026/03/fifth-story-of-all/", "/2026/02/sixth-story-of-all/"} <= {
        *by_path(ruled, base)
    }


def test_rebuild_and_extract_keep_to_the_overrides(crawled):
    *_, ruled = crawled
    before = sorted(map(json.dumps, records(ruled)))
    fates = "SELECT url, state, reason, role FROM urls WHERE capture IS NOT NULL ORDER BY url"
    with sqlite3.connect(ruled / "catalog.sqlite") as db:
        rows = db.execute(fates).fetchall()
    db.close()
    done = run("rebuild", "-c", ruled)
    assert done.returncode == 0, done.stderr
    assert sorted(map(json.dumps, records(ruled))) == before
    with sqlite3.connect(ruled / "catalog.sqlite") as db:
        assert db.execute(fates).fetchall() == rows
    db.close()
    done = run("extract", *(ruled / "warc").iterdir())
    assert done.returncode == 0, done.stderr
    texts = {r["url"]: r["text"] for r in map(json.loads, done.stdout.splitlines())}
    assert texts == {r["url"]: r["text"] for r in records(ruled)}


def test_extract_of_a_saved_page_takes_the_selectors_of_a_collection(crawled, tmp_path):
    base, _, _, _, ruled = crawled
    page = tmp_path / "page.html"
    page.write_text(ODD)
    done = run("extract", "--html", page, "--url", f"{base}/odd?x=1", "-c", ruled)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["headline"] == "The odd tale of the mill"


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ('host = "https://a.example/"', "site 'https://a.example/': host:"),
        ('host = ""', "site number 1: host:"),
        ('host = "a.example"\narticle = ["("]', "site 'a.example': article: '(' is no regular"),
        ('host = "a.example"\nnot_article = ["*"]', "not_article: '*' is no regular expression"),
        ('host = "a.example"\npagination = ["[a"]', "pagination: '[a' is no regular expression"),
        ('host = "a.example"\nfeeds = ["ftp://a.example/f"]', "feeds: 'ftp://a.example/f' is no"),
        ('host = "a.example"\nsections = ["/news"]', "sections: '/news' is no http or https URL"),
        ('host = "a.example"\n[site.selectors]\nbody = "p["', "selectors.body: 'p[' is no CSS"),
        ('host = "a.example"\n[site.selectors]\ntitle = "h1"', "unknown field `title`"),
        ('host = "a.example"\ndeny = "x"', "Expected `array`, got `str` - at `$.site[0].deny`"),
    ],
)  # fmt: skip
def test_a_wrong_override_is_one_line_that_names_file_and_key(override, said):
    with pytest.raises(UsageError) as caught:
        parse_config(f'start = ["https://a.example/"]\n[[site]]\n{override}\n', source="the.toml")
    assert str(caught.value).startswith("the.toml: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_rules_hold_for_their_host_with_or_without_www_and_port():
    config = parse_config(
        'start = ["https://a.example/"]\n[[site]]\nhost = "www.a.example"\narticle = ["/x"]\n'
        '[[site]]\nhost = "b.example:81"\narticle = ["/y"]\n',
        source="the.toml",
    )
    rules = rules_of(config)
    assert rules.of("https://WWW.a.example/x").article
    assert rules.of("http://a.example:8080/x").article
    assert rules.of("http://b.example:81/y").article
    assert not rules.of("http://b.example/y").article
    assert not rules.of("https://c.a.example/x").article


def test_a_pattern_changes_links_to_its_host_only():
    config = parse_config(
        'start = ["https://a.example/"]\n[[site]]\nhost = "a.example"\npagination = ["/older/"]\n',
        source="the.toml",
    )
    html = "<body><a href='/older/2'>x</a><a href='https://b.example/older/2'>y</a></body>"
    page = derive(
        Payload(url="https://a.example/", status=200, headers=(), body=html.encode()),
        rules=rules_of(config),
    )
    roles = {link.url: link.role for link in page.links}
    assert roles["https://a.example/older/2"] is Role.PAGINATION
    assert roles["https://b.example/older/2"] is not Role.PAGINATION
    assert page.kind is not PageKind.ARTICLE


@pytest.mark.browser
def test_browser_renders_the_pages_that_its_pattern_names(tmp_path):
    lines = json.dumps(f"<h1>The story of the live tide</h1>{PROSE}")
    live = (
        "<html lang=en><head><title>The story of the live tide</title>"
        "<meta property='og:type' content='article'>"
        "<meta property='article:published_time' content='2026-05-04T10:00:00Z'></head>"
        "<body><article id=a></article>"
        f"<script>document.getElementById('a').innerHTML = {lines}</script></body></html>"
    )
    home = listing("Home", "/live/the-story-of-the-tide")
    folder = tmp_path / "collection"
    with serving({"/": home, "/live/the-story-of-the-tide": live}) as (base, _):
        Collection(folder).create(CollectionConfig(start=(f"{base}/",)))
        file = folder / "collection.toml"
        host = base.partition("//")[2]
        file.write_text(f'{file.read_text()}\n[[site]]\nhost = "{host}"\nbrowser = ["/live/"]\n')
        crawl(base, folder)
        found = by_path(folder, base)
    assert found["/live/the-story-of-the-tide"]["text"].count("In part") == 6

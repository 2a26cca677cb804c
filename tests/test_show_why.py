"""newscrawl show --why: the grounds of one URL's fate, on a made-up site."""

import json

import pytest
from made_up_site import serving
from newscrawl_process import crawl, run

from newscrawl.frontier.meaning import meaning
from newscrawl.frontier.traps import RULES

PROSE = "".join(
    f"<p>In part {n} of this tale the river rose again and the council of the old town met to"
    " decide what had to be done about the bridge, the mill and the people who live there.</p>"
    for n in range(6)
)
STORY = (
    "<html lang=en><head><title>A story of the river</title><link rel=canonical href='/'>"
    "<meta property='og:type' content='article'></head><body><article>"
    f"<h1>A story of the river</h1>{PROSE}</article></body></html>"
)
PAGES = {
    "/": "<html lang=en><head><title>Home</title></head><body><main>"
    + "".join(
        f"<article><h2><a href='{path}'>The long story of the place {path}</a></h2></article>"
        for path in ("/2026/05/a-story-of-the-river/", "/2026/05/gone-with-the-river/",
                     "/2026/05/a-story-of-the-river/?replytocom=9", "/2026/04/what-moved-away/")
    )
    + "</main></body></html>",
    "/2026/05/a-story-of-the-river/": STORY,
    "/2026/04/what-moved-away/": "->/2026/05/a-story-of-the-river/",
}  # fmt: skip


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("why") / "collection"
    with serving(PAGES) as (base, _):
        crawl(base, folder)
    return base, folder


def why(base, folder, path):
    done = run("show", f"{base}{path}", "--why", "--json", "-c", folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["why"]


def test_an_article_is_explained_by_its_page_and_its_namers(crawled):
    base, folder = crawled
    found = why(base, folder, "/2026/05/a-story-of-the-river/")
    assert found["kind"] == "article"
    assert found["evidence"]
    assert found["role"] == "teaser"
    assert found["found_from"] == f"{base}/"
    assert {"url": f"{base}/2026/04/what-moved-away/", "kind": "redirect"} in found["named_by"]
    assert f"{base}/" in [one["url"] for one in found["named_by"]]


def test_a_canonical_that_names_the_home_page_is_told_and_not_believed(crawled):
    base, folder = crawled
    found = why(base, folder, "/2026/05/a-story-of-the-river/")
    assert (found["canonical"], found["canonical_fault"]) == (f"{base}/", "home")


def test_a_trap_is_explained_in_words(crawled):
    base, folder = crawled
    found = why(base, folder, "/2026/05/a-story-of-the-river/?replytocom=9")
    assert found["kind"] is None
    assert found["meaning"] == next(rule.meaning for rule in RULES if rule.name == "reply")


def test_people_read_the_same(crawled):
    base, folder = crawled
    done = run("show", f"{base}/2026/05/a-story-of-the-river/", "--why", "-c", folder)
    assert done.returncode == 0, done.stderr
    for words in (
        "archived (article)",
        "teaser on",
        "kind",
        "·",
        "not believed: it names the home",
    ):
        assert words in done.stdout


def test_without_why_nothing_is_explained(crawled):
    base, folder = crawled
    done = run("show", f"{base}/", "--json", "-c", folder)
    assert "why" not in json.loads(done.stdout)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_trap_has_its_meaning(rule):
    assert meaning(f"trap:{rule.name}") == rule.meaning


def test_a_reason_that_says_it_all_needs_no_meaning():
    assert meaning("http-404") is None
    assert meaning("trap:of-an-older-version") is None
    assert meaning("role:share") == "links of this role are not followed"

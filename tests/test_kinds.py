"""Kinds of made-up pages, with and without the marks of publishing systems."""

import pytest

from newscrawl.discovery.kinds import Verdict, classify
from newscrawl.discovery.links import find_links
from newscrawl.discovery.patterns import SitePatterns, expect, learn
from newscrawl.document import parse
from newscrawl.model.page import PageKind
from newscrawl.urlpattern import pattern

HOST = "https://paper.example"
HEADLINE = "Council votes to repair the old harbour bridge"
TEXT = "<p>" + "The council decided on Tuesday that the bridge will be repaired. " * 12 + "</p>"
MENU = "<nav><a href=/>Home</a><a href=/politics>Politics</a><a href=/about>About us</a></nav>"


def verdict(
    body: str,
    *,
    path: str = "/x",
    title: str = "",
    head: str = "",
    classes: str = "",
    site: SitePatterns | None = None,
) -> Verdict:
    html = (
        f"<!doctype html><html><head><title>{title}</title>{head}</head>"
        f"<body class='{classes}'>{MENU}{body}</body></html>"
    )
    document = parse(html.encode())
    return classify(
        document,
        HOST + path,
        find_links(document, HOST + path),
        learned=tuple(expect(site, HOST + path)) if site else (),
    )


def teasers(number: int) -> str:
    return "".join(
        f"<article><h2><a href=/story-{n}>{HEADLINE} {n}</a></h2><p>Short summary.</p></article>"
        for n in range(number)
    )


def test_article_is_known_without_any_mark_of_a_publishing_system() -> None:
    body = f"<h1>{HEADLINE}</h1><p>17 May 2024</p>{TEXT * 3}"
    found = verdict(body, title=f"{HEADLINE} - The Paper")
    assert found.kind is PageKind.ARTICLE
    assert any(HEADLINE in phrase for phrase in found.evidence)
    assert found.score > 0


def test_short_news_under_a_dated_url_is_an_article() -> None:
    body = f"<h1>{HEADLINE}</h1><p>Work starts in June, the mayor said.</p>"
    found = verdict(body, path="/2024/05/17/council-votes/", title=HEADLINE)
    assert found.kind is PageKind.ARTICLE


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        ("post-template-default single single-post postid-7", PageKind.ARTICLE),
        ("page-template-default page page-id-2", PageKind.STATIC),
        ("attachment attachmentid-3 single single-attachment postid-3", PageKind.OTHER),
        ("archive category category-politics", PageKind.SECTION),
        ("archive tag tag-bridges", PageKind.TAG),
        ("archive author author-ann", PageKind.AUTHOR),
        ("archive date", PageKind.DATE_ARCHIVE),
        ("search search-results", PageKind.SEARCH),
        ("error404", PageKind.ERROR),
        ("single single-tribe_events", PageKind.OTHER),
        ("node-type-article", PageKind.ARTICLE),
    ],
)
def test_class_names_of_the_body_tell_the_kind(classes: str, kind: PageKind) -> None:
    body = f"<h1>{HEADLINE}</h1><p>17 May 2024</p>{TEXT}"
    assert verdict(body, title=HEADLINE, classes=classes).kind is kind


def test_json_ld_news_article_makes_an_article() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-17"}'
        "</script>"
    )
    found = verdict(f"<h2>{HEADLINE}</h2>{TEXT}", head=head)
    assert found.kind is PageKind.ARTICLE
    assert "JSON-LD NewsArticle" in found.evidence


def test_live_blog_is_told_from_other_articles() -> None:
    head = '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'
    body = f"<h1>{HEADLINE}</h1>{TEXT}"
    assert verdict(body, title=HEADLINE, head=head).kind is PageKind.LIVE_BLOG


def test_list_of_headlines_is_a_section_though_it_claims_to_be_an_article() -> None:
    head = "<meta property=og:type content=article>"
    found = verdict(f"<h1>Politics</h1>{teasers(8)}", path="/politics", title="Politics", head=head)
    assert found.kind is PageKind.SECTION


def test_home_page_with_one_big_story_is_home() -> None:
    body = f"<article><h1><a href=/big>{HEADLINE}</a></h1>{TEXT * 3}</article>{teasers(3)}"
    assert verdict(body, path="/", title="The Paper").kind is PageKind.HOME


@pytest.mark.parametrize(
    ("title", "path"),
    [
        ("About us", "/about-us"),
        ("Impressum", "/p/17"),
        ("Mentions légales", "/ml"),
        ("Контакты", "/k"),
    ],
)
def test_pages_about_the_paper_are_static(title: str, path: str) -> None:
    body = f"<h1>{title}</h1>{TEXT * 2}"
    assert verdict(body, path=path, title=f"{title} | The Paper").kind is PageKind.STATIC


def test_post_about_the_paper_is_what_its_date_and_section_say() -> None:
    filed = "<p>Posted on <time datetime=2005-11-02>2 November</time> in <a rel='category tag' "
    body = f"<h1>About us</h1>{TEXT * 2}{filed} href=/category/about/>About</a></p>"
    assert verdict(body, path="/about-us", title="About us | The Paper").kind is PageKind.ARTICLE


def test_page_in_its_own_menu_without_a_date_is_no_article() -> None:
    body = f"<nav><a href=/our-history>Our history</a></nav><h1>Our history</h1>{TEXT * 2}"
    assert verdict(body, path="/our-history", title="Our history").kind is PageKind.STATIC


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/tag/bridges/", PageKind.TAG),
        ("/author/ann/", PageKind.AUTHOR),
        ("/2024/05/", PageKind.DATE_ARCHIVE),
        ("/category/politics/", PageKind.SECTION),
        ("/news/page/2/", PageKind.SECTION),
        ("/?s=bridge", PageKind.SEARCH),
    ],
)
def test_lists_are_told_by_their_url(path: str, kind: PageKind) -> None:
    assert verdict(teasers(6), path=path, title="A list").kind is kind


@pytest.mark.parametrize("title", ["404 Not Found", "Page not found", "Seite nicht gefunden"])
def test_error_pages_sent_with_status_200_are_errors(title: str) -> None:
    assert verdict(f"<h1>{title}</h1><p>Sorry.</p>", title=title).kind is PageKind.ERROR


def test_article_about_something_not_found_is_no_error() -> None:
    title = "Lost dog not found after three weeks of searching in the hills"
    body = f"<h1>{title}</h1><p>17 May 2024</p>{TEXT}"
    assert verdict(body, title=title).kind is PageKind.ARTICLE


def test_challenge_is_blocked() -> None:
    body = "<p>Checking your browser before you proceed.</p>"
    assert verdict(body, title="Just a moment...").kind is PageKind.BLOCKED


def test_meta_refresh_is_a_redirect() -> None:
    head = "<meta http-equiv=refresh content='0; url=/new'>"
    assert verdict("<p>Moved.</p>", head=head).kind is PageKind.REDIRECT


def test_login_form_is_login() -> None:
    body = "<form><input name=user><input type=password name=pw></form>"
    assert verdict(body, path="/members", title="Members").kind is PageKind.LOGIN


def test_picture_page_below_an_article_is_no_article() -> None:
    path = "/2024/05/17/council-votes/harbour-bridge-2/"
    body = "<h1>harbour</h1><a href=/2024/05/17/council-votes/>back</a><img src=x>"
    assert verdict(body, path=path, title="harbour").kind is PageKind.OTHER


@pytest.mark.parametrize("body", ["", "<p>", "<h1></h1>" * 50])
def test_pages_without_content_are_other(body: str) -> None:
    assert verdict(body).kind is PageKind.OTHER


def test_site_that_was_learnt_tips_the_scales() -> None:
    urls = [f"{HOST}/k/{n}-the-story-of-day" for n in range(10)]
    site = learn(SitePatterns(), [(url, PageKind.ARTICLE) for url in urls])
    body = f"<h1>{HEADLINE}</h1><p>{'Words ' * 20}</p>"
    path = "/k/99-the-story-of-day"
    assert (
        verdict(body, path=path).score <= 0 or verdict(body, path=path).kind is not PageKind.ARTICLE
    )
    found = verdict(body, path=path, site=site)
    assert found.kind is PageKind.ARTICLE
    assert "10 of 10 pages with such a URL were stories" in found.evidence


def test_learning_does_not_change_what_was_known() -> None:
    before = SitePatterns()
    after = learn(before, [(f"{HOST}/a/1", PageKind.SECTION)])
    assert before.counts == {}
    assert after.counts == {pattern(f"{HOST}/a/2"): (0, 1)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/2024/05/17/a-long-story-slug/", "/2023/01/02/quite-another-tale-told/", True),
        ("/spip.php?article12", "/spip.php?article13", True),
        ("/spip.php?article12", "/spip.php?rubrique12", False),
        ("/politics/", "/sport/", False),
    ],
)
def test_patterns_join_urls_of_one_sort(one: str, other: str, same: bool) -> None:
    assert (pattern(HOST + one) == pattern(HOST + other)) is same

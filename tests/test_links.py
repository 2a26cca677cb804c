"""Links and their roles on made-up pages."""

import pytest

from newscrawl.discovery.links import find_links
from newscrawl.document import parse
from newscrawl.model.link import Link, Role

HOST = "https://paper.example"
HEADLINE = "Council votes to repair the old harbour bridge"


def links_of(body: str, *, head: str = "", path: str = "/") -> dict[str, Link]:
    html = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"
    found = find_links(parse(html.encode()), HOST + path)
    assert len({link.url for link in found}) == len(found)
    return {link.url.removeprefix(HOST): link for link in found}


def role_of(body: str, target: str, *, head: str = "", path: str = "/") -> Role:
    return links_of(body, head=head, path=path)[target].role


def test_navigation_leads_to_sections_and_footers_to_static_pages() -> None:
    links = links_of(
        "<nav><ul><li><a href=/politics>Politics</a></ul></nav>"
        "<footer><a href=/about-us>About us</a><a href=/kontakt>Kontakt</a></footer>"
    )
    assert links["/politics"].role is Role.SECTION
    assert links["/about-us"].role is Role.STATIC
    assert links["/kontakt"].role is Role.STATIC


def test_headline_in_a_list_is_a_teaser_even_where_the_url_says_nothing() -> None:
    body = f"<main><div class=item><h3><a href=/x7>{HEADLINE}</a></h3></div></main>"
    assert role_of(body, "/x7") is Role.TEASER


def test_chinese_headline_without_blanks_is_a_teaser() -> None:
    assert role_of("<ul><li><a href=/x>市议会投票决定修复老港口大桥</a></ul>", "/x") is Role.TEASER


@pytest.mark.parametrize(
    "heading",
    [
        "Latest news",
        "Most read",
        "Editor’s picks",
        "Neueste Beiträge",
        "Meistgelesen",
        "Articles récents",
        "Les plus lus",
        "Lo más leído",
        "Últimas noticias",
        "Mais lidas",
        "Ultime notizie",
        "Più letti",
        "Meest gelezen",
        "Najnowsze",
        "Последние новости",
        "Останні новини",
        "Nejčtenější",
        "Cele mai citite",
        "Senaste nytt",
        "Mest læst",
        "Luetuimmat",
        "Legfrissebb hírek",
        "Τελευταία νέα",
        "Son haberler",
        "أحدث الأخبار",
        "الأكثر قراءة",
        "آخرین اخبار",
        "פוסטים אחרונים",
        "ताज़ा खबरें",
        "最新消息",
        "人気記事",
        "많이 본 뉴스",
        "Berita terbaru",
        "Tin mới nhất",
    ],
)
def test_box_of_recent_articles_is_known_by_its_heading(heading: str) -> None:
    body = f"<div class=x><h4>{heading}</h4><ul><li><a href=/a1>{HEADLINE}</a></ul></div>"
    assert role_of(body, "/a1") is Role.RECENT


def test_box_of_recent_articles_is_known_by_its_class() -> None:
    body = f"<aside class='widget widget_recent_entries'><a href=/a1>{HEADLINE}</a></aside>"
    assert role_of(body, "/a1") is Role.RECENT


def test_heading_of_a_box_does_not_reach_the_next_box() -> None:
    body = (
        f"<div><div><h4>Most read</h4><a href=/a1>{HEADLINE}</a></div></div>"
        f"<main><div><section><div><p><a href=/a2>{HEADLINE}</a></p></div></section></div></main>"
    )
    links = links_of(body)
    assert links["/a1"].role is Role.RECENT
    assert links["/a2"].role is Role.TEASER


@pytest.mark.parametrize(
    "lead", ["Read also:", "Lire aussi :", "Lesen Sie auch:", "Читайте также:", "اقرأ أيضا:"]
)
def test_read_also_line_is_related(lead: str) -> None:
    body = f"<article class=entry-content><p>{lead} <a href=/a1>{HEADLINE}</a></p></article>"
    assert role_of(body, "/a1") is Role.RELATED


def test_link_inside_running_text_is_a_body_link() -> None:
    body = (
        "<div class=entry-content><p>The mayor, who had promised the repair in her campaign, "
        "pointed to <a href=/report>an earlier report</a> about the state of the bridge.</p></div>"
    )
    assert role_of(body, "/report") is Role.BODY


def test_previous_and_next_article_are_related_not_pagination() -> None:
    body = (
        "<article><h1>A</h1></article><nav class='navigation post-navigation'>"
        "<div class=nav-previous><a rel=prev href=/older-story>Short</a></div></nav>"
    )
    assert role_of(body, "/older-story") is Role.RELATED


@pytest.mark.parametrize(
    ("href", "role"),
    [
        ("/category/politics/", Role.SECTION),
        ("/tag/bridges/", Role.TAG),
        ("/author/ann/", Role.AUTHOR),
        ("/2024/05/", Role.CALENDAR),
        ("/2024/05/17/", Role.CALENDAR),
        ("/story/?replytocom=12", Role.REPLY),
        ("/story/?share=twitter", Role.SHARE),
        ("/wp-login.php?redirect_to=x", Role.LOGIN),
        ("/?s=bridge", Role.SEARCH),
        ("/story/feed/", Role.FEED),
        ("/story/amp/", Role.TWIN),
        ("/impressum", Role.STATIC),
    ],
)
def test_url_shape_tells_the_role(href: str, role: Role) -> None:
    assert role_of(f"<main><p><a href='{href}'>word</a></p></main>", href) is role


def test_section_with_a_long_url_in_the_menu_stays_a_section() -> None:
    body = "<nav class=menu><a href=/life-and-style-in-town>Life</a></nav>"
    assert role_of(body, "/life-and-style-in-town") is Role.SECTION


def test_strongest_role_and_longest_text_win() -> None:
    body = (
        f"<main><a href=/s/><img alt=photo></a><h2><a href='/s/'>{HEADLINE}</a></h2>"
        "<a href=/s/#comments>3</a></main>"
    )
    link = links_of(body)["/s/"]
    assert (link.role, link.text) == (Role.TEASER, HEADLINE)


def test_head_gives_feeds_twins_languages_and_canonical() -> None:
    head = (
        "<link rel=canonical href=/story/><link rel=amphtml href=/story/amp.html>"
        "<link rel=alternate type=application/rss+xml href=/feed.xml title=News>"
        "<link rel=alternate hreflang=fr href=/fr/story/><link rel=stylesheet href=/x.css>"
    )
    roles = {url: link.role for url, link in links_of("", head=head).items()}
    assert roles == {
        "/story/": Role.CANONICAL,
        "/story/amp.html": Role.TWIN,
        "/feed.xml": Role.FEED,
        "/fr/story/": Role.LANGUAGE,
    }


def test_one_bad_href_does_not_lose_the_others() -> None:
    hrefs = ["http://[::1", "http://", "https://exa mple", "//", "http://a]b/", "\ufffd", "/good"]
    links = links_of("".join(f"<a href='{href}'>x</a>" for href in hrefs))
    assert "/good" in links


@pytest.mark.parametrize(
    "href",
    [
        "javascript:void(0)",
        "mailto:a@b.example",
        "tel:+1",
        "data:text/html,x",
        "JavaScript:x",
        "#top",
        "",
        " ",
        "whatsapp://send",
        "/photo.JPG",
        "/paper.pdf",
        "/clip.mp4?x=1",
        "ftp://a.example/x",
        "about:blank",
    ],
)
def test_what_is_no_page_is_left_out(href: str) -> None:
    assert links_of(f"<a href='{href}'>{HEADLINE}</a>") == {}


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("b", "/x/b"),
        ("./b", "/x/b"),
        ("../b", "/b"),
        ("/b", "/b"),
        ("?q=1", "/x/a?q=1"),
        ("//other.example/b", "https://other.example/b"),
        (" /b\n", "/b"),
        ("\\dir\\b", "/dir/b"),
        ("/b#part", "/b"),
        ("/b#!part", "/b#!part"),
        ("HTTPS://paper.example/B", "HTTPS://paper.example/B"),
    ],
)
def test_hrefs_are_joined_as_browsers_do(href: str, url: str) -> None:
    assert list(links_of(f"<a href='{href}'>x</a>", path="/x/a")) == [url]


def test_base_element_moves_relative_links() -> None:
    assert "/deep/b" in links_of("<a href=b>x</a>", head="<base href=/deep/page>", path="/x/a")


def test_other_sites_are_shares_or_plain_links() -> None:
    body = (
        "<div class=share><a href='https://www.facebook.com/sharer/sharer.php?u=x'>f</a></div>"
        "<p><a href=https://elsewhere.example/x>there</a></p>"
    )
    links = links_of(body)
    assert links["https://www.facebook.com/sharer/sharer.php?u=x"].role is Role.SHARE
    assert links["https://elsewhere.example/x"].role is Role.OTHER


def test_layout_classes_do_not_make_a_page_a_sidebar() -> None:
    body = f"<div class='has-sidebar'><main><h2><a href=/a1>{HEADLINE}</a></h2></main></div>"
    assert role_of(body, "/a1") is Role.TEASER


def test_topic_classes_of_posts_do_not_make_them_boxes() -> None:
    body = (
        "<article class='post type-post category-popular tag-related hentry'>"
        f"<h2><a href=/a1>{HEADLINE}</a></h2></article>"
    )
    assert role_of(body, "/a1") is Role.TEASER


def test_page_without_a_web_address_has_no_links() -> None:
    assert find_links(parse(b"<a href=/x>x</a>"), "about:blank") == ()


def test_layout_wrapper_around_the_headline_is_no_sidebar_whatever_its_class() -> None:
    body = (
        "<div class='widget right-rail'><h1>Bridge</h1><div><p>The mayor, who had promised the "
        "repair in her campaign, pointed to <a href=/report>an earlier report</a> of the town.</p>"
        "</div></div>"
    )
    head = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
    assert role_of(body, "/report", head=head) is Role.BODY

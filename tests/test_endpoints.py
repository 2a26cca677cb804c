"""newscrawl.discovery.endpoints: addresses for scripts, on made-up pages."""

import pytest

from newscrawl.derive import derive
from newscrawl.discovery.links import find_links
from newscrawl.document import parse
from newscrawl.frontier.order import priority
from newscrawl.frontier.rest import is_rest_list
from newscrawl.frontier.traps import trap
from newscrawl.model.lead import Lead
from newscrawl.model.link import Link, Role
from newscrawl.model.page import PageKind
from newscrawl.model.payload import Payload

HOST = "https://paper.example"
POSTS = "/wp-json/wp/v2/posts?per_page=50&page=1&_fields=link,date,title"
KEY = "0123456789abcdef0123456789"


def found(html: str, role: Role, *, path: str = "/news/") -> list[str]:
    links = find_links(parse(html.encode()), HOST + path)
    return [link.url.removeprefix(HOST) for link in links if link.role is role]


def page(path: str, body: str, *, kind: str = "application/json", **headers: str):
    fields = [("Content-Type", kind), *((k.replace("_", "-"), v) for k, v in headers.items())]
    return derive(Payload(url=HOST + path, status=200, headers=tuple(fields), body=body.encode()))


def paths(page, *roles: Role) -> list[str]:
    return [link.url.removeprefix(HOST) for link in page.links if link.role in roles]


@pytest.mark.parametrize(
    "html",
    [
        f"<head><link rel='https://api.w.org/' href='{HOST}/wp-json/'></head>",
        f"<link rel=alternate type=application/json+oembed href='{HOST}/wp-json/oembed/1.0/x'>",
        r'<script>var s = {"root":"https:\/\/paper.example\/wp-json\/","nonce":"x"}</script>',
        "<div data-rest='/wp-json/theme/v1/more'></div>",
    ],
)
def test_list_of_posts_is_found_where_its_root_stands(html):
    assert found(html, Role.FEED) == [POSTS]


def test_list_of_posts_is_found_by_a_plain_route():
    html = f"<link rel='https://api.w.org/' href='{HOST}/index.php?rest_route=/'>"
    [path] = found(html, Role.FEED)
    assert path.startswith("/index.php?rest_route=/wp/v2/posts&per_page=50&page=1")
    assert trap(HOST + path) is None


def test_list_of_posts_of_another_site_is_not_taken():
    assert (
        found("<link rel='https://api.w.org/' href='https://b.example/wp-json/'>", Role.FEED) == []
    )


@pytest.mark.parametrize(
    "attributes",
    [f"data-ghost='{HOST}/' data-key='{KEY}'", f"data-key={KEY!r} data-api='/ghost/api/content/'"],
)
def test_list_of_posts_of_ghost_needs_key_and_address(attributes):
    html = f"<script defer src=/x.js {attributes}></script>"
    [path] = found(html, Role.FEED)
    assert path.startswith(f"/ghost/api/content/posts/?key={KEY}&limit=50&page=1")
    assert found(html.replace(KEY, "pk_live"), Role.FEED) == []


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ("<div data-next-url='/news/?page=2'>", "/news/?page=2"),
        ("<div data-next-url='/stories/after/abc'>", "/stories/after/abc"),
        ("<a class=more data-href='/news/load-more/2'>More</a>", "/news/load-more/2"),
        ("<div hx-get='list?page=3' hx-trigger=revealed>", "/news/list?page=3"),
        (
            "<button data-url='/wp-admin/admin-ajax.php?action=more&amp;paged=2'>",
            "/wp-admin/admin-ajax.php?action=more&paged=2",
        ),
    ],
)
def test_address_in_an_attribute_leads_on(html, target):
    assert found(html, Role.PAGINATION) == [target]
    assert trap(HOST + target) is None


@pytest.mark.parametrize(
    "html",
    [
        "<div data-ajax-url='/wp-admin/admin-ajax.php'>",
        "<div data-next-url='https://b.example/news/?page=2'>",
        "<div data-next-url='/news/?page={page}'>",
        "<div data-next='/2024/05/17/the-next-story-of-all/'>",
        "<div data-next-image='/2024/05/photo.jpg'>",
        "<div hx-get='/menu'>",
    ],
)
def test_other_addresses_in_attributes_are_left(html):
    assert found(html, Role.PAGINATION) == []


VIEWS = (
    '<script type="application/json">{"views":{"ajax_path":"\\/views\\/ajax","ajaxViews":'
    '{"a":{"view_name":"side","view_display_id":"block_1","view_path":"news"},'
    '"b":{"view_name":"news","view_display_id":"page_1","view_args":"","view_path":"news"}}}}'
    "</script>"
)


def test_view_of_drupal_is_asked_by_get_where_no_link_leads_on():
    [target] = found(VIEWS, Role.PAGINATION)
    assert target == (
        "/views/ajax?view_name=news&view_display_id=page_1&view_args=&view_path=news&page=1"
    )
    pager = "<ul class=pager><li><a href='?page=1' rel=next>Load more</a></ul>"
    assert found(VIEWS + pager, Role.PAGINATION) == ["/news/?page=1"]


def test_answer_of_drupal_is_read_as_html_of_its_page():
    body = (
        '[{"command":"settings","settings":{}},{"command":"insert","data":"\\u003Ch2\\u003E'
        "\\u003Ca href='/2024/05/the-long-story-of-all'\\u003EThe long story of all"
        "\\u003C/a\\u003E\\u003C/h2\\u003E\\u003Cul class=pager\\u003E\\u003Cli\\u003E"
        "\\u003Ca href='?page=2' rel=next\\u003ENext\\u003C/a\\u003E\"}]"
    )
    answer = page("/views/ajax?view_name=n&view_path=news&page=1", body)
    assert answer.kind is PageKind.FEED
    assert paths(answer, Role.TEASER) == ["/2024/05/the-long-story-of-all"]
    assert paths(answer, Role.PAGINATION) == ["/news?page=2"]


def test_html_in_json_goes_on_by_number_while_it_names_something():
    teaser = "<h2><a href=/a-long-story-of-all>A long story of all</a>"
    body = f'{{"success":true,"data":{{"html":"{teaser}"}}}}'
    answer = page("/wp-admin/admin-ajax.php?action=more&paged=2", body)
    assert paths(answer, Role.TEASER) == ["/a-long-story-of-all"]
    assert paths(answer, Role.PAGINATION) == ["/wp-admin/admin-ajax.php?action=more&paged=3"]
    assert page("/more?page=9", '{"html":"  <p>No more"}').links == ()


def test_part_of_a_list_without_html_element_goes_on_by_number():
    part = "<h2><a href=/a-long-story-of-all>A long story of all</a></h2>"
    more = "/wp-admin/admin-ajax.php?action=more&page=4"
    assert found(part, Role.PAGINATION, path=more) == [more.replace("4", "5")]
    assert found(f"<html><body>{part}", Role.PAGINATION, path=more) == []
    assert found("<p>No more</p>", Role.PAGINATION, path=more) == []


def rows(count: int) -> str:
    row = '{{"link":"https:\\/\\/paper.example\\/story-{}\\/","date":"2024-05-17T10:00:00",'
    row += '"title":{{"rendered":"Story &#8217;{}"}}}}'
    return f"[{','.join(row.format(n, n) for n in range(count))}]"


def test_posts_of_wordpress_are_entries_with_title_and_date():
    answer = page(POSTS, rows(2), X_WP_TotalPages="1")
    assert answer.kind is PageKind.FEED
    assert [(link.text, link.date) for link in answer.links] == [
        ("Story ’0", "2024-05-17T10:00:00"), ("Story ’1", "2024-05-17T10:00:00"),
    ]  # fmt: skip
    assert paths(answer, Role.FEED_ENTRY) == ["/story-0/", "/story-1/"]


@pytest.mark.parametrize(
    ("number", "count", "pages", "others"),
    [
        (1, 50, None, [2]),
        (1, 49, None, []),
        (1, 50, "9", [2, 9]),
        (1, 50, "2", [2]),
        (4, 50, "9", [3, 5]),
        (9, 7, "9", [8]),
        (1, 50, "many", [2]),
    ],
)
def test_pages_of_wordpress_lead_to_those_beside_them(number, count, pages, others):
    path = POSTS.replace("page=1", f"page={number}")
    headers = {} if pages is None else {"X_WP_TotalPages": pages}
    answer = page(path, rows(count), **headers)
    wanted = [POSTS.replace("&page=1", f"&page={other}") for other in others]
    assert paths(answer, Role.PAGINATION) == wanted


def test_posts_of_ghost_are_entries_and_lead_on():
    body = (
        '{"posts":[{"url":"https://paper.example/a/","title":"A","published_at":'
        '"2024-05-17T10:00:00.000+00:00"}],"meta":{"pagination":{"page":1,"limit":50,"pages":3,'
        '"total":120,"next":2,"prev":null}}}'
    )
    path = f"/ghost/api/content/posts/?key={KEY}&limit=50&page=1"
    answer = page(path, body)
    assert paths(answer, Role.FEED_ENTRY) == ["/a/"]
    assert paths(answer, Role.PAGINATION) == [
        path.replace("page=1", "page=2"), path.replace("page=1", "page=3"),
    ]  # fmt: skip


@pytest.mark.parametrize("body", ['{"ok":true}', "[]", "[1,2]", '{"url":', '{"name":"x"}', "{"])
def test_other_json_is_no_list(body):
    answer = page("/x.json", body)
    assert (answer.kind, answer.links) == (PageKind.OTHER, ())


def test_rest_list_comes_after_sections_whoever_names_it():
    home = Lead(
        id=1, url=f"{HOST}/", role=Role.START, depth=0, tries=0, via=None, found_at="",
    )  # fmt: skip
    for path in (POSTS, f"/ghost/api/content/posts/?key={KEY}&limit=50&page=2"):
        assert is_rest_list(HOST + path)
        for role in (Role.FEED, Role.PAGINATION):
            rank = priority(Link(url=HOST + path, role=role), home)
            assert rank > priority(Link(url=f"{HOST}/sport/", role=Role.SECTION), home)
            assert rank > priority(Link(url=f"{HOST}/sport/page/9", role=Role.PAGINATION), home)


def test_links_in_header_fields_count_as_those_in_the_head() -> None:
    answer = page(
        "/news/",
        "<html><body><p>Hello</p></body></html>",
        kind="text/html",
        Link='<https://paper.example/wp-json/>; rel="https://api.w.org/", </feed.xml>; '
        'rel="alternate"; type="application/rss+xml"; title="All, daily", <page/2>;rel=next',
        link='<https://paper.example/the-news/>; rel="canonical"',
    )
    assert paths(answer, Role.FEED) == ["/feed.xml", POSTS]
    assert paths(answer, Role.PAGINATION) == ["/news/page/2"]
    assert answer.canonical == f"{HOST}/the-news/"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "<",
        "<>; rel=next",
        "</2>; rel",
        '</2>; rel="next"; anchor="#elsewhere"',
        "</2>; rel=" + "x" * 100_000,
        "<" * 50_000,
        '</2>; rel="' + ";" * 50_000,
    ],
)
def test_header_fields_that_are_no_links_are_nothing(value: str) -> None:
    answer = page("/news/", "<html><body><p>Hello</p></body></html>", kind="text/html", Link=value)
    assert paths(answer, Role.PAGINATION, Role.FEED) == []


def test_feed_that_names_its_next_page_in_a_header_field_is_walked() -> None:
    feed = "<rss><channel><item><link>https://paper.example/a</link></item></channel></rss>"
    answer = page("/feed", feed, kind="application/rss+xml", Link="</feed?start=20>; rel=next")
    assert paths(answer, Role.PAGINATION) == ["/feed?start=20"]

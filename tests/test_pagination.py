"""Pagination on made-up list pages."""

import pytest

from newscrawl.discovery.links import find_links
from newscrawl.discovery.pagination import is_sibling
from newscrawl.document import parse
from newscrawl.model.link import Role

HOST = "https://paper.example"


def pages(body: str, *, path: str = "/news/", head: str = "") -> list[str]:
    html = f"<html><head>{head}</head><body>{body}</body></html>"
    found = find_links(parse(html.encode()), HOST + path)
    return [link.url.removeprefix(HOST) for link in found if link.role is Role.PAGINATION]


def test_numbered_pages_are_pagination() -> None:
    body = "<div class=pages><a href=/news/page/2>2</a> <a href=/news/page/3>3</a></div>"
    assert pages(body) == ["/news/page/2", "/news/page/3"]


@pytest.mark.parametrize(
    "text",
    [
        "Next",
        "Older posts",
        "« Older Entries",
        "Load more",
        "Weiter »",
        "Ältere Beiträge",
        "Suivant",
        "Page suivante",
        "Siguiente",
        "Entradas antiguas",
        "Próxima",
        "Carregar mais",
        "Successivo",
        "Volgende",
        "Następna",
        "Далее",
        "Показать ещё",
        "Наступна",
        "Další",
        "Următoarea",
        "Nästa",
        "Næste side",
        "Seuraava",
        "Következő",
        "Επόμενη",
        "Sonraki",
        "التالي",
        "بعدی",
        "הבא",
        "अगला",
        "下一页",
        "次へ",
        "다음",
        "Berikutnya",
        "Tiếp theo",
        "›",
        "»",
        "→",
    ],
)
def test_next_is_known_in_many_languages(text: str) -> None:
    assert pages(f"<div class=x><a href='/news/?page=2'>{text}</a></div>") == ["/news/?page=2"]


@pytest.mark.parametrize(
    ("path", "href"),
    [
        ("/list", "/list?start=20"),
        ("/list?start=20", "/list?start=40"),
        ("/spip.php?rubrique2", "/spip.php?rubrique2&debut_articles=10"),
        ("/news/", "/news/page/2/"),
        ("/news.html", "/news-2.html"),
        ("/news_2.html", "/news_3.html"),
        ("/news/", "/news/2"),
        ("/index.php?cat=4", "/index.php?cat=4&offset=30"),
    ],
)
def test_offsets_in_many_forms_are_pagination(path: str, href: str) -> None:
    assert pages(f"<p><a href='{href}'>2</a></p>", path=path) == [href]


def test_rel_next_in_head_and_body_is_pagination() -> None:
    assert pages("", head="<link rel=next href=/news/p2>") == ["/news/p2"]
    assert pages("<a rel=next href=/news/older>x</a>") == ["/news/older"]


def test_rel_next_between_articles_is_not_pagination() -> None:
    head = "<link rel=next href=/2024/05/17/another-story-about-bridges/>"
    assert pages("", head=head, path="/2024/05/16/story-about-bridges/") == []


def test_years_days_and_comment_counts_are_not_pagination() -> None:
    body = (
        "<ul class=archive><li><a href=/2024/>2024</a></li></ul>"
        "<table class=calendar><tr><td><a href=/2024/05/07/>7</a></table>"
        "<a href=/2024/05/07/the-long-story-of-the-bridge/>12</a>"
    )
    assert pages(body) == []


def test_load_more_address_in_a_data_attribute_is_pagination() -> None:
    body = "<button data-next-url='/news?page=2&amp;ajax=1'>More</button>"
    assert pages(body) == ["/news?page=2&ajax=1"]


def test_lazy_images_and_scripts_in_data_attributes_are_not_pagination() -> None:
    body = (
        "<img data-lazyload='/uploads/a.jpg'><i data-load='https://cdn.example/load-more.js'></i>"
    )
    assert pages(body) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/a?page=2", "/a", True),
        ("/a?page=2&x=1", "/a?page=3&x=1", True),
        ("/a?page=2&x=1", "/a?page=3&x=2", False),
        ("/a?p=14931", "/a", False),
        ("/article12345", "/article12346", False),
        ("/a/2", "/b/2", False),
        ("/a/2", "/a/3", True),
        ("/", "/", False),
    ],
)
def test_siblings_differ_in_one_small_number(one: str, other: str, same: bool) -> None:
    assert is_sibling(HOST + one, HOST + other) is same
    assert is_sibling(HOST + other, HOST + one) is same


def test_numbered_pages_of_the_home_page_are_pagination_without_a_pager() -> None:
    body = "<p><a href=/page/2>Older stories of the town</a> <a href=/page/9/>9</a></p>"
    assert pages(body, path="/") == ["/page/2", "/page/9/"]


@pytest.mark.parametrize(
    "row",
    [
        "<a href='/all?start=15&size=15'>2</a> <a href='/all?start=30&size=15'>3</a>",
        "<a href='/all/p2'>2</a> <a href='/all/p3/'>3</a>",
        "<a href='list_70_2.html'>2</a> <a href='list_70_3.html'>3</a>",
        "<a href='/news/?PAGEN_1=2'>2</a> <a href='/news/?PAGEN_1=9'>Конец</a>",
    ],
)
def test_number_on_a_link_to_a_page_of_a_list_is_enough(row: str) -> None:
    assert len(pages(f"<div class=comments>{row}</div>")) == 2


def test_number_on_a_link_to_anything_else_is_not_enough() -> None:
    body = "<p><a href=/story/2024-long-tale>2</a> <a href=/?page=2016>2016</a> <a href=/x/7>7</a>"
    assert pages(body) == []


@pytest.mark.parametrize("text", [">>|", "|<<", "»|", "End", "Начало", "« প্রথম"])
def test_ends_of_a_pager_are_pagination(text: str) -> None:
    body = f"<div class=pager><a href='/news/?p=154'>{text}</a></div>".replace("<<", "&lt;&lt;")
    assert pages(body) == ["/news/?p=154"]

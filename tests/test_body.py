"""The body of made-up pages: what belongs to it, its structure, and its limits."""

import json

import numpy as np
import pytest

from newscrawl.document import parse
from newscrawl.extraction.body import body, chosen
from newscrawl.extraction.prose.cues import article_body
from newscrawl.extraction.prose.forest import Forest
from newscrawl.extraction.prose.lexicon import edge_words, name_words
from newscrawl.extraction.prose.outline import MAX_UNITS, Outline
from newscrawl.extraction.prose.threshold import LOWEST, threshold
from newscrawl.model.article import BlockType

STORY = (
    "The harbour council voted on Tuesday to rebuild the old pier, after a debate of six hours.",
    "“We owe it to the fishermen,” said the mayor, who had promised the work before the election.",
    "The cost, put at four million crowns, is to be shared between the town and the county.",
    "Work should begin in spring, when the ice has gone and the ferries run again, she added.",
    "Opponents, among them two former harbour masters, called the plan a gift to the builders.",
)
MENU = "".join(f"<li><a href='/s{i}'>Section {i}</a></li>" for i in range(12))
TEASERS = "".join(
    f"<div class='teaser'><a href='/t{i}'><h3>Another story number {i} of today</h3></a></div>"
    for i in range(8)
)


def page(article: str, *, head: str = "", after: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><title>Council votes to rebuild the pier</title>{head}</head>"
        f"<body><header><nav><ul>{MENU}</ul></nav></header><main><article class='article'>"
        f"<h1>Council votes to rebuild the pier</h1><p class='byline'>By Ann Example</p>"
        f"<div class='article-body'>{article}</div></article></main>{after}"
        f"<aside class='related'>{TEASERS}</aside>"
        "<footer><p>© Example Times. All rights reserved.</p></footer></body></html>"
    ).encode()


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def texts(html: bytes) -> list[str]:
    return [block.text for block in body(parse(html), "https://paper.example/a")]


def outline(html: str) -> Outline:
    return Outline(parse(html.encode()).tree.body)


def test_paragraphs_are_given_in_order_without_menu_teasers_and_footer():
    assert texts(page(paragraphs(*STORY))) == list(STORY)


def test_headline_and_byline_are_not_body():
    found = texts(page(paragraphs(*STORY)))
    assert "Council votes to rebuild the pier" not in found
    assert "By Ann Example" not in found


def test_paragraphs_split_by_two_line_breaks_become_blocks():
    assert texts(page("<br><br>".join(STORY))) == list(STORY)


def test_a_single_line_break_is_a_blank():
    units = outline("<p>one<br>two</p>").units
    assert [u.text for u in units] == ["one two"]


def test_heading_inside_the_story_keeps_its_type():
    html = page(paragraphs(*STORY[:2]) + "<h2>Who pays for the pier</h2>" + paragraphs(*STORY[2:]))
    found = body(parse(html), "https://paper.example/a")
    assert (BlockType.HEADING, "Who pays for the pier") in [(b.type, b.text) for b in found]


def test_items_of_one_list_make_one_block():
    items = "".join(f"<li>{text}</li>" for text in STORY[2:])
    found = body(parse(page(paragraphs(*STORY[:2]) + f"<ul>{items}</ul>")), "")
    assert [b.text for b in found if b.type is BlockType.LIST] == ["\n".join(STORY[2:])]


def test_quote_keeps_its_type():
    html = page(paragraphs(*STORY[:3]) + f"<blockquote><p>{STORY[3]}</p></blockquote>")
    found = body(parse(html), "")
    assert [b.text for b in found if b.type is BlockType.QUOTE] == [STORY[3]]


def test_text_in_two_containers_is_found_whole():
    middle = "</div><div class='ad'>Advertisement</div><div class='article-body'>"
    found = texts(page(paragraphs(*STORY[:2]) + middle + paragraphs(*STORY[2:])))
    assert [text for text in found if text in STORY] == list(STORY)
    assert "Advertisement" not in found


def test_comments_of_readers_are_left_out():
    said = "".join(
        f"<li class='comment'><p>I think, as reader {i}, that the pier is fine as it is.</p></li>"
        for i in range(6)
    )
    section = f"<section id='comments'><ol>{said}</ol></section>"
    found = texts(page(paragraphs(*STORY), after=section))
    assert [text for text in found if text in STORY] == list(STORY)
    assert not any("as reader" in text for text in found)


def test_a_copy_of_a_long_paragraph_elsewhere_is_left_out():
    copied = page(paragraphs(*STORY) + f"<div><p>{STORY[0]}</p></div>")
    assert texts(copied).count(STORY[0]) == 1


def test_a_long_paragraph_that_is_said_again_beside_the_first_is_kept():
    assert texts(page(paragraphs(*STORY, STORY[0]))).count(STORY[0]) == 2


def test_cells_of_a_row_are_one_unit():
    units = outline("<table><tr><td>Pier</td><td>4</td></tr><tr><td>Quay</td><td>2</td></tr>").units
    assert [u.text for u in units] == ["Pier | 4", "Quay | 2"]


def test_cells_that_hold_blocks_are_layout():
    units = outline("<table><tr><td><p>One.</p><p>Two.</p></td><td>Three.</td></tr></table>").units
    assert [u.text for u in units] == ["One.", "Two.", "Three."]


def test_unknown_element_in_a_sentence_does_not_break_it():
    html = "<p><x-place>Rome</x-place> and <st1:place>Oslo</st1:place> and <x-y>Bonn</x-y>.</p>"
    html += "<p><span>In </span><x-place><span>Bern</span></x-place></p>"
    html += "<x-lead>One.</x-lead><x-text>Two.</x-text><p>a<x-box><div>Three.</div></x-box></p>"
    said = [unit.text for unit in outline(html).units]
    assert said == ["Rome and Oslo and Bonn.", "In Bern", "One.", "Two.", "a", "Three."]


def test_containers_without_text_leave_no_trace():
    found = outline("<div><div class='ad'><div></div></div><p>Text.</p></div>")
    assert [c.tag for c in found.containers] == ["html", "body", "div", "p"]
    assert found.spans == [(0, 1)] * 4


def test_long_runs_of_short_links_are_one_unit():
    links = "".join(f"<li><a href='/{i}'>Item {i}</a></li>" for i in range(5))
    found = outline(f"<div><ul>{links}</ul><p>Text.</p></div>").units
    assert [(u.text, u.links) for u in found] == [
        ("Item 0", 1), ("Item 1", 1), ("Item 2 | Item 3 | Item 4", 3), ("Text.", 0),
    ]  # fmt: skip


def test_navigation_and_the_footer_of_the_page_are_passed_over():
    story = paragraphs(*STORY * 2)
    html = f"<nav>Menu</nav><article>{story}<footer>Tags</footer></article><footer>Imprint</footer>"
    assert [u.text for u in outline(html).units] == [*STORY * 2, "Tags"]


def test_a_page_that_is_all_navigation_is_read():
    assert [u.text for u in outline("<nav><p>Text.</p></nav>").units] == ["Text."]


def test_link_text_is_counted_through_nested_elements():
    unit = outline("<p>Read <a href='/'><b>this</b> now</a>.</p>").units[0]
    assert (unit.text, unit.links, unit.link_chars) == ("Read this now.", 1, 7)


def test_article_body_is_read_from_json_that_is_not_valid():
    data = '{"@type": "NewsArticle", "articleBody": "A \\"b\\"\nc",,}'
    head = f'<script type="application/ld+json">{data}</script>'
    assert article_body(parse(page("", head=head))) == 'A "b"\nc'


def test_name_words_are_split_at_case_and_signs():
    found = name_words("articleBody c-story__text x1")
    assert found == ["article", "body", "article body", "story", "text", "story text"]


def test_edge_words_of_a_long_text_come_from_both_ends():
    found = edge_words("Start " + "middle " * 50 + "finish")
    assert found == {"start", "middle", "finish"}


def test_a_caption_takes_the_likeliest_longer_unit_with_it():
    page = parse(f"<p>photo: A. Person</p><p>{'Word ' * 40}</p><p>{'Else ' * 40}</p>".encode())
    outline = Outline(page.tree.body)
    texts = [block.text[:5] for block in chosen(outline, np.array([0.5, 0.3, 0.1]), 0.4)]
    assert texts == ["photo", "Word "]
    assert len(chosen(outline, np.array([0.5, 0.1, 0.1]), 0.4)) == 1


def test_article_body_stands_in_where_the_markup_holds_no_body():
    stated = "\n\n".join(STORY * 2)
    data = json.dumps({"@type": "NewsArticle", "articleBody": stated})
    html = f'<html><script type="application/ld+json">{data}</script><body><div id="app"></div>'
    assert texts(html.encode()) == list(STORY) * 2


def test_forest_gives_the_sum_of_the_leaves_reached():
    tree = {"name": ["a", "b"], "edge": [1.0, 5.0], "ruled": [0b1, 0b10], "leaf": [-2.0, 0.5, 3.0]}
    rows = {"a": np.array([1.0, 2.0, 2.0]), "b": np.array([9.0, 5.0, 6.0])}
    found = Forest([tree, tree], 1.0).score(rows, 3)
    assert np.allclose(found, 1 / (1 + np.exp(-np.array([-3.0, 2.0, 7.0]))))


def test_other_forests_are_asked_where_the_first_is_in_doubt():
    first = {"name": ["a"], "edge": [1.0], "ruled": [0b1], "leaf": [1.5, 3.0]}
    other = {"name": ["a"], "edge": [1.0], "ruled": [0b1], "leaf": [-4.5, -9.0]}
    found = Forest([first, other], 0.0, first=1).score({"a": np.array([0.0, 2.0])}, 2)
    assert np.allclose(found, 1 / (1 + np.exp([1.5, -3.0])))


def test_a_page_that_is_hard_to_tell_takes_in_what_is_less_likely():
    found = outline("<p>One.</p><p>Two.</p><p>Six.</p>")
    clear = threshold(found, np.array([1.0, 1.0, 0.0]))
    hard = threshold(found, np.array([0.6, 0.4, 0.3]))
    assert 0.45 < clear < 0.5
    assert 0.25 < hard < 0.35
    assert threshold(found, np.zeros(3)) == threshold(outline(""), np.zeros(0)) == LOWEST


@pytest.mark.parametrize("html", [b"", b"\x00\xff", b"<html></html>", b"<body><p>", b"<frameset>"])
def test_pages_without_text_give_no_blocks(html):
    assert body(parse(html), "") == ()


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "x",
        "<div>" * 100_000 + "x" + "</div>" * 100_000,
        "a<br>" * 1_000_000,
        "<br>" * 1_250_000,
        "<table>" + "<tr><td>1<td>2" * 300_000,
        "<table><tr>" + "<td>1" * 500_000,
        "<p>same text, again and again." * 300_000,
        "<a href=x>" * 200_000 + "x",
        "<ul><li>" * 50_000,
        "x" * 5_000_000,
        "<b>" * 300_000 + "x",
        '<script type="application/ld+json">' + '"articleBody": "\\"' * 300_000 + "</script>x",
    ],
    ids=range(12),
)
def test_hostile_pages_give_a_value_in_bounds(html):
    document = parse(html.encode())
    found = Outline(document.tree.body)
    assert len(found.units) <= MAX_UNITS
    assert isinstance(body(document, ""), tuple)

from pathlib import Path

import pytest

from newscrawl.cleaning.article import clean
from newscrawl.extraction import NotAnArticle, extract
from newscrawl.model.article import Article

PARAGRAPHS = [
    f"<p>Sentence number {number} tells what the council decided about the harbour on Monday, and"
    f" why the vote was as close as nobody had foreseen in the weeks before it.</p>"
    for number in range(6)
]
PAGE = (
    "<html lang='en'><head><title>Harbour vote is close | The Example</title></head><body>"
    f"<article><h1>Harbour vote is close</h1>{''.join(PARAGRAPHS)}</article></body></html>"
)


def article(html: str, url: str = "https://paper.example/news/harbour") -> Article:
    found = extract(html.encode(), url)
    assert isinstance(found, Article)
    return found


def test_a_plain_page_gives_its_paragraphs_in_order():
    found = clean(article(PAGE))
    assert [block.text for block in found.blocks] == [
        paragraph.removeprefix("<p>").removesuffix("</p>") for paragraph in PARAGRAPHS
    ]


def test_extraction_is_deterministic():
    assert extract(PAGE.encode(), "https://a.example/") == extract(
        PAGE.encode(), "https://a.example/"
    )


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b"\x00\xff\xfe<<<>>>",
        b"<table>" + b"<tr colspan=1000000 rowspan=65000><td colspan=1000000>x</td></tr>" * 100,
        b"<p>a<br>" * 20_000,
        b"<div>" * 30_000 + b"deep",
        b"<script type='application/ld+json'>" + b"[" * 50_000 + b"</script>",
        b'<script type=\'application/ld+json\'>{"@type": [], "author": 3, "headline": {}}</script>',
        b"<html lang='" + b"x" * 10_000 + b"'><title>" + b"| " * 5_000 + b"</title>",
    ],
    ids=["empty", "noise", "spans", "breaks", "deep", "nested-json", "odd-json", "long-title"],
)
def test_any_bytes_give_a_value(html):
    assert isinstance(extract(html, "http://[bad"), Article | NotAnArticle)


def test_links_of_the_body_are_absolute_and_those_of_the_frame_are_left_out():
    page = PAGE.replace("the council", "the <a href='/council'>council</a>", 1).replace(
        "<article>", "<nav><a href='/sports'>Sports</a></nav><article>"
    )
    assert article(page).links == ("https://paper.example/council",)


SEED = Path(__file__).parents[2] / "shared" / "seed" / "article-page.txt"


@pytest.mark.shared
@pytest.mark.skipif(not SEED.exists(), reason="needs ../shared/seed")
def test_the_page_that_the_project_began_with_gives_only_its_article():
    title, _, *texts = [part.strip() for part in SEED.read_text("utf8").split("\n\n")]
    place = texts.index("Leave a Reply")
    html = (Path(__file__).parent / "pages" / "aggregator.html").read_text("utf8")
    start, end = html.index("<p>Valmer"), html.index("</div>\n</article>")
    body = "".join(f"<p>{text}</p>\n" for text in texts[:place])
    html = (html[:start] + body + html[end:]).replace(
        "À Valmer, le port rouvre après trois semaines de tempête", title.split(" | ")[0]
    )
    html = html.replace("Nouvelles de partout", title.split(" | ")[1])
    found = extract(html.encode(), "https://nouvelles.example/monde/hotline/")
    assert isinstance(found, Article)
    found = clean(found)
    assert found.headline == title.split(" | ")[0]
    wanted = [text for text in texts[:place] if not text.upper().startswith(("LIRE", "A LIRE"))]
    assert [block.text for block in found.blocks] == wanted


def test_an_aggregators_page_gives_only_its_article():
    html = (Path(__file__).parent / "pages" / "aggregator.html").read_bytes()
    found = extract(html, "https://nouvelles.example/monde/port-de-valmer/")
    assert isinstance(found, Article)
    found = clean(found)
    assert found.headline == "À Valmer, le port rouvre après trois semaines de tempête"
    assert len(found.blocks) == 9
    for unwanted in ("Lire aussi", "A LIRE AUSSI", "Reply", "Akismet", "Recent News", "Editor"):
        assert unwanted not in found.text

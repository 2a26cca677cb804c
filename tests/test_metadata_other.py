import pytest

from newscrawl.document import parse
from newscrawl.extraction import language, linked_data
from newscrawl.extraction.metadata import describe
from newscrawl.extraction.source import source
from newscrawl.model.article import Access, Image

URL = "https://paper.example/opinion/vote"
LINKED = '<script type="application/ld+json">{}</script>'


def described(html: str, url: str = URL, text: str = ""):
    return describe(source(parse(html.encode()), url), lines=[text])


def test_the_object_of_this_page_is_chosen_among_several():
    html = LINKED.format(
        '[{"@type":"NewsArticle","url":"https://paper.example/other","headline":"Other story",'
        '"datePublished":"2020-01-01"},{"@type":"NewsArticle","url":"https://paper.example/opinion/'
        'vote","headline":"Vote is close","datePublished":"2024-05-03"}]'
    )
    found = described(html + "<title>Vote is close</title>")
    assert (found.headline, found.date_published) == ("Vote is close", "2024-05-03")


def test_an_article_inside_a_web_page_object_is_found():
    html = LINKED.format(
        '{"@type":"WebPage","mainEntity":{"@type":"https://schema.org/NewsArticle",'
        '"headline":"Vote is close","articleSection":["Politics"],"keywords":"harbour, vote"}}'
    )
    found = described(html)
    assert (found.headline, found.section) == ("Vote is close", "Politics")
    assert found.keywords == ("harbour", "vote")


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('"isAccessibleForFree":false', Access.PAYWALLED),
        ('"isAccessibleForFree":"False"', Access.PAYWALLED),
        ('"isAccessibleForFree":"http://schema.org/True"', Access.FREE),
        ('"hasPart":{"isAccessibleForFree":false}', Access.PAYWALLED),
        ('"isAccessibleForFree":true', Access.FREE),
        ('"headline":"Vote"', Access.UNKNOWN),
    ],
)
def test_access_is_what_the_page_states(stated, expected):
    assert described(LINKED.format(f'{{"@type":"NewsArticle",{stated}}}')).access is expected


def test_labels_come_from_type_section_and_address():
    assert described("<h1>Vote</h1>").labels == ("opinion",)
    live = LINKED.format('{"@type":"LiveBlogPosting","headline":"Vote"}')
    assert described(live, "https://paper.example/x/vote").labels == ("live-blog",)
    walled = "<meta property=article:content_tier content=locked>"
    assert described(walled, "https://paper.example/x/vote").labels == ("paywall",)


def test_the_lead_image_comes_with_its_caption():
    html = (
        "<meta property=og:image content='/img/harbour.jpg?w=1200'><article><figure>"
        "<img src='/img/harbour.jpg?w=400'><figcaption>The harbour</figcaption></figure></article>"
    )
    assert described(html).image == Image(
        url="https://paper.example/img/harbour.jpg?w=1200", caption="The harbour"
    )


def test_canonical_address_is_made_absolute():
    assert described("<link rel=canonical href='/a'>").canonical_url == "https://paper.example/a"
    assert described("<link rel=canonical href='http://[bad'>").canonical_url is None


FRENCH = (
    "Le conseil municipal a voté lundi soir, après six heures de débat, la réouverture du port,"
    " que la tempête avait fermé pendant trois semaines, et les pêcheurs ont repris la mer dès"
    " l'aube, malgré une houle encore forte au large de la digue nord."
)


@pytest.mark.parametrize(
    ("stated", "text", "expected"),
    [
        ("fr", FRENCH, "fr"),
        ("en", FRENCH, "fr"),
        (None, FRENCH, "fr"),
        ("nb", "Kommunestyret stemte mandag kveld for å åpne havnen igjen etter uken.", "nb"),
        ("pl", "Ok.", "pl"),
        (None, "", None),
        (
            "en",
            "東京の港は三週間の嵐のあと月曜日に再開したと市長が発表した。漁師たちは夜明けに出港した。",
            "ja",
        ),
    ],
)
def test_a_long_text_outweighs_a_wrong_declaration(stated, text, expected):
    assert language.decide(stated, text) == expected


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","author":{"@id":"#a"},"@id":"#a"}',
        '{"@type":["NewsArticle",null,3],"headline":["a",{"b":[]}],"author":[[["x"]],null,7]}',
        "[" * 3000 + "]" * 3000,
        '{"a":' * 3000 + "1" + "}" * 3000,
        '{"@type":"NewsArticle","mainEntityOfPage":5,"url":{"@id":[]},"image":{"url":{"url":{}}}}',
        '{"@type":"NewsArticle","hasPart":[1,null],"datePublished":{"@value":{}},"keywords":{}}',
    ],
)
def test_odd_linked_data_never_raises(script):
    assert described(LINKED.format(script)).url == URL


def test_loops_of_references_end():
    items = [{"@type": "Article", "@id": "a", "author": {"@id": "a"}, "headline": "Vote"}]
    assert linked_data.objects(items)[0]["headline"] == "Vote"

import pytest

from newscrawl.extraction.validity import count_words, judge
from newscrawl.model.article import Article, Block, BlockType

SENTENCE = "The council met on Monday and put off the vote on the harbour until the autumn. "


def article(text: str = SENTENCE * 5, *, headline: str | None = "Harbour vote", **fields):
    blocks = (Block(type=BlockType.PARAGRAPH, text=text),) if text else ()
    return Article(url="https://paper.example/a", headline=headline, blocks=blocks, **fields)


def test_an_article_is_one():
    assert judge(article()) is None


def test_short_news_is_news():
    assert judge(article(SENTENCE * 4)) is None
    flash = article(SENTENCE, date_published="2024-05-03", date_published_source="json-ld")
    assert judge(flash) is None
    assert judge(article(SENTENCE), evidence=("json-ld says NewsArticle",)) is None


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (article(headline=None), "no-headline"),
        (article(""), "no-text"),
        (article("Just this."), "too-short"),
        (article(headline="404 Not Found"), "soft-404"),
        (article(headline="Page not found"), "soft-404"),
        (article(headline="Seite nicht gefunden"), "soft-404"),
        (article(headline="Страница не найдена"), "soft-404"),
        (article(headline="Just a moment..."), "soft-404"),
        (article(headline="Log in"), "login"),
        (article(headline="Anmelden"), "login"),
        (article("We and our partners store cookies. " * 8), "consent-wall"),
    ],
)
def test_other_pages_get_their_reason(page, reason):
    assert judge(page) == reason


@pytest.mark.parametrize(
    "headline",
    [
        "404 days at sea: a sailor's diary of the long way home from the southern ocean",
        "Why the page was not found for ten years in the archive of the city, and who hid it there",
        "Log in the river stops ferries for a day and a night in the harbour of Valmer again",
    ],
)
def test_headlines_about_such_things_are_headlines(headline):
    assert judge(article(headline=headline)) is None


def test_a_list_of_links_is_no_article():
    blocks = tuple(
        Block(type=BlockType.LIST, text=f"Story number {number} of the week")
        for number in range(20)
    )
    links = tuple(f"https://paper.example/{number}" for number in range(20))
    page = Article(url="https://paper.example/", headline="News", blocks=blocks, links=links)
    assert judge(page) == "link-list"


def test_words_of_scripts_without_spaces_are_counted():
    assert count_words("東京の港は三週間の嵐のあと再開した") >= 8


@pytest.mark.parametrize(
    ("source", "evidence", "reason"),
    [
        ("json-ld", (), None),
        ("time", (), None),
        ("text", ("body class single-post",), None),
        ("text", (), "no-text"),
        ("url", (), "no-text"),
    ],
)
def test_a_post_that_is_declared_or_dated_may_be_a_picture_without_a_line(source, evidence, reason):
    post = Article(
        url="https://paper.example/2026/05/14/p/",
        headline="Harbour at dawn",
        date_published="2026-05-14",
        date_published_source=source,
    )
    assert judge(post, evidence=evidence) == reason

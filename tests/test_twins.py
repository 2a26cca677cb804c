"""newscrawl.twins: main pages of AMP, print and mobile copies, and canonicals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.twins import canonical_fault, twin_of

MAIN = "https://a.example/2024/05/flood-in-town"


@pytest.mark.parametrize(
    ("twin", "main"),
    [
        (f"{MAIN}/amp/", f"{MAIN}/"),
        (f"{MAIN}/amp", MAIN),
        (f"{MAIN}?amp", MAIN),
        (f"{MAIN}?amp=1&id=3", f"{MAIN}?id=3"),
        (f"{MAIN}/?amp;noamp=mobile", f"{MAIN}/"),
        (f"{MAIN}?outputType=amp", MAIN),
        ("https://a.example/amp/2024/05/flood-in-town", MAIN),
        (f"{MAIN}.amp.html", f"{MAIN}.html"),
        ("https://a-example.cdn.ampproject.org/c/s/a.example/2024/05/flood-in-town", MAIN),
        ("https://www.google.com/amp/s/a.example/2024/05/flood-in-town/amp", MAIN),
        (f"{MAIN}/print/", f"{MAIN}/"),
        ("https://a.example/print/1234", "https://a.example/node/1234"),
        ("https://a.example/x.php?id=3&tmpl=component&print=1", "https://a.example/x.php?id=3"),
        (f"{MAIN}?m=1", MAIN),
    ],
)
def test_copy_names_its_main_page(twin, main):
    assert twin_of(twin) == main


@pytest.mark.parametrize(
    "url",
    [
        MAIN,
        "https://a.example/tag/amp/",
        "https://a.example/amp/",
        "https://a.example/print/",
        "https://a.example/news/print/",
        "https://a.example/?m=202405",
        "https://a.example/best-guitar-amp.html",
        "https://m.a.example/2024/05/flood-in-town",
        "nonsense",
    ],
)
def test_main_pages_and_lists_are_no_copies(url):
    assert twin_of(url) is None


def test_mobile_host_is_a_copy_only_on_request():
    assert twin_of("https://m.a.example/x-1", hosts=True) == "https://a.example/x-1"
    assert twin_of("https://m.example/x-1", hosts=True) is None


@pytest.mark.parametrize(
    ("page", "canonical", "fault"),
    [
        (MAIN, "http://www.a.example/2024/05/flood-in-town?utm_source=x", None),
        ("https://a.example/?p=77", MAIN, None),
        (f"{MAIN}/amp/", f"{MAIN}/", None),
        (f"{MAIN}/comment-page-2/", f"{MAIN}/", None),
        (f"{MAIN}?replytocom=5", f"{MAIN}/photos-of-the-day", None),
        (f"{MAIN}/photos", MAIN, None),
        ("https://a.example/tag/x/", "https://a.example/category/x/", None),
        ("https://a.example/story/12345", "https://a.example/politics/12345/the-name-of-it", None),
        (MAIN, "/relative", "malformed"),
        ("https://a.example/x.php?p=5", "https://a.example/x.php%3Fp=5.html", "malformed"),
        (MAIN, "https://b.example/2024/05/flood-in-town", "other-site"),
        (MAIN, "https://a.example/", "home"),
        (MAIN, "https://a.example/en/", "home"),
        (MAIN, "https://a.example/index.html", "home"),
        (MAIN, "https://a.example/2024/05/", "list"),
        (MAIN, "https://a.example/category/town/", "list"),
        ("https://a.example/politics/flood-in-town", "https://a.example/politics", "list"),
        ("https://a.example/tag/x/page/2/", "https://a.example/tag/x/", "pagination"),
        ("https://a.example/news?page=3", "https://a.example/news", "pagination"),
        (f"{MAIN}/2", MAIN, "pagination"),
        ("https://a.example/show.php?id=5", "https://a.example/show.php", "drops-query"),
    ],
)
def test_canonical_is_believed_only_where_it_can_be_the_same_page(page, canonical, fault):
    assert canonical_fault(page, canonical) == fault


def test_canonical_that_is_a_known_list_is_not_believed():
    home = "a.example/the-world-today/"
    assert canonical_fault(MAIN, f"https://{home}", lists={home}) == "list"


@given(st.text().map("http://a.example/{}".format), st.text().map("http://a.example/{}".format))
def test_no_text_raises(one, other):
    canonical_fault(one, other)
    main = twin_of(one)
    assert main is None or main != one

"""newscrawl.frontier.traps: every rule against its own examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.frontier.traps import RULES, trap


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule_names_its_example_and_leaves_the_near_miss(rule):
    assert trap(f"https://a.example{rule.hit}", year=2026) == rule.name
    assert trap(f"https://a.example{rule.miss}", year=2026) is None


def test_names_of_rules_are_unique():
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    "path",
    [
        "", "/", "/2020/05/", "/2020/05/17/", "/2020/", "/?m=202005", "/archive?year=2020&month=05",
        "/news/page/12/", "/news?page=12", "/feed/", "/news/feed/", "/feed.json", "/atom.xml",
        "/tag/search/", "/research/", "/?p=77", "/?page_id=3&paged=2", "/spip.php?article3753",
        "/index?page=subject&subject_id=0024004102975ad83011b2b83251c0b6c",
        "/%D8%AA%D9%82%D9%86/story", "/1923/04/the-archive/", "/2050-climate-goals/", "/sport/2-0",
        "/story/1234/2", "/node/1234", "/story/4567/",
        "/wp-json/wp/v2/posts?per_page=50&page=2&_fields=link,date,title",
        "/?rest_route=/wp/v2/posts&per_page=50&page=1", "/ghost/api/content/posts/?key=0&page=2",
        "/wp-admin/admin-ajax.php?action=more&paged=2",
    ],
)  # fmt: skip
def test_pages_of_news_are_no_traps(path):
    assert trap(f"https://a.example{path}", year=2026) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/1700/05/", "calendar"),
        ("/calendar/2024/05/", "calendar"),
        ("/events/month/2024-05/", "calendar"),
        ("/archive?month=2031-05", "calendar"),
        ("/?year=2040", "calendar"),
        ("/a/a/a/", "repeating-path"),
        ("/a/x/a/y/a/", "repeating-path"),
        ("/list?f=1&f=2&f=3", "facets"),
        ("/search/flood", "search"),
        ("/en/suche?q=x", "search"),
        ("/user/login?destination=/x", "login"),
        ("/2020/05/story/feed/atom/", "comment-feed"),
        ("/photo.jpeg", "media"),
        ("/?rest_route=/wp/v2/comments", "wordpress"),
        ("/wp-json/wp/v2/posts/77", "wordpress"),
        ("/wp-json/wp/v2/users?per_page=50&page=1", "wordpress"),
        ("/wp-admin/admin-ajax.php?action=heartbeat", "wordpress"),
    ],
)
def test_known_traps_are_named(path, name):
    assert trap(f"https://a.example{path}", year=2026) == name


def test_no_date_is_too_late_where_the_year_is_not_given():
    assert trap("https://a.example/2031/05/") is None
    assert trap("https://a.example/2027/05/", year=2026) is None


@given(st.text())
def test_no_text_raises(text):
    trap(text, year=2026)
    trap(f"http://a.example/{text}", year=2026)

"""newscrawl.robots: what RFC 9309 and the robots directives permit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.robots import MAX_BYTES, RobotsPolicy, directives

AGENT = "newscrawl/1.0 (+https://a.example/bot)"
RULES = b"""User-agent: *
Disallow: /private/
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 2.5

User-agent: newscrawl
Disallow: /only-us/

Sitemap: https://a.example/one.xml
Sitemap: https://a.example/one.xml
Sitemap: https://a.example/two.xml
"""


def allowed(policy, path, agent="other/1.0"):
    return policy.allows(f"https://a.example{path}", agent)


def test_rules_are_obeyed():
    policy = RobotsPolicy.from_response(200, RULES)
    assert allowed(policy, "/")
    assert not allowed(policy, "/private/x")
    assert allowed(policy, "/private/open")
    assert not allowed(policy, "/a.pdf")
    assert allowed(policy, "/a.pdf?x")


def test_group_of_the_own_name_stands_alone():
    policy = RobotsPolicy.from_response(200, RULES)
    assert not allowed(policy, "/only-us/x", AGENT)
    assert allowed(policy, "/private/x", AGENT)
    assert allowed(policy, "/only-us/x")


def test_crawl_delay_and_sitemaps_are_given():
    policy = RobotsPolicy.from_response(200, RULES)
    assert policy.crawl_delay("other/1.0") == 2.5
    assert policy.crawl_delay(AGENT) is None
    assert policy.sitemaps == ("https://a.example/one.xml", "https://a.example/two.xml")


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410])
def test_missing_file_allows_all(status):
    assert allowed(RobotsPolicy.from_response(status, b"User-agent: *\nDisallow: /"), "/x")


@pytest.mark.parametrize("status", [0, 429, 500, 503, 599])
def test_failing_server_allows_nothing(status):
    policy = RobotsPolicy.from_response(status, b"")
    assert not allowed(policy, "/")
    assert not allowed(policy, "/x", AGENT)
    assert policy.sitemaps == ()


def test_file_is_read_to_its_bound_and_no_further():
    line = b"Disallow: /last\n"
    filler = b"#" * (MAX_BYTES - len(b"User-agent: *\n") - len(line) - 1) + b"\n"
    within = b"User-agent: *\n" + filler + line
    assert len(within) == MAX_BYTES
    assert not allowed(RobotsPolicy.from_response(200, within), "/last")
    assert allowed(RobotsPolicy.from_response(200, b"#" + within), "/las")


def test_rule_cut_by_the_bound_is_not_obeyed_as_a_wider_one():
    head = b"User-agent: *\n"
    filler = b"#" * (MAX_BYTES - len(head) - len(b"Disallow: /") - 1) + b"\n"
    policy = RobotsPolicy.from_response(200, head + filler + b"Disallow: /private/\n")
    assert allowed(policy, "/news")


def test_mark_nulls_and_html_do_no_harm():
    assert not allowed(
        RobotsPolicy.from_response(200, b"\xef\xbb\xbfUser-agent: *\nDisallow: /x"), "/x"
    )
    assert allowed(RobotsPolicy.from_response(200, b"<html><body>Not here</body></html>"), "/x")
    assert allowed(RobotsPolicy.from_response(200, b""), "/x")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["noarchive, NoIndex"], {"noarchive", "noindex"}),
        (["none"], {"none", "noindex", "nofollow"}),
        (["newscrawl: noindex, nofollow"], {"noindex", "nofollow"}),
        (["otherbot: noindex, nofollow"], set()),
        (["otherbot: noindex", "noarchive"], {"noarchive"}),
        (["max-snippet: 50, noarchive"], {"max-snippet: 50", "noarchive"}),
        (["unavailable_after: 25 Jun 2030 15:00"], {"unavailable_after: 25 jun 2030 15:00"}),
        (["tdm-reservation: 1"], {"tdm-reservation"}),
        (["tdm-reservation: 0", "", ","], set()),
    ],
)  # fmt: skip
def test_directives_are_collected(values, expected):
    assert directives(values, AGENT) == expected


@given(st.binary(), st.text())
def test_no_bytes_raise(body, text):
    policy = RobotsPolicy.from_response(200, body)
    policy.allows("https://a.example/x", AGENT)
    policy.allows(text, AGENT)
    policy.crawl_delay(AGENT)
    directives([text], AGENT)

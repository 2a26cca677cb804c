"""newscrawl.robots: RFC 9309, sentence by sentence."""

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.robots import MAX_BYTES, RobotsPolicy, product_token

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


def says(text, path, agent=AGENT):
    body = text.encode() if isinstance(text, str) else text
    return allowed(RobotsPolicy.from_response(200, body), path, agent)


X = "Disallow: /x\n"


# RFC 9309 §2.2.1, and the grammar of §2.2.
@pytest.mark.parametrize(
    ("text", "path", "verdict"),
    [
        ("USER-AGENT: NewsCrawl\n" + X, "/x", False),
        ("User-agent: newscrawl/2.0\n" + X, "/x", False),
        ("User-agent: a.example\n" + X, "/x", True),  # stands in our contact only
        ("User-agent: bot\n" + X, "/x", True),
        ("User-agent: news\n" + X, "/x", True),
        ("User-agent: newscrawl-images\n" + X, "/x", True),
        ("User-agent: newscrawl\nUser-agent: b\nUser-agent: NewsCrawl\n" + X, "/x", False),
        ("User-agent: newscrawl\nDisallow: /x\n\nUser-agent: newscrawl\nDisallow: /a", "/x", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\nDisallow:\n", "/x", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: newscrawl\n", "/x", True),
        ("User-agent: other\nDisallow: /\n", "/x", True),
        ("User-agent: newscrawl\nUser-agent: other\n\n\n" + X, "/x", False),
        ("User-agent: newscrawl\nSitemap: https://a.example/s\nUser-agent: b\n" + X, "/x", False),
        ("User-agent: newscrawl\nCrawl-delay: 1\nUser-agent: b\n" + X, "/x", False),
        ("User-agent: newscrawl\nNoise: 1\nUser-agent: b\n" + X, "/x", False),
        ("User-agent: newscrawl\nAllow: /y\nSitemap: https://a.example/s\n" + X, "/x", False),
        (X + "User-agent: *\nAllow: /y", "/x", True),
        ("User-agent: * # all\nDisallow: /x # that\n", "/x/y", False),
        ("User-agent: *\r" + X, "/x", False),
        ("User-agent: *\r\n\tDisallow:\t/x \r\n", "/x", False),
        ("\ufeffUser-agent: *\n" + X, "/x", False),
        ("User-agent: *\nAllow: /a\u2028Disallow: /x\n", "/x", True),
        ("User-agent *\nDisallow /x\n", "/x", False),
        (b"User-agent: *\nDisallow: /\xff\xfe\nDisallow: /x\n", "/x", False),
    ],
)  # fmt: skip
def test_group_of_the_product_token_is_obeyed(text, path, verdict):
    assert says(text, path) is verdict


# RFC 9309 §2.2.2 and §2.2.3, with the examples of their tables.
@pytest.mark.parametrize(
    ("rules", "path", "verdict"),
    [
        ("Allow: /a/b\nDisallow: /a", "/a/b/c", True),
        ("Disallow: /a/b\nAllow: /a", "/a/b/c", False),
        ("Disallow: /a\nAllow: /a", "/a", True),
        ("Disallow: /X", "/x", True),
        ("Disallow: /", "", False),
        ("Disallow: /", "/robots.txt", True),
        ("Disallow: /?a", "?a", False),
        ("Disallow: x", "/x", True),
        ("Disallow: /\nAllow: /index.html", "/", False),
        ("Disallow: /foo/bar?baz=quz", "/foo/bar?baz=quz", False),
        ("Disallow: /foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", False),
        ("Disallow: /foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", False),
        ("Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84", False),
        ("Disallow: /foo/bar/%e3%83%84", "/foo/bar/ツ", False),
        ("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz", False),
        ("Disallow: /foo/bar/baz", "/foo/bar/%62%61%7A", False),
        ("Disallow: /foo%2Fbar", "/foo/bar", True),
        ("Disallow: /foo%2Fbar", "/foo%2fbar", False),
        ("Disallow: /a%2Ab", "/a*b", False),
        ("Disallow: /a%2Ab", "/axb", True),
        ("Disallow: /a%24", "/a$b", False),
        ("Disallow: /a$b", "/a$b/c", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /a$", "/a", False),
        ("Allow: /$\nDisallow: /", "/", True),
        ("Allow: /$\nDisallow: /", "/a", False),
        ("Disallow: /*.gif$", "/a/b.gif", False),
        ("Disallow: /*.gif$", "/a.gif?x", True),
        ("Disallow: /a*b*c", "/a1b2c3", False),
        ("Disallow: /a*bc$", "/abc", False),
        ("Disallow: /ab*b$", "/ab", True),
        ("Disallow: *x", "/a/x", False),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Allow: /page\nDisallow: /*.ht", "/page.htm", True),
        ("Allow: /page/\nDisallow: /*.ht", "/page/a.htm", True),
    ],
)  # fmt: skip
def test_longest_rule_decides(rules, path, verdict):
    assert says(f"User-agent: *\n{rules}\n", path) is verdict


def test_octets_that_are_no_utf8_are_compared_as_octets():
    assert not says(b"User-agent: *\nDisallow: /caf\xe9\n", "/caf%E9")


@pytest.mark.parametrize(
    ("user_agent", "token"),
    [
        (AGENT, "newscrawl"),
        ("Paper-Bot/2 (+mailto:bot@paper.example)", "paper-bot"),
        ("Mozilla/5.0 (compatible; PaperBot/1.0; +https://paper.example)", "paperbot"),
        ("", ""),
    ],
)
def test_product_token_is_the_name_in_the_user_agent(user_agent, token):
    assert product_token(user_agent) == token


@given(st.binary(), st.text())
def test_no_bytes_raise(body, text):
    policy = RobotsPolicy.from_response(200, body)
    policy.allows("https://a.example/x", AGENT)
    policy.allows(text, AGENT)
    policy.crawl_delay(AGENT)


HALF_A_MB = 500 * 1024
LINES = {
    "names": b"User-agent: x\n",
    "names then rules": b"User-agent: x\n" * 15_000 + b"Disallow: /a\n" * 20_000,
    "delays": b"User-agent: *\nCrawl-delay: 1\n",
    "stars": b"User-agent: *\n" + b"Disallow: /*a*a*a*a*a*a*a*a*a*a*b\n" * 20_000,
    "one rule": b"User-agent: *\nDisallow: /" + b"*a" * 240_000,
    "sitemaps": b"Sitemap: /\n",
}


@pytest.mark.parametrize("lines", LINES.values(), ids=LINES)
def test_no_file_of_half_a_megabyte_takes_long(lines):
    body = (lines * (HALF_A_MB // len(lines) + 1))[:HALF_A_MB]
    before = thread_time()
    policy = RobotsPolicy.from_response(200, body)
    policy.allows("https://a.example/" + "a" * 1900, AGENT)
    policy.crawl_delay(AGENT)
    assert thread_time() - before < 2  # what is quadratic takes far longer


def test_delay_is_for_the_names_before_it():
    policy = RobotsPolicy.from_response(
        200, b"User-agent: a\nCrawl-delay: 5\nUser-agent: b\nDisallow: /x\nUser-agent: b\nAllow: /"
    )
    assert [policy.crawl_delay(name) for name in ("a/1", "b/1")] == [5.0, None]
    assert not allowed(policy, "/x", "a/1")
    assert not allowed(policy, "/x", "b/1")

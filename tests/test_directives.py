"""newscrawl.directives: what a page says to crawlers."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.derive import derive
from newscrawl.directives import directives
from newscrawl.model.payload import Payload
from newscrawl.model.record import ArticleRecord
from newscrawl.model.rules import NO_RULES, Obedience, SiteRules

AGENT = "newscrawl/1.0 (+https://a.example/bot)"


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


@given(st.text())
def test_no_text_raises(text):
    directives([text], AGENT)


def page(head="", fields=(), rules=NO_RULES):
    body = f"""<!doctype html><html lang="en"><head><title>Ferry runs again</title>{head}
    <meta property="og:type" content="article">
    <meta property="article:published_time" content="2026-05-04T06:00:00Z"></head><body><article>
    <h1>Ferry runs again</h1><p>{"The ferry left the quay at six in the morning. " * 9}</p>
    <p><a href="/2026/05/03/quay/">The quay was mended on Sunday.</a></p></article></body></html>"""
    payload = Payload(
        url="https://paper.example/2026/05/04/ferry-runs-again/",
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), *fields),
        body=body.encode(),
    )
    return derive(payload, rules=rules)


ROBOTS = '<meta name="robots" content="noarchive, nofollow">'


@pytest.mark.parametrize(
    ("head", "fields", "said"),
    [
        ("", (), ()),
        (ROBOTS, (), ("noarchive", "nofollow")),
        ('<meta name="NEWSCRAWL" content="NoIndex">', (), ("noindex",)),
        ('<meta name="googlebot" content="noindex">', (), ()),
        ("", (("X-Robots-Tag", "noarchive"), ("X-Robots-Tag", "b: noindex")), ("noarchive",)),
        ("", (("x-robots-tag", "newscrawl: noindex"),), ("noindex",)),
        ("", (("TDM-Reservation", "1"),), ("tdm-reservation",)),
        (
            '<meta name="tdm-reservation" content="0">',
            (("TDM-Reservation", "1"),),
            ("tdm-reservation: 0",),
        ),
        (
            '<meta name="tdm-reservation" content="1">'
            '<meta name="tdm-policy" content="https://paper.example/Policy.json">',
            (),
            ("tdm-policy: https://paper.example/Policy.json", "tdm-reservation"),
        ),
    ],
)
def test_record_tells_what_the_page_says_to_crawlers(head, fields, said):
    assert page(head, fields).article.directives == said


def test_directives_are_recorded_and_not_obeyed_unless_a_person_wants_it():
    found = page(ROBOTS)
    assert found.article is not None
    assert any("quay" in link.url for link in found.links)


def test_page_that_says_what_is_to_be_skipped_gives_no_article():
    rules = SiteRules(obey=Obedience(skip=frozenset({"noarchive"})))
    skipped = page(ROBOTS, rules=rules)
    assert (skipped.article, skipped.reason) == (None, "directive:noarchive")
    assert page(rules=rules).article is not None


def test_links_of_a_nofollow_page_are_left_where_a_person_wants_it():
    rules = SiteRules(obey=Obedience(nofollow=True))
    assert page(ROBOTS, rules=rules).links == ()
    assert page(rules=rules).links


def test_record_of_an_earlier_version_has_no_directives():
    schema = msgspec.json.schema(ArticleRecord)["$defs"]["ArticleRecord"]
    assert "directives" in schema["properties"]
    assert "directives" not in schema["required"]

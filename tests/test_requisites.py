"""Requisites are found wherever a page or a style sheet names them, and are never articles."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.derive import derive
from newscrawl.discovery.requisites import MAX_LINKS, candidates
from newscrawl.discovery.stylesheet import references
from newscrawl.frontier import order, outcome
from newscrawl.frontier.admission import Admission
from newscrawl.frontier.budget import REQUISITES_A_PAGE, RequisiteBudget
from newscrawl.model.capture import ArchiveRef
from newscrawl.model.fate import State
from newscrawl.model.lead import Lead
from newscrawl.model.link import REQUISITE_ROLES, Link, Role
from newscrawl.model.page import PageKind
from newscrawl.model.payload import Payload
from newscrawl.model.rules import Requisites, SiteRule, SiteRules
from newscrawl.urls import site

URL = "https://paper.example/2026/05/14/ferry/"
REF = ArchiveRef(
    warc="A", offset=0, length=1, record_id="urn:uuid:1", date="2026-05-14T00:00:00Z",
    payload_digest="sha1:A", status=200,
)  # fmt: skip


def requisites(body, *, kind="text/html", wanted=Requisites.ALL, url=URL):
    payload = Payload(url=url, status=200, headers=(("Content-Type", kind),), body=body.encode())
    page = derive(payload, rules=SiteRules(requisites=wanted))
    return {link.url: link.role for link in page.links if link.role in REQUISITE_ROLES}


@pytest.mark.parametrize(
    ("markup", "path", "role"),
    [
        ("<link rel=stylesheet href=/a.css>", "/a.css", Role.STYLESHEET),
        ("<link rel='alternate StyleSheet' href=/a.css>", "/a.css", Role.STYLESHEET),
        ("<link rel='shortcut icon' href=/a.ico>", "/a.ico", Role.IMAGE),
        ("<link rel=preload as=font href=/a.woff2 crossorigin>", "/a.woff2", Role.FONT),
        ("<link rel=preload as=style href=/a.css>", "/a.css", Role.STYLESHEET),
        ("<script src=/a.js async></script>", "/a.js", Role.SCRIPT),
        ("<img src=/a.jpg>", "/a.jpg", Role.IMAGE),
        ("<img data-src=' /a.jpg ' src='data:image/gif;base64,R0'>", "/a.jpg", Role.IMAGE),
        ("<noscript><img src=/a.jpg></noscript>", "/a.jpg", Role.IMAGE),
        ("<picture><source srcset='/a.webp 2x'><img></picture>", "/a.webp", Role.IMAGE),
        ("<img srcset='/x.jpg 1x,/a.jpg 2x'>", "/a.jpg", Role.IMAGE),
        ("<video poster=/a.jpg></video>", "/a.jpg", Role.IMAGE),
        ("<input type=image src=/a.png>", "/a.png", Role.IMAGE),
        ("<body background=/a.png>", "/a.png", Role.IMAGE),
        ("<svg><image xlink:href=/a.png /></svg>", "/a.png", Role.IMAGE),
        ("<p style=\"background: url('/a.png')\">x", "/a.png", Role.IMAGE),
        ("<style>@import '/a.css'; p {}</style>", "/a.css", Role.STYLESHEET),
        ("<style>@font-face{font-family:x;src:url(/a)}</style>", "/a", Role.FONT),
        ("<base href=/b/><img src=a.jpg>", "/b/a.jpg", Role.IMAGE),
        ("<img src=/a.svg#part>", "/a.svg", Role.IMAGE),
    ],
)
def test_requisite_is_found_with_its_role(markup, path, role):
    assert requisites(markup)[f"https://paper.example{path}"] is role


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=''>", "<img src='#x'>", f"<img src='{URL}'>", "<img src='data:image/gif,x'>",
        "<a href=/a.jpg>x</a>", "<script>1</script>", "<iframe src=/a.html></iframe>",
        "<video><source src=/a.mp4></video>", "<link rel=canonical href=/a>",
        "<link rel=preload as=fetch href=/a.json>", "<img src='javascript:x'>",
        "<img src='http://[bad/'>", "<style>/* url(/a.png) */</style>",
    ],
)  # fmt: skip
def test_what_a_page_is_not_shown_with_is_none(markup):
    assert requisites(f"<html><body>{markup}") == {}


def test_only_images_are_taken_where_only_they_are_wanted():
    page = "<link rel=stylesheet href=/a.css><script src=/a.js></script><img src=/a.jpg>"
    assert requisites(page, wanted=Requisites.IMAGES) == {"https://paper.example/a.jpg": Role.IMAGE}
    assert requisites(page, wanted=Requisites.NONE) == {}


def test_style_sheet_names_imports_fonts_and_pictures_relative_to_itself():
    sheet = """@charset "utf-8"; @import "b.css" screen; @import url( 'c.css' );
        @font-face { font-family: "F"; src: url(f.eot?#iefix) format("x"), url("f.woff2") }
        p { content: "url(no.png)"; background: URL( /p\\).png ), url(data:image/png;base64,A) }
        q { background-image: url("q.png"); behavior: url(#default) }"""
    found = requisites(sheet, kind="text/css; charset=utf-8", url="https://cdn.example/css/a.css")
    assert found == {
        "https://cdn.example/css/b.css": Role.STYLESHEET,
        "https://cdn.example/css/c.css": Role.STYLESHEET,
        "https://cdn.example/css/f.eot": Role.FONT,
        "https://cdn.example/css/f.woff2": Role.FONT,
        "https://cdn.example/p).png": Role.IMAGE,
        "https://cdn.example/css/q.png": Role.IMAGE,
    }


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("a.jpg", ["a.jpg"]),
        ("a.jpg 1x, b.jpg 2x", ["a.jpg", "b.jpg"]),
        ("a.jpg 100w,b.jpg 200w", ["a.jpg", "b.jpg"]),
        ("a.jpg, b.jpg", ["a.jpg", "b.jpg"]),
        (" ,a,b.jpg 1.5x ,\n c.jpg 2x,", ["a,b.jpg", "c.jpg"]),
        (",,,", []),
        ("", []),
    ],
)
def test_srcset_names_all_its_candidates(srcset, expected):
    assert list(candidates(srcset)) == expected


@given(st.text(alphabet="@import font-face url(){};\"'\\/*abc \n,", max_size=300))
def test_any_style_sheet_can_be_read(text):
    for reference in references(text):
        assert reference.role in REQUISITE_ROLES
        assert reference.url


@pytest.mark.parametrize("piece", ['url("', "url(", "@import '", "/*", "\\", "url( ", "{", '"'])
def test_style_sheet_made_to_be_slow_is_not(piece):
    # A scan that is not linear would take minutes here.
    assert len(list(references(piece * 50_000))) <= 50_000
    assert len(list(candidates(piece * 50_000 + "," * 100_000))) <= 50_001


def test_page_of_endless_pictures_gives_a_bounded_number():
    page = "".join(f"<img src=/{number}.jpg>" for number in range(MAX_LINKS * 2))
    assert len(requisites(page)) == MAX_LINKS


def admission(**rules):
    return Admission(
        in_scope=lambda url: site(url) == "paper.example",
        trap=lambda url: "calendar" if "1999" in url else None,
        max_depth=1,
        rules=SiteRules(**rules),
    )


def test_requisite_is_fetched_from_any_host_and_as_deep_as_its_page_behind_all_pages():
    source = Lead(id=1, url=URL, role=Role.TEASER, depth=1)
    link = Link(url="https://cdn.example/1999/a.jpg?utm_source=x", role=Role.IMAGE)
    entry = admission().admit(link, source=source)
    assert (entry.fate.state, entry.url, entry.depth) == (State.QUEUED, link.url, 1)
    assert (
        entry.priority
        >= order.REQUISITES
        > max(priority for role, priority in order.PRIORITY.items() if role not in REQUISITE_ROLES)
    )
    page = admission().admit(Link(url=link.url, role=Role.BODY), source=source)
    assert page.fate.state is State.EXCLUDED


def test_requisite_that_a_person_refused_is_not_fetched():
    rules = admission(sites=(SiteRule(host="cdn.example", deny=(re.compile("."),)),))
    entry = rules.admit(Link(url="https://cdn.example/a.js", role=Role.SCRIPT), source=None)
    assert str(entry.fate) == "excluded (deny)"


def visit(body, *, role=Role.IMAGE, kind="text/html", status=200, headers=()):
    payload = Payload(
        url=URL, status=status, headers=(("Content-Type", kind), *headers), body=body.encode()
    )
    page = derive(payload, rules=SiteRules(requisites=Requisites.ALL))
    lead = Lead(id=1, url=URL, role=role)
    return outcome.of_response(lead, status=status, ref=REF, page=page)


def test_article_that_was_sent_for_a_picture_is_a_requisite_that_leads_nowhere():
    text = "<p>The ferry went out again on Monday, said the pilot of the harbour.</p>" * 20
    article = f"<article><h1>Ferry</h1>{text}<a href=/more>More</a></article>"
    found = visit(article)
    assert str(found.fate) == "archived (requisite)"
    assert (found.page.kind, found.page.links, found.page.article) == (
        PageKind.REQUISITE, (), None,
    )  # fmt: skip


def test_redirected_requisite_leads_to_a_requisite():
    found = visit("", status=302, headers=(("Location", "https://cdn.example/b.jpg"),))
    (link,) = found.page.links
    assert (link.url, link.role) == ("https://cdn.example/b.jpg", Role.IMAGE)
    assert str(found.fate) == "archived (redirect)"


def test_missing_requisite_fails_as_a_page_does():
    assert str(visit("", status=404).fate) == "failed (http-404)"


def test_budget_of_requisites_grows_with_the_pages_unless_it_is_stated():
    stated, grown = RequisiteBudget(3), RequisiteBudget(None)
    assert (stated.room(16), stated.is_spent) == (3, False)
    stated.take(3)
    stated.note_page()
    assert (stated.room(16), stated.is_spent) == (0, True)
    before = grown.room(10_000)
    grown.note_page()
    assert grown.room(10_000) == before + REQUISITES_A_PAGE
    assert RequisiteBudget(0).is_spent

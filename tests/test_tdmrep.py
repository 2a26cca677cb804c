"""TDM reservations of hosts: tdmrep.json read, matched, asked for once a day, recorded, obeyed."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from changing_site import article, collection, home, path
from made_up_site import serving
from newscrawl_process import LOOPBACK, records, run
from past_collection import derive

from archive.collection import Collection
from archive.ledger import Ledger
from archive.reader import iter_captures
from newscrawl.cli.plan import admission_of
from newscrawl.config import parse_config, rules_of
from newscrawl.directives import with_reservation
from newscrawl.model.article import Article
from newscrawl.model.page import Page, PageKind
from newscrawl.model.rules import Obedience
from newscrawl.net.reservation import MAX_AGE
from newscrawl.tdmrep import NOT_RESERVED, PLACE, RESERVATION, Reservations

POLICY = "tdm-policy: https://paper.example/policy.json"
FILE = b"""[
 {"location": "/news/*", "tdm-reservation": 1, "tdm-policy": "https://paper.example/policy.json"},
 {"location": "/news/free/", "tdm-reservation": 0},
 {"location": "*.pdf$", "tdm-reservation": "1"}
]"""


def said(url, body=FILE, status=200):
    return Reservations.from_response(status, body).said(f"https://paper.example{url}")


@pytest.mark.parametrize(
    ("url", "directives"),
    [
        ("/news/a.html", (POLICY, RESERVATION)),
        ("/news/", (POLICY, RESERVATION)),
        ("/news/free/a.html", ()),
        ("/a.pdf", (RESERVATION,)),
        ("/a.pdf?x=1", ()),
        ("/", ()),
    ],
)
def test_longest_location_decides(url, directives):
    assert said(url) == directives


@pytest.mark.parametrize(
    ("body", "directives"),
    [
        (b'[{"location": "/", "tdm-reservation": 1}]', (RESERVATION,)),
        (b'\xef\xbb\xbf{"location": "/", "tdm-reservation": 1}', (RESERVATION,)),
        (b'[{"location": "x", "tdm-reservation": 1}]', (RESERVATION,)),
        (b'[{"location": "/x", "tdm-reservation": 0}, {"location": "/x", "tdm-reservation": 1}]',
         (RESERVATION,)),
        (b'[{"location": "/", "tdm-reservation": 1, "tdm-policy": "a\\r\\nb: c"}]', (RESERVATION,)),
        (b'[{"location": "/", "tdm-reservation": 2}, 7, {"location": 1}]', ()),
        (b"<html>Not here</html>", ()), (b"", ()), (b"\xff", ()), (b"[" * 100_000, ()),
        (b'{"location": "/' + b"*" * 100_000 + b'", "tdm-reservation": 1}', (RESERVATION,)),
    ],
)  # fmt: skip
def test_any_body_is_read_or_says_nothing(body, directives):
    assert said("/x", body) == directives


def test_answer_that_is_no_file_says_nothing():
    assert said("/news/a", status=404) == said("/news/a", status=503) == ()


def page(*directives):
    story = Article(url="https://p/", directives=directives)
    return Page(url="https://p/", kind=PageKind.ARTICLE, article=story, reason="article")


def test_what_a_page_says_itself_goes_before_its_host():
    host, nobody = (POLICY, RESERVATION), Obedience()
    assert with_reservation(page("noarchive"), host, nobody).article.directives == (
        "noarchive", POLICY, RESERVATION,
    )  # fmt: skip
    for own in (page(NOT_RESERVED), page(RESERVATION)):
        assert with_reservation(own, host, Obedience(skip=frozenset({RESERVATION}))) is own
    refused = with_reservation(page(), host, Obedience(skip=frozenset({RESERVATION})))
    assert (refused.article, refused.reason) == (None, "directive:tdm-reservation")


@pytest.mark.parametrize(
    ("table", "asks"),
    [
        ("", False), ("tdmrep = true", True), ('skip = ["noarchive"]', False),
        ('skip = ["TDM-reservation"]', True), ('skip = ["tdm-reservation"]\ntdmrep = false', False),
    ],
)  # fmt: skip
def test_hosts_are_asked_where_a_person_wants_it(table, asks):
    text = f'start = ["https://p.example/"]\n[obey]\n{table}\n'
    assert rules_of(parse_config(text, source="c.toml")).obey.tdmrep is asks


def test_host_is_asked_once_a_day_and_every_record_says_what_it_said(tmp_path):
    body = '[{"location": "/news/arden*", "tdm-reservation": 1, "tdm-policy": "/policy"}]'
    site = {"/": home("arden", "bolton"), PLACE: body}
    site |= {path(name): article(name) for name in ("arden", "bolton")}
    with serving(site) as (base, asked):
        folder = collection(tmp_path / "c", base, schedule="[obey]\ntdmrep = true\n")
        assert run("crawl", "-c", folder, *LOOPBACK).returncode == 0
    assert asked.count(PLACE) == 1
    assert asked.index(PLACE) < asked.index("/")

    def stated():
        return {one["url"].rpartition("/")[2]: one["directives"] for one in records(folder)}

    assert stated() == {"arden.html": [RESERVATION], "bolton.html": []}
    made = Collection(folder)
    captures = [one for warc in made.warc.glob("*") for one in iter_captures(warc)]
    assert [one.ref.status for one in captures if one.url.endswith(PLACE)] == [200]
    ledger = Ledger(made, admission=admission_of(made.config()), info={})
    assert ledger.recent(base + PLACE, MAX_AGE) == (200, body.encode())
    assert ledger.recent(base + PLACE, -60) is None
    assert ledger.recent(f"{base}/robots.txt", MAX_AGE)[0] == 404
    ledger.abandon()
    before = records(folder)
    derive(made, now=datetime.now(UTC))
    assert records(folder) == before

    text = made.config_file.read_text("utf-8")
    made.config_file.write_text(f'{text}skip = ["tdm-reservation"]\n', "utf-8")
    derive(made, now=datetime.now(UTC))
    assert stated() == {"bolton.html": []}
    with closing(sqlite3.connect(made.catalog)) as db:
        query = "SELECT reason FROM urls WHERE url LIKE '%arden.html'"
        assert db.execute(query).fetchone() == ("directive:tdm-reservation",)

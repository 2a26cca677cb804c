"""Alerts from the history of an archive: weeks of made-up papers of which some break."""

from contextlib import closing
from datetime import timedelta

import pytest
from listeners import webhook
from past_collection import START, papers

from archive.alerts import AlertTable, judge
from archive.catalog import open_catalog
from archive.herald import Herald
from newscrawl.alerts.course import Stage

BREAKS = START + timedelta(days=15)
ENDS = START + timedelta(days=18)


def silent(now, path, answer):
    return (304, "") if now >= BREAKS and path in ("/", "/feed/") else answer


def frozen(now, path, answer):
    return (304, "") if now >= BREAKS and path == "/feed/" else answer


def undated(now, path, answer):
    status, body = answer
    if path == "/robots.txt" and now >= BREAKS + timedelta(days=1):
        body += "Disallow: /news/\n"
    return (status, body.replace("datePublished", "x")) if now >= BREAKS else answer


def walled(now, path, answer):
    is_page = path not in ("/", "/feed/", "/robots.txt")
    return (403, "<html><body>No.</body></html>") if now >= BREAKS and is_page else answer


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    ways = (silent, frozen, undated, walled)
    folder = tmp_path_factory.mktemp("past") / "c"
    return papers(folder, {way.__name__: way for way in ways}, days=18)


def judged(made, *, at, run):
    with closing(open_catalog(made.catalog)) as db:
        judge(db, made.config(), warc=made.warc, run=run, now=at.timestamp())
        db.commit()
        return {(a.subject, str(a.kind)): a for a in AlertTable(db).after(run)}


def test_each_fault_is_heard_as_what_it_is_and_nothing_else(made):
    assert judged(made, at=BREAKS - timedelta(hours=1), run="0") == {}
    for hours in range(12, 72, 12):
        judged(made, at=BREAKS + timedelta(hours=hours), run=f"1-{hours}")
    found = judged(made, at=ENDS, run="2")
    assert set(found) == {
        ("silent.example", "silent"),
        ("https://frozen.example/feed/", "frozen"),
        ("undated.example", "empty-date"),
        ("https://undated.example", "robots-changed"),
        ("walled.example", "blocked"),
    }
    assert found["silent.example", "silent"].text.startswith("nothing new for ")
    assert "+Disallow: /news/" in found["https://undated.example", "robots-changed"].text

    again = judged(made, at=ENDS + timedelta(hours=1), run="3")
    assert {alert.stage("3") for alert in again.values()} == {Stage.STILL}
    assert {key: one.raised for key, one in again.items()} == {
        key: one.raised for key, one in found.items()
    }


def test_webhook_that_fails_is_one_warning_and_tried_again(made, monkeypatch, caplog):
    herald = Herald(made, agent="newscrawl", guarded=True)
    with webhook(status=500) as (url, posts):
        monkeypatch.setenv("NEWSCRAWL_ALERT_WEBHOOK", url)
        herald.tell()
        assert posts == []
        herald = Herald(made, agent="newscrawl", guarded=False)
        herald.tell()
    assert [record.getMessage() for record in caplog.records] == [
        "webhook: 5 alerts were not sent, its address is not public;"
        " `allow_private = true` in [alerts] permits it",
        "webhook: 5 alerts were not sent, it answered 500",
    ]
    with webhook() as (url, posts):
        monkeypatch.setenv("NEWSCRAWL_ALERT_WEBHOOK", url)
        herald.tell()
        herald.tell()
        assert len(posts) == 1
        judged(made, at=ENDS + timedelta(days=1, hours=2), run="4")
        herald.tell()
    (place, headers, body), (_, _, later) = posts
    assert (place, headers["Content-Type"]) == ("/hook?token=geheim", "application/json")
    assert (body["collection"], len(body["alerts"])) == ("c", 5)
    assert "frozen: https://frozen.example/feed/: lists only" in body["text"]
    assert {(one["kind"], one["state"]) for one in later["alerts"]} == {
        ("robots-changed", "cleared")
    }
    assert len(caplog.records) == 2


def test_certificate_that_ends_soon_is_heard_and_what_is_muted_is_not(made):
    text = made.config_file.read_text("utf-8")
    more = '[alerts]\nignore = ["frozen"]\nmute = ["walled"]\n'
    made.config_file.write_text(f"{text}\n{more}", "utf-8")
    later = judged(made, at=START + timedelta(days=40), run="5")
    made.config_file.write_text(text, "utf-8")
    assert later["https://undated.example", "certificate"].text.endswith("expires in 9 days")
    lasting = {key for key, alert in later.items() if alert.stage("5") is not Stage.CLEARED}
    assert not {subject for subject, _ in lasting} & {"walled.example"}
    assert "frozen" not in {kind for _, kind in lasting}

"""Alerts of real crawls: exit codes, status, run files, webhook and mail; each is told once."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from changing_site import article, collection, home, path
from listeners import mail_server, webhook
from made_up_site import serving
from msgspec import json
from newscrawl_process import LOOPBACK, run
from past_collection import derive

from archive.collection import Collection
from newscrawl.cli.main import run as main
from newscrawl.config import parse_config
from newscrawl.errors import UsageError
from newscrawl.net.courier import DeliveryError, mail, post, send_mail

OPEN, SHUT = (f"User-agent: *\nDisallow: /{place}\n" for place in ("x/", ""))


def pages(robots):
    return {"/": home("arden"), path("arden"): article("arden"), "/robots.txt": robots}


def crawl_again(folder):
    done = run("crawl", "-c", folder, *LOOPBACK)
    *_, last = sorted((folder / "runs").glob("*.json"))
    return done, json.decode(last.read_bytes())["alerts"]


def states(alerts):
    return [(one["kind"], one["state"]) for one in alerts]


def test_alert_of_a_crawl_reaches_all_who_should_hear_of_it(tmp_path, capsys):
    site = pages(OPEN)
    with serving(site) as (base, _), webhook() as (url, posts), mail_server() as box:
        table = (
            f'[alerts]\nwebhook = "{url}"\nemail = "desk@paper.example"\n'
            f'smtp = "smtp://127.0.0.1:{box.port}"\n'
        )
        folder = collection(tmp_path / "c", base, schedule=table)
        text = (folder / "collection.toml").read_text("utf-8")
        (folder / "collection.toml").write_text(f'metrics_file = "../c.prom"\n{text}', "utf-8")
        done, alerts = crawl_again(folder)
        assert (done.returncode, done.stderr, alerts, posts) == (0, "", [], [])
        site["/robots.txt"] = SHUT
        done, alerts = crawl_again(folder)
        text = f"robots-closed: {base}: robots.txt does not let us fetch the home page any more"
        assert (done.returncode, done.stderr) == (6, f"newscrawl: alert: {text}\n")
        assert states(alerts) == states(posts[0][2]["alerts"]) == [("robots-closed", "raised")]
        assert main(["status", "-c", str(folder)]) == 0
        assert f": {text}" in capsys.readouterr().out
        assert_rebuild_keeps(folder)
    assert "rcpt TO:<desk@paper.example>" in box.commands
    assert "Subject: newscrawl: 1 alert in c" in box.mails[0]
    assert f"alert: {text}" in box.mails[0].replace("=\r\n", "")
    assert_kept_secret(folder)
    told = (tmp_path / "c.prom").read_text("utf-8")
    assert 'newscrawl_alerts{collection="c"} 1\n' in told
    assert f'newscrawl_source_visits{{collection="c",source="{base}/",kind="home"}} 1\n' in told


def assert_kept_secret(folder):
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert [file.name for file in files if b"geheim" in file.read_bytes()] == ["collection.toml"]


def assert_rebuild_keeps(folder):
    def rows():
        with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
            tallies = db.execute("SELECT t.*, key FROM tallies AS t LEFT JOIN urls ON id = source")
            counted = sorted((row[0], row[-1] or "", *row[2:-1]) for row in tallies)
            return counted, sorted(db.execute("SELECT * FROM alerts"))

    before = rows()
    assert before[0]
    derive(Collection(folder), now=datetime.now(UTC))
    assert rows() == before


def refusal(url, **options):
    with pytest.raises(DeliveryError) as caught:
        post(url, b"{}", agent="newscrawl", **options)
    return str(caught.value)


def test_webhook_to_a_private_address_is_refused_and_redirects_are_not_followed():
    with webhook(status=302) as (url, posts):
        assert "allow_private" in refusal(url, guarded=True)
        assert posts == []
        assert refusal(url, guarded=False) == "it answered 302"
        assert [place for place, _, _ in posts] == ["/hook?token=geheim"]


def test_listener_that_says_nothing_does_not_hold_up_the_end_of_a_run():
    with mail_server(is_mute=True) as box:
        message = mail(sender="a@b.example", to=["c@d.example"], subject="s", text="t")
        for attempt in (
            lambda: post(
                f"http://127.0.0.1:{box.port}/", b"{}", agent="n", guarded=False, seconds=0.2
            ),
            lambda: send_mail(
                f"smtp://127.0.0.1:{box.port}", message, password=None, guarded=False, seconds=0.2
            ),
        ):
            with pytest.raises(DeliveryError, match=r"time-out|no end after 0.2 s|broke off"):
                attempt()


def test_password_is_not_sent_in_clear():
    with mail_server() as box:
        message = mail(sender="a@b.example", to=["c@d.example"], subject="s", text="t")
        with pytest.raises(DeliveryError, match="no TLS"):
            send_mail(f"smtp://127.0.0.1:{box.port}", message, password="geheim", guarded=False)
        assert not any("AUTH" in command for command in box.commands)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('webhook = "ftp://h.example/geheim"', "alerts: webhook: is no http or https URL"),
        ('webhook = "https://u:geheim@h.example/"', "alerts: webhook: holds a user name"),
        ('email = "desk"', "alerts: email: 'desk' is no mail address"),
        ('email = "a@b.example"', "alerts: email: needs `smtp`"),
        ('smtp = "mail.example"', "alerts: smtp: is no mail server"),
        ('smtp = "smtp://u:geheim@m.example"', "alerts: smtp: holds a password"),
        ('ignore = ["quiet"]', "alerts: ignore: 'quiet' is none of silent, few"),
        ('mute = ["("]', "alerts: mute: '(' is no regular expression"),
        ('hook = "x"', "unknown field `hook`"),
    ],
)
def test_wrong_key_of_alerts_is_named_without_a_secret(lines, fault):
    with pytest.raises(UsageError) as caught:
        parse_config(f'start = ["https://p.example/"]\n[alerts]\n{lines}\n', source="c.toml")
    assert fault in str(caught.value)
    assert "geheim" not in str(caught.value)

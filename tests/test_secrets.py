"""What goes out of a crawl: no secret, no escape sequence, no name or code that the web chose."""

import ast
import gzip
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_site import story
from made_up_site import serving
from newscrawl_process import ENVIRONMENT, LOOPBACK, run

from newscrawl.cli.main import run as main
from newscrawl.net.exchange import without_secrets
from newscrawl.terminal import printable
from newscrawl.urls import normalise

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [path for name in ("newscrawl", "archive", "spiders", "pipelines")
           for path in (ROOT / name).rglob("*.py")]  # fmt: skip
EVIL = "\x1b[2J\x1b]0;owned\x07\u202etxt\r\nnewscrawl: all is well"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A crawl of a site whose every text is hostile, with a password in the start URL."""
    folder = tmp_path_factory.mktemp("secrets") / "c"
    links = [f"/2026/05/0{n}/../../../../etc/x{n}-story-of-the-day.html" for n in range(1, 4)]
    texts = "".join(f"<p><a href='{link}'>{EVIL} the headline of a story</a></p>" for link in links)
    pages = {
        f"/etc/x{n}-story-of-the-day.html": story(n).replace("<h1>", f"<h1>{EVIL}")
        for n in range(1, 4)
    }
    with serving({"/": f"<html><title>{EVIL}</title>{texts}</html>", **pages}) as (base, _):
        start = base.replace("//", "//reader:hunter2@")
        done = run("crawl", start, "-c", folder, *LOOPBACK, "--insecure")
    assert done.returncode == 0, done.stderr
    return folder, done


def everything(folder: Path) -> bytes:
    files = (path for path in folder.rglob("*") if path.is_file())
    return b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files
    )


def test_password_of_a_url_is_nowhere_in_the_collection_nor_in_the_output(crawled):
    folder, done = crawled
    assert b"hunter2" not in everything(folder)
    assert "hunter2" not in done.stdout + done.stderr


def test_warcinfo_says_that_certificates_were_not_verified(crawled):
    folder, _ = crawled
    (warc,) = (folder / "warc").glob("*.warc.gz")
    assert b"tls-certificates: not verified" in gzip.decompress(warc.read_bytes())[:3000]


def test_file_names_are_never_taken_from_the_web(crawled):
    folder, _ = crawled
    names = [path.name for path in folder.rglob("*")]
    safe = re.compile(r"[A-Za-z0-9._-]+")
    assert [name for name in names if not safe.fullmatch(name) or "story" in name] == []
    assert not (folder.parent / "etc").exists()


def test_no_command_prints_an_escape_sequence(crawled):
    folder, done = crawled
    with sqlite3.connect(folder / "catalog.sqlite") as db:
        (url,) = db.execute("SELECT url FROM urls WHERE reason = 'article' LIMIT 1").fetchone()
    db.close()
    for arguments in (("status",), ("report",), ("search", "newscrawl"), ("show", url),
                      ("show", url, "--why")):  # fmt: skip
        shown = run(arguments[0], "-c", folder, *arguments[1:])
        text = shown.stdout + shown.stderr + done.stdout + done.stderr
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text), arguments


def test_nothing_of_the_web_in_a_log_is_obeyed_by_a_terminal_or_passes_for_a_line(tmp_path):
    pages = {
        "/": f"<title>{EVIL}</title><a href='/x?{EVIL[:4]}'>a</a><a href='/moved'>b</a>",
        "/moved": "->/\x1b[2J\x9b1m",
        "/x?%5B2J": f"<html><h1>{EVIL}</h1></html>",
    }
    extensions = {
        "archive.session.Session": 0,
        "newscrawl.net.pacer.Pacer": 0,
        "loud_log.LoudLog": 9,
    }
    options = {
        "NEWSCRAWL_COLLECTION": tmp_path / "c", "NEWSCRAWL_ALLOW_PRIVATE": 1, "DOWNLOAD_DELAY": 0,
        "EXTENSIONS": json.dumps(extensions), "LOG_LEVEL": "DEBUG",
    }  # fmt: skip
    with serving(pages) as (base, asked):
        command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"start_urls={base}"]
        command += [part for name, value in options.items() for part in ("-s", f"{name}={value}")]
        log = subprocess.run(
            command, cwd=ROOT, capture_output=True, timeout=300, check=True,
            env={**ENVIRONMENT, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        ).stderr.decode()  # fmt: skip
    assert len(set(asked) & set(pages)) == 3
    assert "\ufffd[2J" in log
    assert "owned" in log
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", log)
    assert [line for line in log.splitlines() if line.startswith("newscrawl:")] == []


@pytest.mark.parametrize(
    "place", ["@127.0.0.1:99999", "@[::1", "@", "@127.0.0.1:0", "@127.0.0.1:9"]
)
@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_password_of_a_proxy_is_in_no_complaint_and_in_no_file(scheme, place, tmp_path, capsys):
    plan = ["crawl", "http://127.0.0.1:9/", "-c", str(tmp_path / "c")]
    if scheme == "http" and place == "@127.0.0.1:9":
        done = run(*plan, *LOOPBACK, "--proxy", f"{scheme}://reader:hunter2{place}")
        said, code = done.stdout + done.stderr, done.returncode
        assert code == 1
    else:
        code = main([*plan, "--proxy", f"{scheme}://reader:hunter2{place}"])
        said = "".join(capsys.readouterr())
        assert code == 2
        assert "--proxy" in said
    assert len(said.splitlines()) == 1
    assert "hunter2" not in said
    assert b"hunter2" not in everything(tmp_path)


def test_secret_headers_of_a_request_are_masked_in_any_spelling():
    sent = (
        b"GET / HTTP/1.1\r\nHost: a\r\ncOOKIE:a=b; c=d\r\nAuthorization: Basic aGk=\r\n"
        b"proxy-authorization:\tDigest x\r\nX: y\r\n\r\n"
    )
    kept = without_secrets(sent)
    assert len(kept) == len(sent)
    for secret in (b"a=b", b"aGk=", b"Digest"):
        assert secret not in kept


def test_user_and_password_never_become_part_of_a_lead():
    assert normalise("https://user:secret@paper.example/x") == "https://paper.example/x"


def test_control_characters_and_direction_marks_are_made_visible():
    assert (
        printable("a\x1b[31mb\x9bc\u202ed\u2066e\x7f") == "a\ufffd[31mb\ufffdc\ufffdd\ufffde\ufffd"
    )


def test_nothing_is_unpickled_or_evaluated():
    """Worker processes speak over a pipe that only this program holds; no file is unpickled."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                if {"pickle", "marshal", "shelve", "dill"} & set(names):
                    found.append(path.name)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("eval", "exec"):
                found.append(path.name)
    assert found == []


def test_run_report_is_plain_json(crawled):
    folder, _ = crawled
    (report,) = (folder / "runs").glob("*.json")
    assert set(json.loads(report.read_bytes())) >= {"fates", "breakage", "outcome"}

"""A crawl with requisites gives an archive that other programs read and replay as it was."""

import base64
import gzip
import hashlib
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from made_up_site import serving
from newscrawl_process import crawl, run

JUDGES = Path(sys.prefix) / "judges" / "bin"
TEXT = "".join(f"<p>{'The ferry went out again on Monday, said the pilot. ' * 8}</p>" for _ in "ab")
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='{}'/></svg>"


def elsewhere():
    """Pages of the host that the paper's style sheets and pictures lie on."""
    return {
        "/robots.txt": "User-agent: *\nDisallow: /private",
        "/a.css": "/* */ @import 'b.css'; body { background: url(back.svg) }",
        "/b.css": "/* */ @font-face { font-family: F; src: url(/moved.woff2) }",
        "/moved.woff2": "->/f.woff2",
        "/f.woff2": "wOF2 made up",
        "/back.svg": PICTURE.format(1),
        "/private.svg": PICTURE.format(2),
        "/large.svg": PICTURE.format(3),
        "/small.svg": PICTURE.format(4),
        "/a.js": "// nothing",
        "/story.jpg": f"<html><article><h1>No picture</h1>{TEXT}</article></html>",
    }


def paper(host):
    """Pages of a paper: one article, one page about it."""
    head = f"<link rel=stylesheet href='{host}/a.css'><script src='{host}/a.js'></script>"
    article = (
        f"<html><head><title>Ferry</title>{head}</head><article><h1>The ferry</h1>{TEXT}"
        f"<img src='{host}/small.svg' srcset='{host}/large.svg 2x'><img src='{host}/private.svg'>"
        f"<img src='{host}/story.jpg'><a href='{host}/large.svg'>Large</a></article></html>"
    )
    return {
        "/": f"<html>{head}<h2><a href='/old'>The ferry</a></h2><a href='/about'>About</a></html>",
        "/old": "->/2026/05/14/the-ferry",
        "/2026/05/14/the-ferry": article,
        "/about": f"<html>{head}<h1>About us</h1><img src='/logo.svg'></html>",
        "/logo.svg": PICTURE.format(5),
    }


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """The collection, its two hosts, and what was asked of the second one."""
    folder = tmp_path_factory.mktemp("replay") / "c"
    with serving(elsewhere()) as (other, asked), serving(paper(other)) as (url, _):
        crawl(f"{url}/", folder, "--requisites", "all")
    return folder, url, other, asked


def fates(folder):
    """Give role and fate of every URL."""
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        rows = db.execute("SELECT url, role, state, reason FROM urls").fetchall()
    return {url: (role, f"{state} ({reason})") for url, role, state, reason in rows}


def shown_with(folder):
    with closing(sqlite3.connect(folder / "catalog.sqlite")) as db:
        return set(
            db.execute(
                "SELECT s.url, t.url FROM requisites AS r JOIN urls AS s ON s.id = r.source"
                " JOIN urls AS t ON t.id = r.target"
            )
        )


def test_requisites_are_archived_from_any_host_with_role_and_fate(crawled):
    folder, url, other, _ = crawled
    found = fates(folder)
    archived = "archived (requisite)"
    assert {place: found[f"{other}{place}"] for place in elsewhere() if place != "/robots.txt"} == {
        "/a.css": ("stylesheet", archived),
        "/b.css": ("stylesheet", archived),
        "/moved.woff2": ("font", "archived (redirect)"),
        "/f.woff2": ("font", archived),
        "/back.svg": ("image", archived),
        "/private.svg": ("image", "excluded (robots)"),
        "/large.svg": ("image", archived),
        "/small.svg": ("image", archived),
        "/a.js": ("script", archived),
        "/story.jpg": ("image", archived),
    }
    assert found[f"{url}/logo.svg"] == ("image", archived)


def test_requisite_of_many_pages_is_fetched_once(crawled):
    *_, asked = crawled
    assert len(asked) == len(set(asked))


def test_what_was_sent_for_a_picture_is_no_article(crawled):
    folder, *_ = crawled
    (records,) = (folder / "records").iterdir()
    assert len(records.read_text().splitlines()) == 1


def test_rebuild_gives_the_same_requisites_and_the_same_export(crawled, tmp_path):
    folder = tmp_path / "c"
    shutil.copytree(crawled[0], folder)
    options = ("--format", "wacz", "--articles")
    assert run("export", "-c", folder, "-o", tmp_path / "a.wacz", *options).returncode == 0
    before = fates(folder), shown_with(folder), (folder / "index" / "index.cdxj").read_bytes()
    assert run("rebuild", "-c", folder).returncode == 0
    after = fates(folder), shown_with(folder), (folder / "index" / "index.cdxj").read_bytes()
    assert after == before
    assert run("export", "-c", folder, "-o", tmp_path / "b.wacz", *options).returncode == 0
    assert (tmp_path / "a.wacz").read_bytes() == (tmp_path / "b.wacz").read_bytes()


def test_requisites_have_a_budget_of_their_own(tmp_path):
    with serving(elsewhere()) as (other, asked), serving(paper(other)) as (url, _):
        options = ("--requisites", "images", "--max-pages", "3", "--max-requisites", "2")
        crawl(f"{url}/", tmp_path / "c", *options)
        found = [fate for role, fate in fates(tmp_path / "c").values() if role == "image"]
        assert found.count("archived (requisite)") + found.count("excluded (robots)") == 2
        assert "queued ()" in found
        assert not [path for path in asked if path.endswith((".css", ".js"))]
        # None are wanted now, and those that wait keep no run from ending.
        crawl(f"{url}/", tmp_path / "c", "--requisites", "none")
        crawl(f"{url}/", tmp_path / "c")
    found = [fate for role, fate in fates(tmp_path / "c").values() if role == "image"]
    assert "queued ()" not in found


@pytest.fixture(scope="module")
def judge():
    """Run one of the programs that judge archives; their environment is not this one."""

    def judged(name, *arguments):
        command = [JUDGES / name, *map(str, arguments)]
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env=judges_environment(),
        )

    need_judges()
    return judged


def need_judges():
    if not (JUDGES / "pywb").exists():
        pytest.skip(
            "needs pywb, wacz and cdxj-indexer in an environment: make .venv/.installed-judges"
        )


def judges_environment():
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "NO_COLOR": "1"}


@pytest.fixture(scope="module")
def exported(crawled, tmp_path_factory):
    """A WACZ of the article with what belongs to it, and its parts in a folder."""
    folder = tmp_path_factory.mktemp("exported")
    done = run(
        "export", "-c", crawled[0], "-o", folder / "a.wacz", "--format", "wacz", "--articles"
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(folder / "a.wacz") as wacz:
        wacz.extractall(folder)
    lines = gzip.decompress((folder / "indexes" / "index.cdx.gz").read_bytes())
    (folder / "index.cdxj").write_bytes(lines)
    return folder


def test_cdxj_indexer_writes_the_same_index(crawled, exported, judge):
    folder, *_ = crawled
    done = judge("cdxj-indexer", "--sort", *sorted((folder / "warc").iterdir()))
    assert done.stdout.encode() == (folder / "index" / "index.cdxj").read_bytes()
    done = judge("cdxj-indexer", "--sort", exported / "archive" / "data.warc.gz")
    assert done.stdout.encode() == (exported / "index.cdxj").read_bytes()


def test_wacz_is_valid_for_py_wacz(exported, judge):
    done = judge("wacz", "validate", "-f", exported / "a.wacz")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is valid" in done.stdout


@contextmanager
def replaying(folder, collections):
    """Run pywb on a free port of loopback over pairs of index and WARC folder; gives the port."""
    need_judges()
    config = {"collections": {
        name: {"index": str(index), "archive_paths": f"{warcs}/"}
        for name, (index, warcs) in collections.items()
    }}  # fmt: skip
    (folder / "config.yaml").write_text(json.dumps(config))
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [JUDGES / "pywb", "-b", "127.0.0.1", "-p", str(port), "-d", str(folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=judges_environment(),
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while server.poll() is None and time.monotonic() < deadline:
            with closing(socket.socket()) as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        assert server.poll() is None
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def replayed(port, path):
    """Ask as a browser does, so that the body comes with its content coding; status and body."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip, br"})
        response = connection.getresponse()
        return response.status, response.read()


def captures(index):
    for line in index.read_text().splitlines():
        _, timestamp, values = line.split(" ", 2)
        yield timestamp, json.loads(values)


def test_pywb_replays_every_capture_with_its_payload_digest(crawled, exported, tmp_path):
    folder, url, other, _ = crawled
    whole = folder / "index" / "index.cdxj"
    collections = {
        "whole": (whole, folder / "warc"),
        "wacz": (exported / "index.cdxj", exported / "archive"),
    }
    with replaying(tmp_path, collections) as port:
        for name, (index, _) in collections.items():
            for timestamp, values in captures(index):
                if values["status"] != "200":
                    continue
                status, body = replayed(port, f"/{name}/{timestamp}id_/{values['url']}")
                digest = base64.b32encode(hashlib.sha1(body).digest()).decode()
                assert (status, f"sha1:{digest}") == (200, values["digest"]), values["url"]
        looked = f"/wacz/mp_/{url}/2026/05/14/the-ferry"
        status, page = replayed(port, looked)
        assert status == 200
        # pywb rewrites what the page is shown with to its own addresses.
        assert f"/cs_/{other}/a.css" in page_text(page)
        for kind, place in [
            ("cs_", "/a.css"), ("cs_", "/b.css"), ("im_", "/small.svg"), ("im_", "/large.svg"),
            ("im_", "/back.svg"), ("js_", "/a.js"), ("oe_", "/f.woff2"),
        ]:  # fmt: skip
            status, body = replayed(port, f"/wacz/{kind}/{other}{place}")
            assert (status, bool(body)) == (200, True), place
        status, _ = replayed(port, f"/wacz/mp_/{url}/old")
        assert status in (301, 302, 307)
        assert replayed(port, f"/wacz/mp_/{url}/about")[0] == 404


def page_text(body):
    return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()

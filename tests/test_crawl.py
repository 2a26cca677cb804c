"""Whole crawls of the demo site by the command line, read back from disk."""

import json
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import datetime

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from made_up_site import serving
from newscrawl_process import crawl, records, run
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from archive.reader import read_payload
from newscrawl.demo.server import serve
from newscrawl.demo.site import Only


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """One crawl of the demo site: (server, truth, folder)."""
    folder = tmp_path_factory.mktemp("demo") / "collection"
    with serve() as server:
        crawl(server.url, folder)
        yield server, server.site.truth(server.url), folder


def squeezed(text):
    return " ".join(text.split())


def reachable(truth):
    return {t.url: t for t in truth if t.only not in (Only.DISALLOWED, Only.SCRIPT)}


def test_every_article_of_the_site_has_one_record_and_nothing_else_has(demo):
    _, truth, folder = demo
    urls = Counter(record["url"] for record in records(folder))
    script_page = {t.url for t in truth if t.only is Only.SCRIPT}
    assert set(urls) - script_page == set(reachable(truth))
    assert set(urls.values()) == {1}


def test_records_hold_the_headlines_authors_dates_and_paragraphs_of_the_truth(demo):
    _, truth, folder = demo
    expected = reachable(truth)
    found = [record for record in records(folder) if record["url"] in expected]
    assert found
    for record in found:
        article = expected[record["url"]]
        assert squeezed(record["headline"]) == squeezed(article.headline)
        assert datetime.fromisoformat(record["date_published"]) == article.published
        assert record["language"] == article.language
        text = squeezed(record["text"])
        missing = [p for p in article.paragraphs if squeezed(p) not in text]
        assert not missing, record["url"]


def test_no_record_holds_lines_that_are_not_the_articles_own(demo):
    _, truth, folder = demo
    read_also = {t.url: t.read_also for t in truth}
    for record in records(folder):
        for line in read_also.get(record["url"], ()):
            assert squeezed(line) not in squeezed(record["text"])
        assert not re.search(r"Akismet|Leave a Reply|Recent News|Editor's Pick", record["text"])


def test_every_record_points_at_the_bytes_of_its_page(demo):
    _, _, folder = demo
    for record in records(folder):
        capture = record["capture"]
        payload = read_payload(folder / "warc" / capture["warc"], capture["offset"])
        assert payload.url == record["url"]
        assert payload.status == 200


def test_the_server_was_asked_for_nothing_twice_and_for_nothing_robots_forbids(demo):
    server, truth, _ = demo
    asked = Counter(request.path for request in server.requests)
    assert not {path: count for path, count in asked.items() if count > 1}
    disallowed = next(t.url for t in truth if t.only is Only.DISALLOWED)
    assert disallowed.removeprefix(server.url) not in asked


def test_every_request_of_the_servers_log_lies_in_the_warc_with_its_status(demo):
    server, _, folder = demo
    archived = Counter()
    for path in (folder / "warc").iterdir():
        assert path.name.endswith(".warc.gz")
        with path.open("rb") as file:
            for record in WarcioIterator(file):
                if record.rec_type in ("response", "revisit"):
                    url = record.rec_headers.get_header("WARC-Target-URI")
                    status = int(record.http_headers.get_statuscode())
                    archived[url.removeprefix(server.url), status] += 1
    assert archived == Counter((request.path, request.status) for request in server.requests)


def test_a_second_reader_finds_every_digest_right(demo):
    _, _, folder = demo
    for path in (folder / "warc").iterdir():
        with path.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False):
                assert record.verify_block_digest()
                assert record.record_type in (
                    WarcRecordType.warcinfo, WarcRecordType.request,
                    WarcRecordType.response, WarcRecordType.revisit, WarcRecordType.metadata,
                )  # fmt: skip


def test_every_url_has_one_fate_and_none_is_left_waiting(demo):
    _, _, folder = demo
    with sqlite3.connect(folder / "catalog.sqlite") as db:
        states = dict(db.execute("SELECT state, count(*) FROM urls GROUP BY state"))
        unexplained = db.execute("SELECT count(*) FROM urls WHERE reason = ''").fetchone()[0]
    db.close()
    assert set(states) <= {"archived", "failed", "excluded"}
    assert unexplained == 0


def test_rebuild_without_catalogue_gives_the_same_record_files(demo, tmp_path):
    _, _, folder = demo
    before = {p.name: p.read_bytes() for p in (folder / "records").iterdir()}
    index = (folder / "index" / "index.cdxj").read_bytes()
    kept = (folder / "catalog.sqlite").read_bytes()
    for name in ("catalog.sqlite", "index/index.cdxj", *(f"records/{n}" for n in before)):
        (folder / name).unlink()
    try:
        done = run("rebuild", "-c", folder)
        assert done.returncode == 0, done.stderr
        assert {p.name: p.read_bytes() for p in (folder / "records").iterdir()} == before
        assert (folder / "index" / "index.cdxj").read_bytes() == index
    finally:
        (folder / "catalog.sqlite").write_bytes(kept)


def test_extract_over_the_warcs_gives_the_records_of_the_crawl(demo):
    _, _, folder = demo
    done = run("extract", *sorted((folder / "warc").iterdir()))
    assert done.returncode == 0, done.stderr
    extracted = {r["capture"]["record_id"]: r for r in map(json.loads, done.stdout.splitlines())}
    for record in records(folder):
        assert extracted[record["capture"]["record_id"]]["text"] == record["text"]


def test_max_pages_stops_and_the_next_crawl_goes_on(tmp_path):
    folder = tmp_path / "collection"
    with serve() as server:
        crawl(server.url, folder, "--max-pages", "20")
        first = [r.path for r in server.requests if r.path != "/robots.txt" and r.status == 200]
        crawl(server.url, folder)
        asked = Counter(r.path for r in server.requests if r.path != "/robots.txt")
        expected = set(reachable(server.site.truth(server.url)))
    assert len(first) == 20
    assert max(asked.values()) == 1
    assert expected <= {record["url"] for record in records(folder)}


def test_scrapy_crawl_gives_the_same_articles(tmp_path, demo):
    server, _, folder = demo
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"start_urls={server.url}",
         "-s", f"NEWSCRAWL_COLLECTION={tmp_path / 'c'}", "-s", "NEWSCRAWL_ALLOW_PRIVATE=1",
         "-s", "DOWNLOAD_DELAY=0"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    same = [{(r["url"], r["text"]) for r in records(f)} for f in (folder, tmp_path / "c")]
    assert same[0] == same[1]


def test_chain_of_redirects_is_walked_to_its_bound_and_nothing_stays_queued(tmp_path):
    links = "<html><title>x</title><p><a href='/hops/1'>A door to somewhere</a></p></html>"
    pages = {"/": links, **{f"/hops/{n}": f"->/hops/{n + 1}" for n in range(1, 40)}}
    with serving(pages) as (base, asked):
        crawl(base, tmp_path)
    assert sum("hops" in path for path in asked) == 11
    with sqlite3.connect(tmp_path / "catalog.sqlite") as db:
        fates = dict(db.execute("SELECT state || ' ' || reason, count(*) FROM urls GROUP BY 1"))
    db.close()
    assert fates["excluded redirects"] == 1
    assert not [fate for fate in fates if fate.startswith(("queued", "leased"))]
